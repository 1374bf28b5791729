/**
 * C[4×16] (+)= Ap · Bp for one pair of packed panels of 16-bit integers: exact 32-bit sums.
 *
 * Shapes: a step is two neighbouring columns. Ap is `pairs` steps of 4 × 2 i16, Bp is `pairs` steps of 16 × 2 i16, C is 4 rows of 16 i32,
 *   one after the other.
 * beta: 0 stores, 1 adds to C; with 0, C is never read.
 * Requires: every sum fits 32 bits, which is the caller's promise.
 */
export function dot_4x16(pairs: i32, ap: usize, bp: usize, c: usize, beta: i32): void {
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
  for (; pairs >= 2; pairs -= 2) {
    b0123 = v128.load(bp, 0);
    b4567 = v128.load(bp, 16);
    b89ab = v128.load(bp, 32);
    bcdef = v128.load(bp, 48);
    a = v128.load32_splat(ap, 0);
    acc0x0123 = i32x4.add(acc0x0123, i32x4.dot_i16x8_s(a, b0123));
    acc0x4567 = i32x4.add(acc0x4567, i32x4.dot_i16x8_s(a, b4567));
    acc0x89ab = i32x4.add(acc0x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc0xcdef = i32x4.add(acc0xcdef, i32x4.dot_i16x8_s(a, bcdef));
    a = v128.load32_splat(ap, 4);
    acc1x0123 = i32x4.add(acc1x0123, i32x4.dot_i16x8_s(a, b0123));
    acc1x4567 = i32x4.add(acc1x4567, i32x4.dot_i16x8_s(a, b4567));
    acc1x89ab = i32x4.add(acc1x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc1xcdef = i32x4.add(acc1xcdef, i32x4.dot_i16x8_s(a, bcdef));
    a = v128.load32_splat(ap, 8);
    acc2x0123 = i32x4.add(acc2x0123, i32x4.dot_i16x8_s(a, b0123));
    acc2x4567 = i32x4.add(acc2x4567, i32x4.dot_i16x8_s(a, b4567));
    acc2x89ab = i32x4.add(acc2x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc2xcdef = i32x4.add(acc2xcdef, i32x4.dot_i16x8_s(a, bcdef));
    a = v128.load32_splat(ap, 12);
    acc3x0123 = i32x4.add(acc3x0123, i32x4.dot_i16x8_s(a, b0123));
    acc3x4567 = i32x4.add(acc3x4567, i32x4.dot_i16x8_s(a, b4567));
    acc3x89ab = i32x4.add(acc3x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc3xcdef = i32x4.add(acc3xcdef, i32x4.dot_i16x8_s(a, bcdef));
    b0123 = v128.load(bp, 64);
    b4567 = v128.load(bp, 80);
    b89ab = v128.load(bp, 96);
    bcdef = v128.load(bp, 112);
    a = v128.load32_splat(ap, 16);
    acc0x0123 = i32x4.add(acc0x0123, i32x4.dot_i16x8_s(a, b0123));
    acc0x4567 = i32x4.add(acc0x4567, i32x4.dot_i16x8_s(a, b4567));
    acc0x89ab = i32x4.add(acc0x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc0xcdef = i32x4.add(acc0xcdef, i32x4.dot_i16x8_s(a, bcdef));
    a = v128.load32_splat(ap, 20);
    acc1x0123 = i32x4.add(acc1x0123, i32x4.dot_i16x8_s(a, b0123));
    acc1x4567 = i32x4.add(acc1x4567, i32x4.dot_i16x8_s(a, b4567));
    acc1x89ab = i32x4.add(acc1x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc1xcdef = i32x4.add(acc1xcdef, i32x4.dot_i16x8_s(a, bcdef));
    a = v128.load32_splat(ap, 24);
    acc2x0123 = i32x4.add(acc2x0123, i32x4.dot_i16x8_s(a, b0123));
    acc2x4567 = i32x4.add(acc2x4567, i32x4.dot_i16x8_s(a, b4567));
    acc2x89ab = i32x4.add(acc2x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc2xcdef = i32x4.add(acc2xcdef, i32x4.dot_i16x8_s(a, bcdef));
    a = v128.load32_splat(ap, 28);
    acc3x0123 = i32x4.add(acc3x0123, i32x4.dot_i16x8_s(a, b0123));
    acc3x4567 = i32x4.add(acc3x4567, i32x4.dot_i16x8_s(a, b4567));
    acc3x89ab = i32x4.add(acc3x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc3xcdef = i32x4.add(acc3xcdef, i32x4.dot_i16x8_s(a, bcdef));
    ap += 32;
    bp += 128;
  }
  for (; pairs > 0; pairs--) {
    b0123 = v128.load(bp, 0);
    b4567 = v128.load(bp, 16);
    b89ab = v128.load(bp, 32);
    bcdef = v128.load(bp, 48);
    a = v128.load32_splat(ap, 0);
    acc0x0123 = i32x4.add(acc0x0123, i32x4.dot_i16x8_s(a, b0123));
    acc0x4567 = i32x4.add(acc0x4567, i32x4.dot_i16x8_s(a, b4567));
    acc0x89ab = i32x4.add(acc0x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc0xcdef = i32x4.add(acc0xcdef, i32x4.dot_i16x8_s(a, bcdef));
    a = v128.load32_splat(ap, 4);
    acc1x0123 = i32x4.add(acc1x0123, i32x4.dot_i16x8_s(a, b0123));
    acc1x4567 = i32x4.add(acc1x4567, i32x4.dot_i16x8_s(a, b4567));
    acc1x89ab = i32x4.add(acc1x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc1xcdef = i32x4.add(acc1xcdef, i32x4.dot_i16x8_s(a, bcdef));
    a = v128.load32_splat(ap, 8);
    acc2x0123 = i32x4.add(acc2x0123, i32x4.dot_i16x8_s(a, b0123));
    acc2x4567 = i32x4.add(acc2x4567, i32x4.dot_i16x8_s(a, b4567));
    acc2x89ab = i32x4.add(acc2x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc2xcdef = i32x4.add(acc2xcdef, i32x4.dot_i16x8_s(a, bcdef));
    a = v128.load32_splat(ap, 12);
    acc3x0123 = i32x4.add(acc3x0123, i32x4.dot_i16x8_s(a, b0123));
    acc3x4567 = i32x4.add(acc3x4567, i32x4.dot_i16x8_s(a, b4567));
    acc3x89ab = i32x4.add(acc3x89ab, i32x4.dot_i16x8_s(a, b89ab));
    acc3xcdef = i32x4.add(acc3xcdef, i32x4.dot_i16x8_s(a, bcdef));
    ap += 16;
    bp += 64;
  }
  if (beta) {
    acc0x0123 = i32x4.add(v128.load(c, 0), acc0x0123);
    acc0x4567 = i32x4.add(v128.load(c, 16), acc0x4567);
    acc0x89ab = i32x4.add(v128.load(c, 32), acc0x89ab);
    acc0xcdef = i32x4.add(v128.load(c, 48), acc0xcdef);
    acc1x0123 = i32x4.add(v128.load(c, 64), acc1x0123);
    acc1x4567 = i32x4.add(v128.load(c, 80), acc1x4567);
    acc1x89ab = i32x4.add(v128.load(c, 96), acc1x89ab);
    acc1xcdef = i32x4.add(v128.load(c, 112), acc1xcdef);
    acc2x0123 = i32x4.add(v128.load(c, 128), acc2x0123);
    acc2x4567 = i32x4.add(v128.load(c, 144), acc2x4567);
    acc2x89ab = i32x4.add(v128.load(c, 160), acc2x89ab);
    acc2xcdef = i32x4.add(v128.load(c, 176), acc2xcdef);
    acc3x0123 = i32x4.add(v128.load(c, 192), acc3x0123);
    acc3x4567 = i32x4.add(v128.load(c, 208), acc3x4567);
    acc3x89ab = i32x4.add(v128.load(c, 224), acc3x89ab);
    acc3xcdef = i32x4.add(v128.load(c, 240), acc3xcdef);
  }
  v128.store(c, acc0x0123, 0);
  v128.store(c, acc0x4567, 16);
  v128.store(c, acc0x89ab, 32);
  v128.store(c, acc0xcdef, 48);
  v128.store(c, acc1x0123, 64);
  v128.store(c, acc1x4567, 80);
  v128.store(c, acc1x89ab, 96);
  v128.store(c, acc1xcdef, 112);
  v128.store(c, acc2x0123, 128);
  v128.store(c, acc2x4567, 144);
  v128.store(c, acc2x89ab, 160);
  v128.store(c, acc2xcdef, 176);
  v128.store(c, acc3x0123, 192);
  v128.store(c, acc3x4567, 208);
  v128.store(c, acc3x89ab, 224);
  v128.store(c, acc3xcdef, 240);
}
