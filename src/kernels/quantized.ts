/** Checked wrappers of products of small integers with matrices of bytes. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { EPILOGUES, type Epilogue } from "./gemm.js";
import { type Tensor, view, type Workspace } from "./tensor.js";

interface QuantizedExports {
  quantize_row(k: number, x: number, inverse: number, low: number, high: number, list: number): number;
  qgemv(
    n: number,
    count: number,
    list: number,
    w: number,
    tileBytes: number,
    factors: number,
    y: number,
    op: number,
    bias: number,
    work: number,
  ): void;
}

/** Columns of a tile, and floats of scratch that a product needs. */
export const TILE_COLS = 32;
/** Most rows of W: so many products of 127 with −128 stay below 2³¹. */
export const MAX_FAN_IN: number = 2 ** 17;

/** Integers from `low` to `high`, each of which counts `scale`. */
export interface Levels {
  readonly scale: number;
  readonly low: number;
  readonly high: number;
}

/** A matrix of bytes as products read it. */
export interface QuantizedWeights {
  readonly rows: number;
  readonly cols: number;
  readonly tiles: Tensor<"i8">;
  /** What a sum of column j counts. */
  readonly factors: Tensor<"f32">;
}

/** `data` is rows × cols, row-major. */
export function putQuantized(
  workspace: Workspace,
  { data, rows, cols }: { readonly data: Int8Array; readonly rows: number; readonly cols: number },
  factors: Float32Array,
): QuantizedWeights {
  if (rows > MAX_FAN_IN || data.length !== rows * cols || factors.length !== cols) {
    throw new ShapeError(
      `putQuantized: ${data.length} weights and ${factors.length} factors for ${rows} × ${cols}; at most ${MAX_FAN_IN} rows`,
    );
  }
  const pairs = Math.ceil(rows / 2);
  const count = Math.ceil(cols / TILE_COLS);
  const tiles = workspace.zeros("i8", count * pairs, 2 * TILE_COLS);
  const laidOut = view(workspace.engine, tiles);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const tile = Math.floor(j / TILE_COLS);
      laidOut[2 * ((tile * pairs + (i >> 1)) * TILE_COLS + (j % TILE_COLS)) + (i & 1)] = data[i * cols + j];
    }
  }
  const padded = workspace.zeros("f32", count * TILE_COLS);
  view(workspace.engine, padded).set(factors);
  return { rows, cols, tiles, factors: padded };
}

/** Room for the quantised values of a row of `cols` floats. */
export function allocRowList(workspace: Workspace, cols: number): Tensor<"i32"> {
  return workspace.alloc("i32", Math.floor(cols / 2) + 2, 2);
}

/** Rounds the row x to `levels`, and lists those pairs of values that are not both 0. Returns their number. */
export function quantizeRow(
  engine: Engine,
  x: Tensor<"f32">,
  { scale, low, high }: Levels,
  list: Tensor<"i32">,
): number {
  if (x.rows !== 1 || list.rows < Math.floor(x.cols / 2) + 2 || list.cols !== 2) {
    throw new ShapeError(`quantizeRow: ${x.rows} × ${x.cols} values do not fit a list of ${list.rows} × ${list.cols}`);
  }
  return (engine.exports as QuantizedExports).quantize_row(x.cols, x.ptr, 1 / scale, low, high, list.ptr);
}

/** y = epilogue((q · W) · factors), where q is the row of the first `count` entries of `list`. Sums are exact. */
export function quantizedGemv(
  engine: Engine,
  list: Tensor<"i32">,
  count: number,
  W: QuantizedWeights,
  y: Tensor<"f32">,
  scratch: Tensor<"f32">,
  epilogue: Extract<Epilogue, "bias" | `bias${string}`>,
  bias: Tensor<"f32">,
): void {
  const pairs = Math.ceil(W.rows / 2);
  if (!(count >= 0 && count <= Math.min(pairs, list.rows)) || y.rows !== 1 || y.cols !== W.cols) {
    throw new ShapeError(`quantizedGemv: ${count} pairs · (${W.rows} × ${W.cols}) does not give ${y.rows} × ${y.cols}`);
  }
  if (bias.rows * bias.cols !== W.cols || scratch.rows * scratch.cols < TILE_COLS) {
    throw new ShapeError(`quantizedGemv: ${W.cols} columns need as many biases, and ${TILE_COLS} floats of scratch`);
  }
  (engine.exports as QuantizedExports).qgemv(
    W.cols,
    count,
    list.ptr,
    W.tiles.ptr,
    2 * TILE_COLS * pairs,
    W.factors.ptr,
    y.ptr,
    EPILOGUES[epilogue],
    bias.ptr,
    scratch.ptr,
  );
}
