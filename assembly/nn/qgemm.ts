/**
 * Y = epilogue((starts + U · W) · factors) for one row or four rows U of small integers and a matrix W of bytes.
 *
 * Shapes: rows is 1 or 4; `list` is `count` entries of quantize_rows for as many rows; Y is rows × n floats, bias n floats; starts (i32) and
 *   factors (f32) are n numbers and more up to a multiple of 32.
 *   W is in tiles of 32 columns: tile by tile, group of rows by group of rows, column by column the GROUP bytes of a column, 0 where W has
 *   none; a tile has `tileBytes` bytes. `work` is 32 floats of scratch.
 * Units: u is an integer from 0 to 127, W i8. Sums are i32; factors turn them into floats, after which the epilogue adds the bias.
 * Requires: |starts + Σ u · W| < 2³¹, so that every sum is exact, in whatever order it is taken.
 * Edges: count = 0 gives epilogue(starts · factors).
 * Cost: GROUP products for four columns an instruction. One row reads the listed groups of W once and is bound by that; four rows read
 *   them together.
 * Reference: test/reference/quantized.ts.
 */
import { epilogue } from "../gemm/epilogue";
import { added, adds_at_once, AtOnce, FOUR, four, GROUP, InSteps, onesOf, ROW_SHIFT } from "./quantized-dot";

const TILE: i32 = 32;
/** Columns that four rows take at a time: with their sums, eight registers. */
const NARROW: i32 = 8;
const NARROW_BYTES: usize = 32;

export function qgemm(
  rows: i32, n: i32, count: i32, list: usize, w: usize, tileBytes: usize, starts: usize, factors: usize, y: usize, op: i32, bias: usize,
  work: usize,
): void {
  if (adds_at_once()) products<AtOnce>(rows, n, count, list, w, tileBytes, starts, factors, y, work);
  else products<InSteps>(rows, n, count, list, w, tileBytes, starts, factors, y, work);
  epilogue(op, rows, n, y, (<usize>n) << 2, bias, 0);
}

function products<T>(
  rows: i32, n: i32, count: i32, list: usize, w: usize, tileBytes: usize, starts: usize, factors: usize, y: usize, work: usize,
): void {
  const end = list + (<usize>count) * (((<usize>rows) << 2) + 4);
  if (rows == 1) one_row<T>(n, list, end, w, tileBytes, starts, factors, y, work);
  else four_rows<T>(n, list, end, w, tileBytes, starts, factors, y, work);
}

function one_row<T>(
  n: i32, list: usize, end: usize, w: usize, tileBytes: usize, starts: usize, factors: usize, y: usize, work: usize,
): void {
  for (let j = 0; j < n; j += TILE, w += tileBytes) {
    const at = (<usize>j) << 2;
    const whole = n - j >= TILE;
    tile_1x32<T>(list, end, w, starts + at, factors + at, whole ? y + at : work);
    if (!whole) memory.copy(y + at, work, (<usize>(n - j)) << 2);
  }
}

function four_rows<T>(
  n: i32, list: usize, end: usize, w: usize, tileBytes: usize, starts: usize, factors: usize, y: usize, work: usize,
): void {
  const ldBytes = (<usize>n) << 2;
  for (let j = 0; j < n; j += NARROW) {
    const at = (<usize>j) << 2;
    const tile = w + (<usize>(j / TILE)) * tileBytes + (<usize>((j % TILE) * GROUP));
    const rest = n - j;
    if (rest >= NARROW) {
      tile_4x8<T>(list, end, tile, starts + at, factors + at, y + at, ldBytes);
    } else {
      tile_4x8<T>(list, end, tile, starts + at, factors + at, work, NARROW_BYTES);
      for (let r: usize = 0; r < 4; r++) memory.copy(y + at + r * ldBytes, work + r * NARROW_BYTES, (<usize>rest) << 2);
    }
  }
}

function tile_1x32<T>(entry: usize, end: usize, w: usize, starts: usize, factors: usize, out: usize): void {
  const ones = onesOf(end);
  let s0 = v128.load(starts);
  let s1 = v128.load(starts, 16);
  let s2 = v128.load(starts, 32);
  let s3 = v128.load(starts, 48);
  let s4 = v128.load(starts, 64);
  let s5 = v128.load(starts, 80);
  let s6 = v128.load(starts, 96);
  let s7 = v128.load(starts, 112);
  for (; entry < end; entry += 8) {
    const u = v128.load32_splat(entry);
    const b = w + ((<usize>load<i32>(entry, 4)) << ROW_SHIFT);
    s0 = added<T>(s0, four(b), u, ones);
    s1 = added<T>(s1, four(b + FOUR), u, ones);
    s2 = added<T>(s2, four(b + 2 * FOUR), u, ones);
    s3 = added<T>(s3, four(b + 3 * FOUR), u, ones);
    s4 = added<T>(s4, four(b + 4 * FOUR), u, ones);
    s5 = added<T>(s5, four(b + 5 * FOUR), u, ones);
    s6 = added<T>(s6, four(b + 6 * FOUR), u, ones);
    s7 = added<T>(s7, four(b + 7 * FOUR), u, ones);
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

function tile_4x8<T>(entry: usize, end: usize, w: usize, starts: usize, factors: usize, out: usize, outLd: usize): void {
  const ones = onesOf(end);
  const start0123 = v128.load(starts);
  const start4567 = v128.load(starts, 16);
  let s0x0123 = start0123;
  let s0x4567 = start4567;
  let s1x0123 = start0123;
  let s1x4567 = start4567;
  let s2x0123 = start0123;
  let s2x4567 = start4567;
  let s3x0123 = start0123;
  let s3x4567 = start4567;
  for (; entry < end; entry += 20) {
    const b = w + ((<usize>load<i32>(entry, 16)) << ROW_SHIFT);
    const b0123 = four(b);
    const b4567 = four(b + FOUR);
    const u0 = v128.load32_splat(entry);
    s0x0123 = added<T>(s0x0123, b0123, u0, ones);
    s0x4567 = added<T>(s0x4567, b4567, u0, ones);
    const u1 = v128.load32_splat(entry, 4);
    s1x0123 = added<T>(s1x0123, b0123, u1, ones);
    s1x4567 = added<T>(s1x4567, b4567, u1, ones);
    const u2 = v128.load32_splat(entry, 8);
    s2x0123 = added<T>(s2x0123, b0123, u2, ones);
    s2x4567 = added<T>(s2x4567, b4567, u2, ones);
    const u3 = v128.load32_splat(entry, 12);
    s3x0123 = added<T>(s3x0123, b0123, u3, ones);
    s3x4567 = added<T>(s3x4567, b4567, u3, ones);
  }
  const factor0123 = v128.load(factors);
  const factor4567 = v128.load(factors, 16);
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s0x0123), factor0123));
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s0x4567), factor4567), 16);
  out += outLd;
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s1x0123), factor0123));
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s1x4567), factor4567), 16);
  out += outLd;
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s2x0123), factor0123));
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s2x4567), factor4567), 16);
  out += outLd;
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s3x0123), factor0123));
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(s3x4567), factor4567), 16);
}
