/** Checked wrappers of products of small integers with matrices of bytes. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { EPILOGUES, type Epilogue } from "./gemm.js";
import { type Tensor, view, type Workspace } from "./tensor.js";

interface QuantizedExports {
  quantized_group(): number;
  quantize_rows(
    rows: number,
    k: number,
    x: number,
    inverse: number,
    low: number,
    high: number,
    ints: number,
    list: number,
  ): number;
  qgemm(
    rows: number,
    n: number,
    count: number,
    list: number,
    w: number,
    tileBytes: number,
    starts: number,
    factors: number,
    y: number,
    op: number,
    bias: number,
    work: number,
  ): void;
}

/** Rows that a product takes at a time, if not one. */
export const BLOCK = 4;
/** Columns of a tile, and floats of scratch that a product needs. */
export const TILE_COLS = 32;
/** Most rows of W: so many products of 127 with −128 stay below 2³¹. */
export const MAX_FAN_IN: number = 2 ** 17;

/** Integers from `low` (at most 0) to `high` (at most low + 127), each of which counts `scale`. */
export interface Levels {
  readonly scale: number;
  readonly low: number;
  readonly high: number;
}

/** A matrix of bytes as products of one engine read it. */
export interface QuantizedWeights {
  readonly rows: number;
  readonly cols: number;
  readonly input: Levels;
  readonly tiles: Tensor<"i8">;
  /** Where the sum of column j begins: `low` for each of its weights. */
  readonly starts: Tensor<"i32">;
  /** What a sum of column j counts. */
  readonly factors: Tensor<"f32">;
}

/** The integers of one row or BLOCK rows, less `low`: all of them, and a list of those that are not 0. */
export interface Integers {
  readonly cols: number;
  readonly all: Tensor<"i32">;
  readonly list: Tensor<"i32">;
}

const exportsOf = (engine: Engine) => engine.exports as QuantizedExports;

/** Rows of W in a word of integers, or bytes of a column that stand side by side. */
const wordsOf = (engine: Engine, rows: number) => Math.ceil(rows / exportsOf(engine).quantized_group());

/** `data` is rows × cols, row-major; it will be multiplied with integers of the levels `input`. */
export function putQuantized(
  workspace: Workspace,
  { data, rows, cols }: { readonly data: Int8Array; readonly rows: number; readonly cols: number },
  factors: Float32Array,
  input: Levels,
): QuantizedWeights {
  if (rows > MAX_FAN_IN || data.length !== rows * cols || factors.length !== cols) {
    throw new ShapeError(
      `putQuantized: ${data.length} weights and ${factors.length} factors for ${rows} × ${cols}; at most ${MAX_FAN_IN} rows`,
    );
  }
  const { engine } = workspace;
  const group = exportsOf(engine).quantized_group();
  const count = Math.ceil(cols / TILE_COLS);
  const tiles = workspace.zeros("i8", count * wordsOf(engine, rows), group * TILE_COLS);
  const starts = workspace.zeros("i32", count * TILE_COLS);
  const padded = workspace.zeros("f32", count * TILE_COLS);
  view(engine, padded).set(factors);
  const laidOut = view(engine, tiles);
  const sums = view(engine, starts);
  const tileBytes = (tiles.rows * tiles.cols) / count;
  for (let i = 0; i < rows; i++) {
    const row = Math.floor(i / group) * tiles.cols + (i % group);
    for (let j = 0; j < cols; j++) {
      const weight = data[i * cols + j];
      laidOut[Math.floor(j / TILE_COLS) * tileBytes + row + (j % TILE_COLS) * group] = weight;
      sums[j] += input.low * weight;
    }
  }
  return { rows, cols, input, tiles, starts, factors: padded };
}

/** Room for the integers of BLOCK rows of at most `cols` floats. */
export function allocIntegers(workspace: Workspace, cols: number): Integers {
  const words = wordsOf(workspace.engine, cols);
  return { cols, all: workspace.alloc("i32", BLOCK, words), list: workspace.alloc("i32", words, BLOCK + 1) };
}

/** Rounds x, of one row or BLOCK rows, to `levels`. Returns how many entries of the list are valid. */
export function quantizeRows(
  engine: Engine,
  x: Tensor<"f32">,
  { scale, low, high }: Levels,
  { cols, all, list }: Integers,
): number {
  requireBlock("quantizeRows", x.rows);
  if (!(x.cols > 0 && x.cols <= cols)) {
    throw new ShapeError(`quantizeRows: rows of ${x.cols} values; there is room for 1 to ${cols}`);
  }
  return exportsOf(engine).quantize_rows(x.rows, x.cols, x.ptr, 1 / scale, low, high, all.ptr, list.ptr);
}

/** Y = epilogue((q · W) · factors), where q − low are the first `count` entries of the list, for as many rows as Y has. Sums are exact. */
export function quantizedGemm(
  engine: Engine,
  { list }: Integers,
  count: number,
  W: QuantizedWeights,
  Y: Tensor<"f32">,
  scratch: Tensor<"f32">,
  epilogue: Extract<Epilogue, "bias" | `bias${string}`>,
  bias: Tensor<"f32">,
): void {
  requireBlock("quantizedGemm", Y.rows);
  const words = wordsOf(engine, W.rows);
  if (!(count >= 0 && count <= Math.min(words, list.rows)) || Y.cols !== W.cols) {
    throw new ShapeError(
      `quantizedGemm: ${count} groups · (${W.rows} × ${W.cols}) does not give ${Y.rows} × ${Y.cols}`,
    );
  }
  if (bias.rows * bias.cols !== W.cols || scratch.rows * scratch.cols < TILE_COLS) {
    throw new ShapeError(`quantizedGemm: ${W.cols} columns need as many biases, and ${TILE_COLS} floats of scratch`);
  }
  exportsOf(engine).qgemm(
    Y.rows,
    W.cols,
    count,
    list.ptr,
    W.tiles.ptr,
    W.tiles.cols * words,
    W.starts.ptr,
    W.factors.ptr,
    Y.ptr,
    EPILOGUES[epilogue],
    bias.ptr,
    scratch.ptr,
  );
}

function requireBlock(operation: string, rows: number): void {
  if (rows !== 1 && rows !== BLOCK)
    throw new ShapeError(`${operation}: ${rows} rows; it takes 1 or ${BLOCK} at a time`);
}
