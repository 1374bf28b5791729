/**
 * C[4×8] += Σₖ A(·, k) · B(k, ·) in f64, for two panels of four columns: the tile for 256-bit code (36 GFLOP/s in cache where
 * 4×4 has 28; in 128-bit code 4×4 is faster, 18 against 17).
 *
 * Shapes, order: as dkernel-4x4.ts; the second panel of B begins `bStride` bytes after the first, that of C `cStride`.
 */
export function dkernel_4x8(
  k: i32, a: usize, rowA: usize, stepA: usize, b: usize, bStride: usize, c: usize, cStride: usize,
): void {
  const d = c + cStride;
  let acc0x01 = v128.load(c);
  let acc0x23 = v128.load(c, 16);
  let acc0x45 = v128.load(d);
  let acc0x67 = v128.load(d, 16);
  let acc1x01 = v128.load(c, 32);
  let acc1x23 = v128.load(c, 48);
  let acc1x45 = v128.load(d, 32);
  let acc1x67 = v128.load(d, 48);
  let acc2x01 = v128.load(c, 64);
  let acc2x23 = v128.load(c, 80);
  let acc2x45 = v128.load(d, 64);
  let acc2x67 = v128.load(d, 80);
  let acc3x01 = v128.load(c, 96);
  let acc3x23 = v128.load(c, 112);
  let acc3x45 = v128.load(d, 96);
  let acc3x67 = v128.load(d, 112);
  let a1 = a + rowA;
  let a2 = a1 + rowA;
  let a3 = a2 + rowA;
  let bNext = b + bStride;
  for (; k > 0; k--) {
    const b01 = v128.load(b);
    const b23 = v128.load(b, 16);
    const b45 = v128.load(bNext);
    const b67 = v128.load(bNext, 16);
    const v0 = v128.load64_splat(a);
    acc0x01 = f64x2.add(acc0x01, f64x2.mul(v0, b01));
    acc0x23 = f64x2.add(acc0x23, f64x2.mul(v0, b23));
    acc0x45 = f64x2.add(acc0x45, f64x2.mul(v0, b45));
    acc0x67 = f64x2.add(acc0x67, f64x2.mul(v0, b67));
    const v1 = v128.load64_splat(a1);
    acc1x01 = f64x2.add(acc1x01, f64x2.mul(v1, b01));
    acc1x23 = f64x2.add(acc1x23, f64x2.mul(v1, b23));
    acc1x45 = f64x2.add(acc1x45, f64x2.mul(v1, b45));
    acc1x67 = f64x2.add(acc1x67, f64x2.mul(v1, b67));
    const v2 = v128.load64_splat(a2);
    acc2x01 = f64x2.add(acc2x01, f64x2.mul(v2, b01));
    acc2x23 = f64x2.add(acc2x23, f64x2.mul(v2, b23));
    acc2x45 = f64x2.add(acc2x45, f64x2.mul(v2, b45));
    acc2x67 = f64x2.add(acc2x67, f64x2.mul(v2, b67));
    const v3 = v128.load64_splat(a3);
    acc3x01 = f64x2.add(acc3x01, f64x2.mul(v3, b01));
    acc3x23 = f64x2.add(acc3x23, f64x2.mul(v3, b23));
    acc3x45 = f64x2.add(acc3x45, f64x2.mul(v3, b45));
    acc3x67 = f64x2.add(acc3x67, f64x2.mul(v3, b67));
    a += stepA;
    a1 += stepA;
    a2 += stepA;
    a3 += stepA;
    b += 32;
    bNext += 32;
  }
  v128.store(c, acc0x01);
  v128.store(c, acc0x23, 16);
  v128.store(d, acc0x45);
  v128.store(d, acc0x67, 16);
  v128.store(c, acc1x01, 32);
  v128.store(c, acc1x23, 48);
  v128.store(d, acc1x45, 32);
  v128.store(d, acc1x67, 48);
  v128.store(c, acc2x01, 64);
  v128.store(c, acc2x23, 80);
  v128.store(d, acc2x45, 64);
  v128.store(d, acc2x67, 80);
  v128.store(c, acc3x01, 96);
  v128.store(c, acc3x23, 112);
  v128.store(d, acc3x45, 96);
  v128.store(d, acc3x67, 112);
}
