/** Sums in a fixed order, whoever computes them. */
import { KC } from "../gemm/blocking";

/** Σ x of n doubles, in rising order. */
export function sum_f64(n: i32, x: usize): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++, x += 8) sum += load<f64>(x);
  return sum;
}

/**
 * out[j] = Σ_i x[i, j], rows in rising order within blocks of KC and the blocks in rising order, as the matrix product sums.
 *
 * Shapes: x is rows × cols, `ld` elements between rows; out is cols floats.
 */
export function column_sums(rows: i32, cols: i32, x: usize, ld: i32, out: usize): void {
  const ldBytes = (<usize>ld) << 2;
  let j = 0;
  for (; j + 4 <= cols; j += 4) v128.store(out + ((<usize>j) << 2), column_sums_4(rows, x + ((<usize>j) << 2), ldBytes));
  for (; j < cols; j++) store<f32>(out + ((<usize>j) << 2), column_sum(rows, x + ((<usize>j) << 2), ldBytes));
}

function column_sums_4(rows: i32, x: usize, ldBytes: usize): v128 {
  let total = f32x4.splat(0);
  for (let first = 0; first < rows; first += KC) {
    let block = f32x4.splat(0);
    for (let i = min(KC, rows - first); i > 0; i--, x += ldBytes) block = f32x4.add(block, v128.load(x));
    total = f32x4.add(total, block);
  }
  return total;
}

function column_sum(rows: i32, x: usize, ldBytes: usize): f32 {
  let total: f32 = 0;
  for (let first = 0; first < rows; first += KC) {
    let block: f32 = 0;
    for (let i = min(KC, rows - first); i > 0; i--, x += ldBytes) block += load<f32>(x);
    total += block;
  }
  return total;
}

/**
 * out[j] = Σ_i x[i, j]² in f64, rows in rising order.
 *
 * Shapes: x is `cols` columns in panels of `width` (see gemm/panels.ts) of `rows` rows, out is `cols` doubles, both rounded up to whole
 *   panels. Requires: width is a multiple of 4.
 */
export function column_squares(rows: i32, cols: i32, x: usize, width: i32, out: usize): void {
  const rowBytes = (<usize>width) << 2;
  for (let first = 0; first < cols; first += width) {
    for (let j = 0; j < width; j += 4, out += 32) column_squares_4(rows, x + ((<usize>j) << 2), rowBytes, out);
    x += <usize>rows * rowBytes;
  }
}

function column_squares_4(rows: i32, x: usize, rowBytes: usize, out: usize): void {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (; rows > 0; rows--, x += rowBytes) {
    const v = v128.load(x);
    const a = f64x2.promote_low_f32x4(v);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  v128.store(out, low);
  v128.store(out, high, 16);
}
