/** Checked wrappers of the small kernels around a network's matrix products: losses, sums, dropout, batches. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { bytesOf, type FeatureTensor, type Tensor } from "./tensor.js";

interface NnExports {
  softmax(rows: number, cols: number, x: number, y: number): void;
  softmax_xent(
    rows: number,
    cols: number,
    z: number,
    ldz: number,
    codes: number,
    smoothing: number,
    scale: number,
    d: number,
    ldd: number,
    losses: number,
  ): number;
  logistic_xent(
    n: number,
    z: number,
    codes: number,
    smoothing: number,
    scale: number,
    d: number,
    losses: number,
  ): number;
  sum_f64(n: number, x: number): number;
  column_sums(rows: number, cols: number, x: number, ld: number, out: number): void;
  gather_rows_f32(count: number, cols: number, src: number, index: number, dst: number): void;
  gather_rows_u8(count: number, cols: number, src: number, index: number, scale: number, dst: number): void;
  convert_bytes(n: number, src: number, scale: number, dst: number): void;
  dropout(
    rows: number,
    cols: number,
    x: number,
    y: number,
    ld: number,
    first: number,
    key0: number,
    key1: number,
    threshold: number,
    scale: number,
  ): void;
}

/** y = softmax of every row of x; x and y may be the same tensor. */
export function softmax(engine: Engine, x: Tensor<"f32">, y: Tensor<"f32">): void {
  if (x.rows !== y.rows || x.cols !== y.cols) {
    throw new ShapeError(`softmax: x is ${x.rows} × ${x.cols}, y is ${y.rows} × ${y.cols}`);
  }
  (engine.exports as NnExports).softmax(x.rows, x.cols, x.ptr, y.ptr);
}

/**
 * Cross-entropy of logits (rows × classes) against codes (rows): the loss of each row and `dlogits = scale · gradient`.
 * `smoothing` e makes the targets (1 − e) · onehot + e / classes.
 * One column means two classes and a logistic output, more mean a softmax. Returns the rows whose likeliest class is their code.
 * `dlogits` may be `logits`.
 */
export function crossEntropy(
  engine: Engine,
  logits: Tensor<"f32">,
  codes: Tensor<"i32">,
  scale: number,
  dlogits: Tensor<"f32">,
  losses: Tensor<"f64">,
  smoothing = 0,
): number {
  const { rows, cols } = logits;
  if (codes.rows * codes.cols !== rows || losses.rows * losses.cols !== rows) {
    throw new ShapeError(
      `crossEntropy: ${rows} rows of logits, ${codes.rows * codes.cols} codes, room for ${losses.rows * losses.cols} losses`,
    );
  }
  if (dlogits.rows !== rows || dlogits.cols !== cols) {
    throw new ShapeError(
      `crossEntropy: logits are ${rows} × ${cols}, their gradient is ${dlogits.rows} × ${dlogits.cols}`,
    );
  }
  const exports = engine.exports as NnExports;
  return cols === 1
    ? exports.logistic_xent(rows, logits.ptr, codes.ptr, smoothing, scale, dlogits.ptr, losses.ptr)
    : exports.softmax_xent(rows, cols, logits.ptr, cols, codes.ptr, smoothing, scale, dlogits.ptr, cols, losses.ptr);
}

/** Σ x in rising order. */
export function sum(engine: Engine, x: Tensor<"f64">): number {
  return (engine.exports as NnExports).sum_f64(x.rows * x.cols, x.ptr);
}

/** out[j] = Σ_i x[i, j] for the columns `[start, end)`, rows in rising order. */
export function columnSums(
  engine: Engine,
  x: Tensor<"f32">,
  out: Tensor<"f32">,
  [start, end]: readonly [number, number] = [0, x.cols],
): void {
  if (out.rows * out.cols !== x.cols)
    throw new ShapeError(`columnSums: ${x.cols} columns, room for ${out.rows * out.cols}`);
  if (!(0 <= start && start <= end && end <= x.cols)) {
    throw new ShapeError(`columnSums: columns [${start}, ${end}) are not inside ${x.cols}`);
  }
  const f32 = bytesOf("f32");
  (engine.exports as NnExports).column_sums(x.rows, end - start, x.ptr + f32 * start, x.cols, out.ptr + f32 * start);
}

/** out[i, :] = X[indices[i], :] as floats, bytes times their scale. Indices must name rows of X. */
export function gatherRows(engine: Engine, X: FeatureTensor, indices: Tensor<"i32">, out: Tensor<"f32">): void {
  const count = indices.rows * indices.cols;
  if (out.rows !== count || out.cols !== X.cols) {
    throw new ShapeError(`gatherRows: ${count} rows of ${X.cols} columns do not fill ${out.rows} × ${out.cols}`);
  }
  const exports = engine.exports as NnExports;
  if (X.dtype === "u8") exports.gather_rows_u8(count, X.cols, X.ptr, indices.ptr, X.scale, out.ptr);
  else exports.gather_rows_f32(count, X.cols, X.ptr, indices.ptr, out.ptr);
}

/** out = X as floats, bytes times their scale. */
export function convertRows(engine: Engine, X: FeatureTensor, out: Tensor<"f32">): void {
  if (X.dtype !== "u8" || out.rows !== X.rows || out.cols !== X.cols) {
    throw new ShapeError(
      `convertRows: ${X.rows} × ${X.cols} of ${X.dtype} into ${out.rows} × ${out.cols}; bytes are due`,
    );
  }
  (engine.exports as NnExports).convert_bytes(X.rows * X.cols, X.ptr, X.scale, out.ptr);
}

/** What makes a dropout mask: two 32-bit keys and the share of elements that become 0. */
export interface DropoutMask {
  readonly key0: number;
  readonly key1: number;
  /** In [0, 1). */
  readonly rate: number;
}

/**
 * y = x with each element of the columns `[start, end)` zeroed with probability `rate`, the others divided by 1 − rate.
 * The mask depends on the keys and the element's place only; x and y may be the same tensor, and may begin at row `firstRow` of a whole.
 */
export function dropout(
  engine: Engine,
  x: Tensor<"f32">,
  y: Tensor<"f32">,
  { key0, key1, rate }: DropoutMask,
  [start, end]: readonly [number, number] = [0, x.cols],
  firstRow = 0,
): void {
  if (x.rows !== y.rows || x.cols !== y.cols) {
    throw new ShapeError(`dropout: x is ${x.rows} × ${x.cols}, y is ${y.rows} × ${y.cols}`);
  }
  if (!(0 <= start && start <= end && end <= x.cols)) {
    throw new ShapeError(`dropout: columns [${start}, ${end}) are not inside ${x.cols}`);
  }
  const offset = bytesOf("f32") * start;
  (engine.exports as NnExports).dropout(
    x.rows,
    end - start,
    x.ptr + offset,
    y.ptr + offset,
    x.cols,
    firstRow * x.cols + start,
    key0 | 0,
    key1 | 0,
    Math.floor(rate * 2 ** 32) | 0,
    1 / (1 - rate),
  );
}
