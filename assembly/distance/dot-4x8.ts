/**
 * C[4×8] (+)= Ap · Bp for one pair of packed panels of 16-bit integers: exact 32-bit sums.
 *
 * Shapes: a step is two neighbouring columns. Ap is `pairs` steps of 4 × 2 i16, Bp is `pairs` steps of 8 × 2 i16, C is 4 rows of 8 i32,
 *   one after the other.
 * beta: 0 stores, 1 adds to C; with 0, C is never read.
 * Requires: every sum fits 32 bits, which is the caller's promise.
 */
export function dot_4x8(pairs: i32, ap: usize, bp: usize, c: usize, beta: i32): void {
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
  for (; pairs >= 4; pairs -= 4) {
    b0123 = v128.load(bp, 0);
    b4567 = v128.load(bp, 16);
    a = v128.load32_splat(ap, 0);
    acc0x0123 = i32x4.add(acc0x0123, i32x4.dot_i16x8_s(a, b0123));
    acc0x4567 = i32x4.add(acc0x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(ap, 4);
    acc1x0123 = i32x4.add(acc1x0123, i32x4.dot_i16x8_s(a, b0123));
    acc1x4567 = i32x4.add(acc1x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(ap, 8);
    acc2x0123 = i32x4.add(acc2x0123, i32x4.dot_i16x8_s(a, b0123));
    acc2x4567 = i32x4.add(acc2x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(ap, 12);
    acc3x0123 = i32x4.add(acc3x0123, i32x4.dot_i16x8_s(a, b0123));
    acc3x4567 = i32x4.add(acc3x4567, i32x4.dot_i16x8_s(a, b4567));
    b0123 = v128.load(bp, 32);
    b4567 = v128.load(bp, 48);
    a = v128.load32_splat(ap, 16);
    acc0x0123 = i32x4.add(acc0x0123, i32x4.dot_i16x8_s(a, b0123));
    acc0x4567 = i32x4.add(acc0x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(ap, 20);
    acc1x0123 = i32x4.add(acc1x0123, i32x4.dot_i16x8_s(a, b0123));
    acc1x4567 = i32x4.add(acc1x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(ap, 24);
    acc2x0123 = i32x4.add(acc2x0123, i32x4.dot_i16x8_s(a, b0123));
    acc2x4567 = i32x4.add(acc2x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(ap, 28);
    acc3x0123 = i32x4.add(acc3x0123, i32x4.dot_i16x8_s(a, b0123));
    acc3x4567 = i32x4.add(acc3x4567, i32x4.dot_i16x8_s(a, b4567));
    b0123 = v128.load(bp, 64);
    b4567 = v128.load(bp, 80);
    a = v128.load32_splat(ap, 32);
    acc0x0123 = i32x4.add(acc0x0123, i32x4.dot_i16x8_s(a, b0123));
    acc0x4567 = i32x4.add(acc0x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(ap, 36);
    acc1x0123 = i32x4.add(acc1x0123, i32x4.dot_i16x8_s(a, b0123));
    acc1x4567 = i32x4.add(acc1x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(ap, 40);
    acc2x0123 = i32x4.add(acc2x0123, i32x4.dot_i16x8_s(a, b0123));
    acc2x4567 = i32x4.add(acc2x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(ap, 44);
    acc3x0123 = i32x4.add(acc3x0123, i32x4.dot_i16x8_s(a, b0123));
    acc3x4567 = i32x4.add(acc3x4567, i32x4.dot_i16x8_s(a, b4567));
    b0123 = v128.load(bp, 96);
    b4567 = v128.load(bp, 112);
    a = v128.load32_splat(ap, 48);
    acc0x0123 = i32x4.add(acc0x0123, i32x4.dot_i16x8_s(a, b0123));
    acc0x4567 = i32x4.add(acc0x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(ap, 52);
    acc1x0123 = i32x4.add(acc1x0123, i32x4.dot_i16x8_s(a, b0123));
    acc1x4567 = i32x4.add(acc1x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(ap, 56);
    acc2x0123 = i32x4.add(acc2x0123, i32x4.dot_i16x8_s(a, b0123));
    acc2x4567 = i32x4.add(acc2x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(ap, 60);
    acc3x0123 = i32x4.add(acc3x0123, i32x4.dot_i16x8_s(a, b0123));
    acc3x4567 = i32x4.add(acc3x4567, i32x4.dot_i16x8_s(a, b4567));
    ap += 64;
    bp += 128;
  }
  for (; pairs > 0; pairs--) {
    b0123 = v128.load(bp, 0);
    b4567 = v128.load(bp, 16);
    a = v128.load32_splat(ap, 0);
    acc0x0123 = i32x4.add(acc0x0123, i32x4.dot_i16x8_s(a, b0123));
    acc0x4567 = i32x4.add(acc0x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(ap, 4);
    acc1x0123 = i32x4.add(acc1x0123, i32x4.dot_i16x8_s(a, b0123));
    acc1x4567 = i32x4.add(acc1x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(ap, 8);
    acc2x0123 = i32x4.add(acc2x0123, i32x4.dot_i16x8_s(a, b0123));
    acc2x4567 = i32x4.add(acc2x4567, i32x4.dot_i16x8_s(a, b4567));
    a = v128.load32_splat(ap, 12);
    acc3x0123 = i32x4.add(acc3x0123, i32x4.dot_i16x8_s(a, b0123));
    acc3x4567 = i32x4.add(acc3x4567, i32x4.dot_i16x8_s(a, b4567));
    ap += 16;
    bp += 32;
  }
  if (beta) {
    acc0x0123 = i32x4.add(v128.load(c, 0), acc0x0123);
    acc0x4567 = i32x4.add(v128.load(c, 16), acc0x4567);
    acc1x0123 = i32x4.add(v128.load(c, 32), acc1x0123);
    acc1x4567 = i32x4.add(v128.load(c, 48), acc1x4567);
    acc2x0123 = i32x4.add(v128.load(c, 64), acc2x0123);
    acc2x4567 = i32x4.add(v128.load(c, 80), acc2x4567);
    acc3x0123 = i32x4.add(v128.load(c, 96), acc3x0123);
    acc3x4567 = i32x4.add(v128.load(c, 112), acc3x4567);
  }
  v128.store(c, acc0x0123, 0);
  v128.store(c, acc0x4567, 16);
  v128.store(c, acc1x0123, 32);
  v128.store(c, acc1x4567, 48);
  v128.store(c, acc2x0123, 64);
  v128.store(c, acc2x4567, 80);
  v128.store(c, acc3x0123, 96);
  v128.store(c, acc3x4567, 112);
}
