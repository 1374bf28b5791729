/** Checked wrappers of the kernel products of support vector machines: packing, dot products, kernel functions. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { type FeatureTensor, rowsOf, type Tensor, view, type Workspace } from "./tensor.js";

interface ProductExports {
  svm_left_u8(x: number, k: number, ids: number, count: number, dst: number): void;
  svm_right_u8(x: number, k: number, ids: number, count: number, dst: number): void;
  svm_left_f64(x: number, bytes: number, scale: number, k: number, ids: number, count: number, dst: number): void;
  svm_right_f64(x: number, bytes: number, scale: number, k: number, ids: number, count: number, dst: number): void;
  svm_norms(
    x: number,
    bytes: number,
    exact: number,
    scale: number,
    k: number,
    ids: number,
    count: number,
    out: number,
  ): void;
  svm_dots_u8(
    groups: number,
    panels: number,
    pairs: number,
    left: number,
    right: number,
    scale: number,
    out: number,
    wide: number,
  ): void;
  svm_dots_f64(
    groups: number,
    panels: number,
    k: number,
    left: number,
    right: number,
    rightBytes: number,
    out: number,
    wide: number,
  ): void;
  svm_kernel(
    kind: number,
    panels: number,
    rows: number,
    d: number,
    na: number,
    nb: number,
    gamma: number,
    coef0: number,
    degree: number,
  ): void;
  svm_store_rows(panels: number, panelBytes: number, rows: number, d: number, dst: number, ldBytes: number): void;
  svm_store_transposed(rows: number, d: number, dst: number, ldBytes: number): void;
  svm_block_to_left(rows: number, d: number, dst: number): void;
}

/** Codes of assembly/svm/kernel-function.ts. */
const KINDS = { linear: 0, poly: 1, rbf: 2, sigmoid: 3 } as const;
export type KernelName = keyof typeof KINDS;
export const kernelNames = Object.keys(KINDS) as readonly KernelName[];

/** The kernels count in 32 bits. */
export const MAX_DEGREE: number = 2 ** 31 - 1;

/** A kernel function with its numbers settled. */
export interface KernelFunction {
  readonly name: KernelName;
  readonly gamma: number;
  readonly coef0: number;
  /** 0 to MAX_DEGREE. */
  readonly degree: number;
}

/** Rows that share a panel of the right-hand side, and a group of the left-hand side. */
export const PANEL_ROWS = 16;
export const GROUP_ROWS = 4;
/** Widest rows of bytes whose dot products fit an i32: 2³¹ / 255², in whole pairs. */
const MAX_EXACT_COLS = 33024;

/** Rows packed for products, and their squared norms. `exact` holds bytes, whose products are integers; else f64. */
export interface Side {
  readonly role: "left" | "right";
  readonly exact: boolean;
  readonly count: number;
  readonly cols: number;
  /** Of the bytes; 1 where values are f64. */
  readonly scale: number;
  readonly data: Tensor<"i16"> | Tensor<"u8"> | Tensor<"f64">;
  readonly norms: Tensor<"f64">;
}

/** True where the products of rows of X with bytes are integers. */
export function hasExactProducts(X: { readonly dtype: string; readonly cols: number }): boolean {
  return X.dtype === "u8" && X.cols <= MAX_EXACT_COLS;
}

/** The next multiple of a panel's rows. */
export function padded(count: number): number {
  return Math.ceil(count / PANEL_ROWS) * PANEL_ROWS;
}

/** Room for `count` rows of `cols` features; count a multiple of 4 (left) or 16 (right). */
export function allocSide(
  workspace: Workspace,
  role: Side["role"],
  count: number,
  X: { readonly cols: number; readonly scale: number },
  exact: boolean,
): Side {
  const unit = role === "left" ? GROUP_ROWS : PANEL_ROWS;
  if (count % unit !== 0) throw new ShapeError(`svm products: ${count} ${role} rows are not a multiple of ${unit}`);
  const pairs = 2 * Math.ceil(X.cols / 2);
  const data = exact
    ? workspace.alloc(role === "left" ? "i16" : "u8", count, pairs)
    : workspace.alloc("f64", count, X.cols);
  const norms = workspace.alloc("f64", count);
  return { role, exact, count, cols: X.cols, scale: exact ? X.scale : 1, data: data as Side["data"], norms };
}

/** Packs the rows `ids` of X (−1: zeros) as the rows of `side` from `first` on. */
export function packRows(engine: Engine, X: FeatureTensor, ids: Tensor<"i32">, side: Side, first = 0): void {
  const unit = side.role === "left" ? GROUP_ROWS : PANEL_ROWS;
  const count = ids.rows;
  if (X.cols !== side.cols || first % unit !== 0 || count % unit !== 0 || first + count > side.count) {
    throw new ShapeError(
      `svm products: ${count} rows of ${X.cols} do not fit at ${first} of ${side.count} × ${side.cols}`,
    );
  }
  const kernels = engine.exports as ProductExports;
  const to = rowsOf(side.data as Tensor, first, first + count).ptr;
  const bytes = Number(X.dtype === "u8");
  if (side.exact) {
    if (!bytes) throw new ShapeError("svm products: exact products need bytes");
    if (side.role === "left") kernels.svm_left_u8(X.ptr, X.cols, ids.ptr, count, to);
    else kernels.svm_right_u8(X.ptr, X.cols, ids.ptr, count, to);
  } else if (side.role === "left") kernels.svm_left_f64(X.ptr, bytes, X.scale, X.cols, ids.ptr, count, to);
  else kernels.svm_right_f64(X.ptr, bytes, X.scale, X.cols, ids.ptr, count, to);
  const norms = rowsOf(side.norms, first, first + count).ptr;
  kernels.svm_norms(X.ptr, bytes, Number(side.exact), X.scale, X.cols, ids.ptr, count, norms);
}

/**
 * Kernel values of all rows of `left` with the rows of `panels` panels of `right` from `panel` on, into D: panels × rows × 16,
 * one block of 16 columns after the other.
 */
export function kernelBlock(
  engine: Engine,
  fn: KernelFunction,
  left: Side,
  right: Side,
  panel: number,
  panels: number,
  D: Tensor<"f64">,
): void {
  dotBlock(engine, left, right, panel, panels, D);
  const norms = rowsOf(right.norms, panel * PANEL_ROWS, (panel + panels) * PANEL_ROWS);
  kernelOfDots(engine, fn, left.norms, norms, D);
}

/** The dot products of the same rows, laid out in the same way. */
export function dotBlock(
  engine: Engine,
  left: Side,
  right: Side,
  panel: number,
  panels: number,
  D: Tensor<"f64">,
): void {
  const rows = left.count;
  const start = panel * PANEL_ROWS;
  const end = start + panels * PANEL_ROWS;
  if (left.exact !== right.exact || left.cols !== right.cols || end > right.count) {
    throw new ShapeError(
      `svm products: panels ${panel} to ${panel + panels} of ${right.count} × ${right.cols} do not suit ${rows} × ${left.cols}`,
    );
  }
  if (D.rows * D.cols < rows * panels * PANEL_ROWS) throw new ShapeError("svm products: the block is too small");
  const kernels = engine.exports as ProductExports;
  const groups = rows / GROUP_ROWS;
  const from = rowsOf(right.data as Tensor, start, end).ptr;
  const wide = Number(engine.turbo);
  if (left.exact) {
    const pairs = Math.ceil(left.cols / 2);
    kernels.svm_dots_u8(groups, panels, pairs, left.data.ptr, from, left.scale * right.scale, D.ptr, wide);
  } else {
    view(engine, D).fill(0, 0, rows * panels * PANEL_ROWS);
    const panelBytes = 8 * PANEL_ROWS * left.cols;
    kernels.svm_dots_f64(groups, panels, left.cols, left.data.ptr, from, panelBytes, D.ptr, wide);
  }
}

/** Turns the dot products in D into kernel values, by the squared norms of the rows on the left and on the right. */
export function kernelOfDots(
  engine: Engine,
  fn: KernelFunction,
  left: Tensor<"f64">,
  right: Tensor<"f64">,
  D: Tensor<"f64">,
): void {
  const panels = right.rows / PANEL_ROWS;
  if (!Number.isInteger(panels) || D.rows * D.cols < left.rows * right.rows)
    throw new ShapeError(`svm products: the norms of ${left.rows} × ${right.rows} do not suit the block`);
  const kernels = engine.exports as ProductExports;
  kernels.svm_kernel(KINDS[fn.name], panels, left.rows, D.ptr, left.ptr, right.ptr, fn.gamma, fn.coef0, fn.degree);
}

/** k(x, x) from the squared norms of `side`, into `out` (f64, one a row; a right side). */
export function kernelDiagonal(engine: Engine, fn: KernelFunction, side: Side, out: Tensor<"f64">): void {
  if (side.role !== "right" || out.rows * out.cols !== side.count)
    throw new ShapeError("svm products: the diagonal needs one value for every row of a right side");
  if (fn.name === "rbf") {
    view(engine, out).fill(1);
    return;
  }
  view(engine, out).set(view(engine, side.norms));
  const kernels = engine.exports as ProductExports;
  // Elementwise for these kernels: the norms stand where dot products would.
  kernels.svm_kernel(KINDS[fn.name], 1, side.count / PANEL_ROWS, out.ptr, 0, 0, fn.gamma, fn.coef0, fn.degree);
}

/**
 * out += L · R: `left` holds groups of four rows, `k` steps of 4 f64 each; `right` panels of sixteen columns, right.rows steps of
 * 16 f64 each, of which steps `from` to `from + k` are used. out is panels × rows × 16.
 */
export function accumulateProducts(
  engine: Engine,
  left: Tensor<"f64">,
  rows: number,
  k: number,
  right: Tensor<"f64">,
  steps: number,
  from: number,
  out: Tensor<"f64">,
): void {
  const panels = (right.rows * right.cols) / (steps * PANEL_ROWS);
  if (rows % GROUP_ROWS !== 0 || left.rows * left.cols < rows * k || from + k > steps || !Number.isInteger(panels)) {
    throw new ShapeError(`svm products: ${rows} × ${k} from step ${from} of ${steps} does not fit`);
  }
  if (out.rows * out.cols < rows * panels * PANEL_ROWS) throw new ShapeError("svm products: the sums do not fit");
  const stepBytes = 8 * PANEL_ROWS;
  (engine.exports as ProductExports).svm_dots_f64(
    rows / GROUP_ROWS,
    panels,
    k,
    left.ptr,
    right.ptr + from * stepBytes,
    steps * stepBytes,
    out.ptr,
    Number(engine.turbo),
  );
}

/** Rows `start` to `start + count` of a block of `rows` rows (panels × rows × 16) as f32 into K at (row, col). */
export function storeRows(
  engine: Engine,
  D: Tensor<"f64">,
  rows: number,
  panels: number,
  [start, count]: readonly [number, number],
  K: Tensor<"f32">,
  row: number,
  col: number,
): void {
  if (start + count > rows || row + count > K.rows || col + panels * PANEL_ROWS > K.cols)
    throw new ShapeError(`svm products: ${count} × ${panels * PANEL_ROWS} at (${row}, ${col}) exceeds the matrix`);
  const rowBytes = 8 * PANEL_ROWS;
  const to = K.ptr + 4 * (row * K.cols + col);
  const kernels = engine.exports as ProductExports;
  kernels.svm_store_rows(panels, rows * rowBytes, count, D.ptr + start * rowBytes, to, 4 * K.cols);
}

/** One block (rows × 16) as f32, transposed, into sixteen rows of K at (row, col). */
export function storeTransposed(
  engine: Engine,
  D: Tensor<"f64">,
  rows: number,
  K: Tensor<"f32">,
  row: number,
  col: number,
): void {
  if (row + PANEL_ROWS > K.rows || col + rows > K.cols)
    throw new ShapeError(`svm products: ${PANEL_ROWS} × ${rows} at (${row}, ${col}) exceeds the matrix`);
  const to = K.ptr + 4 * (row * K.cols + col);
  (engine.exports as ProductExports).svm_store_transposed(rows, D.ptr, to, 4 * K.cols);
}

/** One block (rows × 16) as the left side of accumulateProducts with k = 16. */
export function blockToLeft(engine: Engine, D: Tensor<"f64">, rows: number, out: Tensor<"f64">): void {
  if (rows % GROUP_ROWS !== 0 || out.rows * out.cols < rows * PANEL_ROWS)
    throw new ShapeError(`svm products: a block of ${rows} rows does not fit`);
  (engine.exports as ProductExports).svm_block_to_left(rows, D.ptr, out.ptr);
}
