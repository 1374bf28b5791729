/**
 * Exact dot products of byte rows: D[r][c] = scale · Σ_k left[r][k] · right[c][k].
 *
 * Shapes: `left` holds groups of four rows, each `pairs` steps of 4 × 2 i16 (see left.ts); `right` is `panels` panels of
 *   sixteen rows, `pairs` steps of 16 × 2 bytes (see right.ts); D is panels × 4·groups × 16 f64, one block of 16 columns after the other.
 * Units: `pairs` counts pairs of features; `scale` is the product of the scales of both sides.
 * Requires: 2 · pairs · 255² < 2³¹, that is at most 33,024 features. Sums are integers, so their order does not matter;
 *   the only rounding is the product with `scale`.
 * wide: 1 runs the 4×16 tile (256-bit registers), 0 the 4×8 tile twice.
 * Cost: 128 · panels · groups · pairs multiply-adds.
 */
export function svm_dots_u8(groups: i32, panels: i32, pairs: i32, left: usize, right: usize, scale: f64, out: usize, wide: i32): void {
  assert(pairs <= 16512);
  for (; panels > 0; panels--) {
    panel_dots(groups, pairs, left, right, scale, out, wide);
    right += (<usize>pairs) << 5;
    out += (<usize>groups) << 9;
  }
}

function panel_dots(groups: i32, pairs: i32, left: usize, right: usize, scale: f64, out: usize, wide: i32): void {
  for (; groups > 0; groups--) {
    if (wide) {
      tile_4x16(pairs, left, right, scale, out);
    } else {
      tile_4x8(pairs, left, right, scale, out);
      tile_4x8(pairs, left, right + 16, scale, out + 64);
    }
    left += (<usize>pairs) << 4;
    out += 512;
  }
}

/** Four integer sums as four scaled f64. */
// @ts-ignore: decorator
@inline
function store_scaled(out: usize, offset: usize, sums: v128, scale: f64): void {
  const factor = f64x2.splat(scale);
  v128.store(out + offset, f64x2.mul(f64x2.convert_low_i32x4_s(sums), factor));
  v128.store(out + offset, f64x2.mul(f64x2.convert_low_i32x4_s(v128.shuffle<i32>(sums, sums, 2, 3, 2, 3)), factor), 16);
}

function tile_4x8(pairs: i32, left: usize, right: usize, scale: f64, out: usize): void {
  let acc0x0123 = i32x4.splat(0);
  let acc0x4567 = i32x4.splat(0);
  let acc1x0123 = i32x4.splat(0);
  let acc1x4567 = i32x4.splat(0);
  let acc2x0123 = i32x4.splat(0);
  let acc2x4567 = i32x4.splat(0);
  let acc3x0123 = i32x4.splat(0);
  let acc3x4567 = i32x4.splat(0);
  let a: v128;
  let b0123: v128;
  let b4567: v128;
  for (; pairs > 0; pairs--) {
    b0123 = v128.load8x8_u(right, 0);
    b4567 = v128.load8x8_u(right, 8);
    a = v128.load32_splat(left, 0);
    acc0x0123 = i32x4.add(acc0x0123, i32x4.dot_i16x8_s(a, b0123));
    acc0x4567 = i32x4.add(acc0x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(left, 4);
    acc1x0123 = i32x4.add(acc1x0123, i32x4.dot_i16x8_s(a, b0123));
    acc1x4567 = i32x4.add(acc1x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(left, 8);
    acc2x0123 = i32x4.add(acc2x0123, i32x4.dot_i16x8_s(a, b0123));
    acc2x4567 = i32x4.add(acc2x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(left, 12);
    acc3x0123 = i32x4.add(acc3x0123, i32x4.dot_i16x8_s(a, b0123));
    acc3x4567 = i32x4.add(acc3x4567, i32x4.dot_i16x8_s(a, b4567));
    left += 16;
    right += 32;
  }
  store_scaled(out, 0, acc0x0123, scale);
  store_scaled(out, 32, acc0x4567, scale);
  store_scaled(out, 128, acc1x0123, scale);
  store_scaled(out, 160, acc1x4567, scale);
  store_scaled(out, 256, acc2x0123, scale);
  store_scaled(out, 288, acc2x4567, scale);
  store_scaled(out, 384, acc3x0123, scale);
  store_scaled(out, 416, acc3x4567, scale);
}

function tile_4x16(pairs: i32, left: usize, right: usize, scale: f64, out: usize): void {
  let acc0x0123 = i32x4.splat(0);
  let acc0x4567 = i32x4.splat(0);
  let acc0x89ab = i32x4.splat(0);
  let acc0xcdef = i32x4.splat(0);
  let acc1x0123 = i32x4.splat(0);
  let acc1x4567 = i32x4.splat(0);
  let acc1x89ab = i32x4.splat(0);
  let acc1xcdef = i32x4.splat(0);
  let acc2x0123 = i32x4.splat(0);
  let acc2x4567 = i32x4.splat(0);
  let acc2x89ab = i32x4.splat(0);
  let acc2xcdef = i32x4.splat(0);
  let acc3x0123 = i32x4.splat(0);
  let acc3x4567 = i32x4.splat(0);
  let acc3x89ab = i32x4.splat(0);
  let acc3xcdef = i32x4.splat(0);
  let a: v128;
  let b0123: v128;
  let b4567: v128;
  let b89ab: v128;
  let bcdef: v128;
  for (; pairs > 0; pairs--) {
    b0123 = v128.load8x8_u(right, 0);
    b4567 = v128.load8x8_u(right, 8);
    b89ab = v128.load8x8_u(right, 16);
    bcdef = v128.load8x8_u(right, 24);
    a = v128.load32_splat(left, 0);
    acc0x0123 = i32x4.add(acc0x0123, i32x4.dot_i16x8_s(a, b0123));
    acc0x4567 = i32x4.add(acc0x4567, i32x4.dot_i16x8_s(a, b4567));
    acc0x89ab = i32x4.add(acc0x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc0xcdef = i32x4.add(acc0xcdef, i32x4.dot_i16x8_s(a, bcdef));
    a = v128.load32_splat(left, 4);
    acc1x0123 = i32x4.add(acc1x0123, i32x4.dot_i16x8_s(a, b0123));
    acc1x4567 = i32x4.add(acc1x4567, i32x4.dot_i16x8_s(a, b4567));
    acc1x89ab = i32x4.add(acc1x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc1xcdef = i32x4.add(acc1xcdef, i32x4.dot_i16x8_s(a, bcdef));
    a = v128.load32_splat(left, 8);
    acc2x0123 = i32x4.add(acc2x0123, i32x4.dot_i16x8_s(a, b0123));
    acc2x4567 = i32x4.add(acc2x4567, i32x4.dot_i16x8_s(a, b4567));
    acc2x89ab = i32x4.add(acc2x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc2xcdef = i32x4.add(acc2xcdef, i32x4.dot_i16x8_s(a, bcdef));
    a = v128.load32_splat(left, 12);
    acc3x0123 = i32x4.add(acc3x0123, i32x4.dot_i16x8_s(a, b0123));
    acc3x4567 = i32x4.add(acc3x4567, i32x4.dot_i16x8_s(a, b4567));
    acc3x89ab = i32x4.add(acc3x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc3xcdef = i32x4.add(acc3xcdef, i32x4.dot_i16x8_s(a, bcdef));
    left += 16;
    right += 32;
  }
  store_scaled(out, 0, acc0x0123, scale);
  store_scaled(out, 32, acc0x4567, scale);
  store_scaled(out, 64, acc0x89ab, scale);
  store_scaled(out, 96, acc0xcdef, scale);
  store_scaled(out, 128, acc1x0123, scale);
  store_scaled(out, 160, acc1x4567, scale);
  store_scaled(out, 192, acc1x89ab, scale);
  store_scaled(out, 224, acc1xcdef, scale);
  store_scaled(out, 256, acc2x0123, scale);
  store_scaled(out, 288, acc2x4567, scale);
  store_scaled(out, 320, acc2x89ab, scale);
  store_scaled(out, 352, acc2xcdef, scale);
  store_scaled(out, 384, acc3x0123, scale);
  store_scaled(out, 416, acc3x4567, scale);
  store_scaled(out, 448, acc3x89ab, scale);
  store_scaled(out, 480, acc3xcdef, scale);
}
