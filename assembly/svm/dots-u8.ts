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
      tile_4x16(pairs, left, right, out);
    } else {
      tile_4x8(pairs, left, right, out);
      tile_4x8(pairs, left, right + 16, out + 32);
    }
    widen(out, scale);
    left += (<usize>pairs) << 4;
    out += 512;
  }
}

/** Turns four rows of sixteen integers, at the front of their 128 bytes, into scaled f64; from the back, so none is lost. */
function widen(out: usize, scale: f64): void {
  const factor = f64x2.splat(scale);
  for (let row = out; row < out + 512; row += 128) {
    for (let c = 12; c >= 0; c -= 4) {
      const sums = v128.load(row + ((<usize>c) << 2));
      const to = row + ((<usize>c) << 3);
      v128.store(to, f64x2.mul(f64x2.convert_low_i32x4_s(sums), factor));
      v128.store(to, f64x2.mul(f64x2.convert_low_i32x4_s(v128.shuffle<i32>(sums, sums, 2, 3, 2, 3)), factor), 16);
    }
  }
}

function tile_4x8(pairs: i32, left: usize, right: usize, out: usize): void {
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
  v128.store(out, acc0x0123, 0);
  v128.store(out, acc0x4567, 16);
  v128.store(out, acc1x0123, 128);
  v128.store(out, acc1x4567, 144);
  v128.store(out, acc2x0123, 256);
  v128.store(out, acc2x4567, 272);
  v128.store(out, acc3x0123, 384);
  v128.store(out, acc3x4567, 400);
}

function tile_4x16(pairs: i32, left: usize, right: usize, out: usize): void {
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
  v128.store(out, acc0x0123, 0);
  v128.store(out, acc0x4567, 16);
  v128.store(out, acc0x89ab, 32);
  v128.store(out, acc0xcdef, 48);
  v128.store(out, acc1x0123, 128);
  v128.store(out, acc1x4567, 144);
  v128.store(out, acc1x89ab, 160);
  v128.store(out, acc1xcdef, 176);
  v128.store(out, acc2x0123, 256);
  v128.store(out, acc2x4567, 272);
  v128.store(out, acc2x89ab, 288);
  v128.store(out, acc2xcdef, 304);
  v128.store(out, acc3x0123, 384);
  v128.store(out, acc3x4567, 400);
  v128.store(out, acc3x89ab, 416);
  v128.store(out, acc3xcdef, 432);
}
