/** Checked wrapper of the f32 matrix product. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { type Panels, tileOf } from "./panels.js";
import { bytesOf, type Tensor, type Workspace } from "./tensor.js";

interface GemmExports {
  sgemm_work_bytes(): number;
  sgemm(
    layoutA: number,
    layoutB: number,
    layoutC: number,
    m: number,
    n: number,
    k: number,
    a: number,
    lda: number,
    b: number,
    ldb: number,
    beta: number,
    c: number,
    ldc: number,
    op: number,
    bias: number,
    aux: number,
    work: number,
    nr: number,
  ): void;
}

/** Codes of assembly/gemm/sgemm.ts. */
const LAYOUT = { rows: 0, transposed: 1, panels: 2 } as const;

/** Codes of assembly/gemm/epilogue.ts. */
export const EPILOGUES = {
  none: 0,
  bias: 1,
  biasRelu: 2,
  biasLogistic: 3,
  biasTanh: 4,
  reluGrad: 5,
  logisticGrad: 6,
  tanhGrad: 7,
} as const;
export type Epilogue = keyof typeof EPILOGUES;

export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  /** Add to C instead of overwriting it. */
  readonly accumulate?: boolean;
  readonly epilogue?: Epilogue;
  /** n floats, for the epilogues `bias…`. */
  readonly bias?: Tensor<"f32">;
  /** m × n floats: what the activation gave out, for the epilogues `…Grad`. */
  readonly aux?: Tensor<"f32">;
  /** Computes only these rows of C, `[start, end)`; the rest is not touched. */
  readonly rows?: readonly [start: number, end: number];
  /** Computes only these columns of C. */
  readonly cols?: readonly [start: number, end: number];
}

/** Scratch for one running product; reuse it as long as the workspace lives. */
export function gemmScratch(workspace: Workspace): Tensor<"u8"> {
  const { sgemm_work_bytes } = workspace.engine.exports as GemmExports;
  return workspace.alloc("u8", sgemm_work_bytes());
}

/** Some columns of a row-major matrix, as an operand: the same memory, `ld` elements between rows. */
export interface Columns {
  readonly dtype: "columns";
  readonly ptr: number;
  readonly rows: number;
  readonly cols: number;
  readonly ld: number;
}

export function columnsOf(tensor: Tensor<"f32">, start: number, end: number): Columns {
  const { ptr, rows, cols } = tensor;
  return { dtype: "columns", ptr: ptr + bytesOf("f32") * start, rows, cols: end - start, ld: cols };
}

type Result = Tensor<"f32"> | Panels;
export type Operand = Result | Columns;

/**
 * C = epilogue(op(A) · op(B) [+ C]). Shapes after transposition: A m × k, B k × n, C m × n.
 * The bits do not depend on `rows` and `cols`, so threads may share out C between them, nor on which operands are panels. Panels of A are
 * those of its transpose (`transA`), as wide as the tile has rows; panels of B and C are as wide as the tile; `rows` and `cols` then begin
 * at whole panels, and C in panels has no epilogue.
 */
export function gemm(
  engine: Engine,
  A: Operand,
  B: Operand,
  C: Result,
  scratch: Tensor<"u8">,
  options: GemmOptions = {},
): void {
  const { transA = false, transB = false, accumulate = false, epilogue = "none" } = options;
  const [m, k] = transA ? [A.cols, A.rows] : [A.rows, A.cols];
  const [kB, n] = transB ? [B.cols, B.rows] : [B.rows, B.cols];
  if (k !== kB || C.rows !== m || C.cols !== n) {
    throw new ShapeError(`gemm: (${m} × ${k}) · (${kB} × ${n}) does not give ${C.rows} × ${C.cols}`);
  }
  requireEpilogue(options, C);
  const [row0, row1] = options.rows ?? [0, m];
  const [col0, col1] = options.cols ?? [0, n];
  if (!(0 <= row0 && row0 <= row1 && row1 <= m && 0 <= col0 && col0 <= col1 && col1 <= n)) {
    throw new ShapeError(`gemm: part [${row0}, ${row1}) × [${col0}, ${col1}) is not inside ${m} × ${n}`);
  }
  const tile = tileOf(engine);
  requirePanels(A, tile.rows, transA, row0);
  requirePanels(B, tile.cols, !transB, col0);
  requirePanels(C, tile.cols, true, col0);
  const f32 = bytesOf("f32");
  const corner = f32 * (row0 * n + col0);
  const { bias, aux } = options;
  (engine.exports as GemmExports).sgemm(
    layoutOf(A, transA),
    layoutOf(B, transB),
    layoutOf(C, false),
    row1 - row0,
    col1 - col0,
    k,
    transA ? columnOf(A, row0) : rowOf(A, row0),
    stride(A),
    transB ? rowOf(B, col0) : columnOf(B, col0),
    stride(B),
    Number(accumulate),
    C.dtype === "panels" ? columnOf(C, col0) + f32 * row0 * C.width : C.ptr + corner,
    stride(C),
    EPILOGUES[epilogue],
    bias ? bias.ptr + f32 * col0 : 0,
    aux ? aux.ptr + corner : 0,
    scratch.ptr,
    tile.cols,
  );
}

function requireEpilogue({ epilogue = "none", bias, aux }: GemmOptions, C: Result): void {
  if (epilogue.startsWith("bias") && (!bias || bias.rows * bias.cols !== C.cols))
    throw new ShapeError(`gemm: ${epilogue} needs a bias of ${C.cols} values`);
  if (epilogue.endsWith("Grad") && (!aux || aux.rows !== C.rows || aux.cols !== C.cols))
    throw new ShapeError(`gemm: ${epilogue} needs the activations, ${C.rows} × ${C.cols}`);
  if (epilogue !== "none" && C.dtype === "panels") throw new ShapeError(`gemm: ${epilogue} needs a row-major C`);
}

function requirePanels(operand: Operand, width: number, oriented: boolean, start: number): void {
  if (operand.dtype === "panels" && !(oriented && operand.width === width && start % width === 0)) {
    throw new ShapeError(`gemm: panels of ${operand.width} from ${start} are not what a tile of ${width} reads`);
  }
}

function layoutOf(operand: Operand, transposed: boolean): number {
  if (operand.dtype === "panels") return LAYOUT.panels;
  return transposed ? LAYOUT.transposed : LAYOUT.rows;
}

/** Elements between rows, or steps in a panel. */
function stride(operand: Operand): number {
  if (operand.dtype === "panels") return operand.rows;
  return operand.dtype === "columns" ? operand.ld : operand.cols;
}

/** Address of the first element of row i of an operand that is row-major. */
const rowOf = (operand: Operand, i: number) => operand.ptr + bytesOf("f32") * i * stride(operand);

/** Address of the first element of column j; of panels, the first of one. */
const columnOf = (operand: Operand, j: number) =>
  operand.ptr + bytesOf("f32") * j * (operand.dtype === "panels" ? operand.rows : 1);
