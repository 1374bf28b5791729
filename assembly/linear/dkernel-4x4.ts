/**
 * C[4×4] += Σₖ A(·, k) · B(k, ·) in f64, for one panel of four columns (see panels.ts).
 *
 * Shapes: A(r, k) is at `a + r · rowA + k · stepA` (bytes); B is k rows of a panel; C is 4 rows of a panel.
 * Order: each element starts from C and adds k in rising order, product and sum rounded apart, as in the wider tile.
 * Accumulators start from memory because V8 does not join those that start from zeros into 256-bit ones (15 against 28 GFLOP/s).
 */
export function dkernel_4x4(k: i32, a: usize, rowA: usize, stepA: usize, b: usize, c: usize): void {
  let acc0x01 = v128.load(c);
  let acc0x23 = v128.load(c, 16);
  let acc1x01 = v128.load(c, 32);
  let acc1x23 = v128.load(c, 48);
  let acc2x01 = v128.load(c, 64);
  let acc2x23 = v128.load(c, 80);
  let acc3x01 = v128.load(c, 96);
  let acc3x23 = v128.load(c, 112);
  let a1 = a + rowA;
  let a2 = a1 + rowA;
  let a3 = a2 + rowA;
  for (; k > 0; k--) {
    const b01 = v128.load(b);
    const b23 = v128.load(b, 16);
    const v0 = v128.load64_splat(a);
    acc0x01 = f64x2.add(acc0x01, f64x2.mul(v0, b01));
    acc0x23 = f64x2.add(acc0x23, f64x2.mul(v0, b23));
    const v1 = v128.load64_splat(a1);
    acc1x01 = f64x2.add(acc1x01, f64x2.mul(v1, b01));
    acc1x23 = f64x2.add(acc1x23, f64x2.mul(v1, b23));
    const v2 = v128.load64_splat(a2);
    acc2x01 = f64x2.add(acc2x01, f64x2.mul(v2, b01));
    acc2x23 = f64x2.add(acc2x23, f64x2.mul(v2, b23));
    const v3 = v128.load64_splat(a3);
    acc3x01 = f64x2.add(acc3x01, f64x2.mul(v3, b01));
    acc3x23 = f64x2.add(acc3x23, f64x2.mul(v3, b23));
    a += stepA;
    a1 += stepA;
    a2 += stepA;
    a3 += stepA;
    b += 32;
  }
  v128.store(c, acc0x01);
  v128.store(c, acc0x23, 16);
  v128.store(c, acc1x01, 32);
  v128.store(c, acc1x23, 48);
  v128.store(c, acc2x01, 64);
  v128.store(c, acc2x23, 80);
  v128.store(c, acc3x01, 96);
  v128.store(c, acc3x23, 112);
}
