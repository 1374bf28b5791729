/**
 * y = epilogue((q · W) · factors) for one row q of small integers and a matrix W of bytes.
 *
 * Shapes: `list` is `count` entries of quantize_row; y and bias are n floats; factors are n floats and more up to a multiple of 32.
 *   W is in tiles of 32 columns: tile by tile, pair of rows by pair of rows, (W[2p, j], W[2p + 1, j]) for the 32 columns j, 0 where W has none;
 *   a tile has `tileBytes` bytes. `work` is 32 floats of scratch.
 * Units: q is i16, W i8. Sums are i32; factors turn them into floats, after which the epilogue adds the bias.
 * Requires: |Σ q · W| < 2³¹, so that every sum is exact, in whatever order it is taken.
 * Edges: count = 0 gives epilogue(0).
 * Cost: a product of two rows with four columns for each i32x4.dot_i16x8_s; bound by reading W, of which only the listed pairs are read.
 * Reference: test/reference/quantized.ts.
 */
import { epilogue } from "../gemm/epilogue";

const TILE: i32 = 32;

export function qgemv(
  n: i32, count: i32, list: usize, w: usize, tileBytes: usize, factors: usize, y: usize, op: i32, bias: usize, work: usize,
): void {
  const end = list + ((<usize>count) << 3);
  for (let j = 0; j < n; j += TILE, w += tileBytes) {
    const at = (<usize>j) << 2;
    const whole = n - j >= TILE;
    tile_32(list, end, w, factors + at, whole ? y + at : work);
    if (!whole) memory.copy(y + at, work, (<usize>(n - j)) << 2);
  }
  epilogue(op, 1, n, y, (<usize>n) << 2, bias, 0);
}

function tile_32(entry: usize, end: usize, w: usize, factors: usize, out: usize): void {
  let s0 = i32x4.splat(0);
  let s1 = i32x4.splat(0);
  let s2 = i32x4.splat(0);
  let s3 = i32x4.splat(0);
  let s4 = i32x4.splat(0);
  let s5 = i32x4.splat(0);
  let s6 = i32x4.splat(0);
  let s7 = i32x4.splat(0);
  for (; entry < end; entry += 8) {
    const q = v128.load32_splat(entry);
    const b = w + ((<usize>load<i32>(entry, 4)) << 6);
    s0 = i32x4.add(s0, i32x4.dot_i16x8_s(v128.load8x8_s(b), q));
    s1 = i32x4.add(s1, i32x4.dot_i16x8_s(v128.load8x8_s(b, 8), q));
    s2 = i32x4.add(s2, i32x4.dot_i16x8_s(v128.load8x8_s(b, 16), q));
    s3 = i32x4.add(s3, i32x4.dot_i16x8_s(v128.load8x8_s(b, 24), q));
    s4 = i32x4.add(s4, i32x4.dot_i16x8_s(v128.load8x8_s(b, 32), q));
    s5 = i32x4.add(s5, i32x4.dot_i16x8_s(v128.load8x8_s(b, 40), q));
    s6 = i32x4.add(s6, i32x4.dot_i16x8_s(v128.load8x8_s(b, 48), q));
    s7 = i32x4.add(s7, i32x4.dot_i16x8_s(v128.load8x8_s(b, 56), q));
  }
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s0), v128.load(factors)));
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s1), v128.load(factors, 16)), 16);
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s2), v128.load(factors, 32)), 32);
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s3), v128.load(factors, 48)), 48);
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s4), v128.load(factors, 64)), 64);
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s5), v128.load(factors, 80)), 80);
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s6), v128.load(factors, 96)), 96);
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s7), v128.load(factors, 112)), 112);
}
