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
 * out[i] = Σ_j x[i, j]² in f64: four interleaved partial sums, then (0 + 2) + (1 + 3), then the tail.
 *
 * Shapes: x is rows × cols without gaps, out is `rows` doubles.
 */
export function row_squares(rows: i32, cols: i32, x: usize, out: usize): void {
  for (let i = 0; i < rows; i++, out += 8) {
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    let j = cols;
    for (; j >= 4; j -= 4, x += 16) {
      const v = v128.load(x);
      const a = f64x2.promote_low_f32x4(v);
      const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
      low = f64x2.add(low, f64x2.mul(a, a));
      high = f64x2.add(high, f64x2.mul(b, b));
    }
    const both = f64x2.add(low, high);
    let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
    for (; j > 0; j--, x += 4) {
      const value = <f64>load<f32>(x);
      sum += value * value;
    }
    store<f64>(out, sum);
  }
}
