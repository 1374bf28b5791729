/**
 * D[r][c] += Σ_k left[r][k] · right[c][k], in f64.
 *
 * Shapes: `left` holds groups of four rows, each `k` steps of 4 f64 (see left.ts); `right` is `panels` panels of sixteen
 *   rows, `k` steps of 16 f64 (see right.ts), `rightBytes` apart; D is panels × 4·groups × 16 f64, one block of 16 columns after the other.
 * Order: every element adds its products in rising k onto what D holds, whatever the tile; so a sum may be continued over several
 *   calls, and D[r][c] equals D[c][r] to the last bit.
 * Error: products of two f32 are exact; k roundings of the running sum, each within 2⁻⁵³.
 * wide: 1 runs the 4×8 tile (256-bit registers), 0 the 4×4 tile.
 * Cost: 64 · panels · groups · k multiply-adds.
 */
export function svm_dots_f64(groups: i32, panels: i32, k: i32, left: usize, right: usize, rightBytes: usize, out: usize, wide: i32): void {
  for (; panels > 0; panels--) {
    panel_dots(groups, k, left, right, out, wide);
    right += rightBytes;
    out += (<usize>groups) << 9;
  }
}

function panel_dots(groups: i32, k: i32, left: usize, right: usize, out: usize, wide: i32): void {
  for (; groups > 0; groups--) {
    for (let c: usize = 0; c < 128; c += wide ? 64 : 32) {
      if (wide) tile_4x8(k, left, right + c, out + c);
      else tile_4x4(k, left, right + c, out + c);
    }
    left += (<usize>k) << 5;
    out += 512;
  }
}

function tile_4x4(k: i32, left: usize, right: usize, out: usize): void {
  let acc0x01 = v128.load(out, 0);
  let acc0x23 = v128.load(out, 16);
  let acc1x01 = v128.load(out, 128);
  let acc1x23 = v128.load(out, 144);
  let acc2x01 = v128.load(out, 256);
  let acc2x23 = v128.load(out, 272);
  let acc3x01 = v128.load(out, 384);
  let acc3x23 = v128.load(out, 400);
  let a: v128;
  let b01: v128;
  let b23: v128;
  for (; k > 0; k--) {
    b01 = v128.load(right, 0);
    b23 = v128.load(right, 16);
    a = v128.load64_splat(left, 0);
    acc0x01 = f64x2.add(acc0x01, f64x2.mul(a, b01));
    acc0x23 = f64x2.add(acc0x23, f64x2.mul(a, b23));
    a = v128.load64_splat(left, 8);
    acc1x01 = f64x2.add(acc1x01, f64x2.mul(a, b01));
    acc1x23 = f64x2.add(acc1x23, f64x2.mul(a, b23));
    a = v128.load64_splat(left, 16);
    acc2x01 = f64x2.add(acc2x01, f64x2.mul(a, b01));
    acc2x23 = f64x2.add(acc2x23, f64x2.mul(a, b23));
    a = v128.load64_splat(left, 24);
    acc3x01 = f64x2.add(acc3x01, f64x2.mul(a, b01));
    acc3x23 = f64x2.add(acc3x23, f64x2.mul(a, b23));
    left += 32;
    right += 128;
  }
  v128.store(out, acc0x01, 0);
  v128.store(out, acc0x23, 16);
  v128.store(out, acc1x01, 128);
  v128.store(out, acc1x23, 144);
  v128.store(out, acc2x01, 256);
  v128.store(out, acc2x23, 272);
  v128.store(out, acc3x01, 384);
  v128.store(out, acc3x23, 400);
}

function tile_4x8(k: i32, left: usize, right: usize, out: usize): void {
  let acc0x01 = v128.load(out, 0);
  let acc0x23 = v128.load(out, 16);
  let acc0x45 = v128.load(out, 32);
  let acc0x67 = v128.load(out, 48);
  let acc1x01 = v128.load(out, 128);
  let acc1x23 = v128.load(out, 144);
  let acc1x45 = v128.load(out, 160);
  let acc1x67 = v128.load(out, 176);
  let acc2x01 = v128.load(out, 256);
  let acc2x23 = v128.load(out, 272);
  let acc2x45 = v128.load(out, 288);
  let acc2x67 = v128.load(out, 304);
  let acc3x01 = v128.load(out, 384);
  let acc3x23 = v128.load(out, 400);
  let acc3x45 = v128.load(out, 416);
  let acc3x67 = v128.load(out, 432);
  let a: v128;
  let b01: v128;
  let b23: v128;
  let b45: v128;
  let b67: v128;
  for (; k > 0; k--) {
    b01 = v128.load(right, 0);
    b23 = v128.load(right, 16);
    b45 = v128.load(right, 32);
    b67 = v128.load(right, 48);
    a = v128.load64_splat(left, 0);
    acc0x01 = f64x2.add(acc0x01, f64x2.mul(a, b01));
    acc0x23 = f64x2.add(acc0x23, f64x2.mul(a, b23));
    acc0x45 = f64x2.add(acc0x45, f64x2.mul(a, b45));
    acc0x67 = f64x2.add(acc0x67, f64x2.mul(a, b67));
    a = v128.load64_splat(left, 8);
    acc1x01 = f64x2.add(acc1x01, f64x2.mul(a, b01));
    acc1x23 = f64x2.add(acc1x23, f64x2.mul(a, b23));
    acc1x45 = f64x2.add(acc1x45, f64x2.mul(a, b45));
    acc1x67 = f64x2.add(acc1x67, f64x2.mul(a, b67));
    a = v128.load64_splat(left, 16);
    acc2x01 = f64x2.add(acc2x01, f64x2.mul(a, b01));
    acc2x23 = f64x2.add(acc2x23, f64x2.mul(a, b23));
    acc2x45 = f64x2.add(acc2x45, f64x2.mul(a, b45));
    acc2x67 = f64x2.add(acc2x67, f64x2.mul(a, b67));
    a = v128.load64_splat(left, 24);
    acc3x01 = f64x2.add(acc3x01, f64x2.mul(a, b01));
    acc3x23 = f64x2.add(acc3x23, f64x2.mul(a, b23));
    acc3x45 = f64x2.add(acc3x45, f64x2.mul(a, b45));
    acc3x67 = f64x2.add(acc3x67, f64x2.mul(a, b67));
    left += 32;
    right += 128;
  }
  v128.store(out, acc0x01, 0);
  v128.store(out, acc0x23, 16);
  v128.store(out, acc0x45, 32);
  v128.store(out, acc0x67, 48);
  v128.store(out, acc1x01, 128);
  v128.store(out, acc1x23, 144);
  v128.store(out, acc1x45, 160);
  v128.store(out, acc1x67, 176);
  v128.store(out, acc2x01, 256);
  v128.store(out, acc2x23, 272);
  v128.store(out, acc2x45, 288);
  v128.store(out, acc2x67, 304);
  v128.store(out, acc3x01, 384);
  v128.store(out, acc3x23, 400);
  v128.store(out, acc3x45, 416);
  v128.store(out, acc3x67, 432);
}
