/**
 * C[4×16] (+)= Ap · Bp for one pair of packed panels.
 *
 * Shapes: Ap is k steps of 4 floats (one column of the A panel each), Bp is k steps of 16 floats (one row of the B panel each),
 *   C is 4 rows of 16 floats, `ldcBytes` apart.
 * beta: 0 stores, 1 adds to C; with 0, C is never read.
 * Order: each element is the sum over k in rising order, product and sum rounded apart, as in every other tile.
 * Requires: k ≥ 0. Edges are the caller's: panels are padded with zeros and C may be a scratch tile.
 */
export function ukernel_4x16(k: i32, ap: usize, bp: usize, c: usize, ldcBytes: usize, beta: i32): void {
  let acc0x0123 = f32x4.splat(0);
  let acc0x4567 = f32x4.splat(0);
  let acc0x89ab = f32x4.splat(0);
  let acc0xcdef = f32x4.splat(0);
  let acc1x0123 = f32x4.splat(0);
  let acc1x4567 = f32x4.splat(0);
  let acc1x89ab = f32x4.splat(0);
  let acc1xcdef = f32x4.splat(0);
  let acc2x0123 = f32x4.splat(0);
  let acc2x4567 = f32x4.splat(0);
  let acc2x89ab = f32x4.splat(0);
  let acc2xcdef = f32x4.splat(0);
  let acc3x0123 = f32x4.splat(0);
  let acc3x4567 = f32x4.splat(0);
  let acc3x89ab = f32x4.splat(0);
  let acc3xcdef = f32x4.splat(0);
  let a: v128;
  let b0123: v128;
  let b4567: v128;
  let b89ab: v128;
  let bcdef: v128;
  for (; k >= 2; k -= 2) {
    b0123 = v128.load(bp, 0);
    b4567 = v128.load(bp, 16);
    b89ab = v128.load(bp, 32);
    bcdef = v128.load(bp, 48);
    a = v128.load32_splat(ap, 0);
    acc0x0123 = f32x4.add(acc0x0123, f32x4.mul(a, b0123));
    acc0x4567 = f32x4.add(acc0x4567, f32x4.mul(a, b4567));
    acc0x89ab = f32x4.add(acc0x89ab, f32x4.mul(a, b89ab));
    acc0xcdef = f32x4.add(acc0xcdef, f32x4.mul(a, bcdef));
    a = v128.load32_splat(ap, 4);
    acc1x0123 = f32x4.add(acc1x0123, f32x4.mul(a, b0123));
    acc1x4567 = f32x4.add(acc1x4567, f32x4.mul(a, b4567));
    acc1x89ab = f32x4.add(acc1x89ab, f32x4.mul(a, b89ab));
    acc1xcdef = f32x4.add(acc1xcdef, f32x4.mul(a, bcdef));
    a = v128.load32_splat(ap, 8);
    acc2x0123 = f32x4.add(acc2x0123, f32x4.mul(a, b0123));
    acc2x4567 = f32x4.add(acc2x4567, f32x4.mul(a, b4567));
    acc2x89ab = f32x4.add(acc2x89ab, f32x4.mul(a, b89ab));
    acc2xcdef = f32x4.add(acc2xcdef, f32x4.mul(a, bcdef));
    a = v128.load32_splat(ap, 12);
    acc3x0123 = f32x4.add(acc3x0123, f32x4.mul(a, b0123));
    acc3x4567 = f32x4.add(acc3x4567, f32x4.mul(a, b4567));
    acc3x89ab = f32x4.add(acc3x89ab, f32x4.mul(a, b89ab));
    acc3xcdef = f32x4.add(acc3xcdef, f32x4.mul(a, bcdef));
    b0123 = v128.load(bp, 64);
    b4567 = v128.load(bp, 80);
    b89ab = v128.load(bp, 96);
    bcdef = v128.load(bp, 112);
    a = v128.load32_splat(ap, 16);
    acc0x0123 = f32x4.add(acc0x0123, f32x4.mul(a, b0123));
    acc0x4567 = f32x4.add(acc0x4567, f32x4.mul(a, b4567));
    acc0x89ab = f32x4.add(acc0x89ab, f32x4.mul(a, b89ab));
    acc0xcdef = f32x4.add(acc0xcdef, f32x4.mul(a, bcdef));
    a = v128.load32_splat(ap, 20);
    acc1x0123 = f32x4.add(acc1x0123, f32x4.mul(a, b0123));
    acc1x4567 = f32x4.add(acc1x4567, f32x4.mul(a, b4567));
    acc1x89ab = f32x4.add(acc1x89ab, f32x4.mul(a, b89ab));
    acc1xcdef = f32x4.add(acc1xcdef, f32x4.mul(a, bcdef));
    a = v128.load32_splat(ap, 24);
    acc2x0123 = f32x4.add(acc2x0123, f32x4.mul(a, b0123));
    acc2x4567 = f32x4.add(acc2x4567, f32x4.mul(a, b4567));
    acc2x89ab = f32x4.add(acc2x89ab, f32x4.mul(a, b89ab));
    acc2xcdef = f32x4.add(acc2xcdef, f32x4.mul(a, bcdef));
    a = v128.load32_splat(ap, 28);
    acc3x0123 = f32x4.add(acc3x0123, f32x4.mul(a, b0123));
    acc3x4567 = f32x4.add(acc3x4567, f32x4.mul(a, b4567));
    acc3x89ab = f32x4.add(acc3x89ab, f32x4.mul(a, b89ab));
    acc3xcdef = f32x4.add(acc3xcdef, f32x4.mul(a, bcdef));
    ap += 32;
    bp += 128;
  }
  for (; k > 0; k--) {
    b0123 = v128.load(bp, 0);
    b4567 = v128.load(bp, 16);
    b89ab = v128.load(bp, 32);
    bcdef = v128.load(bp, 48);
    a = v128.load32_splat(ap, 0);
    acc0x0123 = f32x4.add(acc0x0123, f32x4.mul(a, b0123));
    acc0x4567 = f32x4.add(acc0x4567, f32x4.mul(a, b4567));
    acc0x89ab = f32x4.add(acc0x89ab, f32x4.mul(a, b89ab));
    acc0xcdef = f32x4.add(acc0xcdef, f32x4.mul(a, bcdef));
    a = v128.load32_splat(ap, 4);
    acc1x0123 = f32x4.add(acc1x0123, f32x4.mul(a, b0123));
    acc1x4567 = f32x4.add(acc1x4567, f32x4.mul(a, b4567));
    acc1x89ab = f32x4.add(acc1x89ab, f32x4.mul(a, b89ab));
    acc1xcdef = f32x4.add(acc1xcdef, f32x4.mul(a, bcdef));
    a = v128.load32_splat(ap, 8);
    acc2x0123 = f32x4.add(acc2x0123, f32x4.mul(a, b0123));
    acc2x4567 = f32x4.add(acc2x4567, f32x4.mul(a, b4567));
    acc2x89ab = f32x4.add(acc2x89ab, f32x4.mul(a, b89ab));
    acc2xcdef = f32x4.add(acc2xcdef, f32x4.mul(a, bcdef));
    a = v128.load32_splat(ap, 12);
    acc3x0123 = f32x4.add(acc3x0123, f32x4.mul(a, b0123));
    acc3x4567 = f32x4.add(acc3x4567, f32x4.mul(a, b4567));
    acc3x89ab = f32x4.add(acc3x89ab, f32x4.mul(a, b89ab));
    acc3xcdef = f32x4.add(acc3xcdef, f32x4.mul(a, bcdef));
    ap += 16;
    bp += 64;
  }
  if (beta) {
    acc0x0123 = f32x4.add(v128.load(c, 0), acc0x0123);
    acc0x4567 = f32x4.add(v128.load(c, 16), acc0x4567);
    acc0x89ab = f32x4.add(v128.load(c, 32), acc0x89ab);
    acc0xcdef = f32x4.add(v128.load(c, 48), acc0xcdef);
    acc1x0123 = f32x4.add(v128.load(c + ldcBytes, 0), acc1x0123);
    acc1x4567 = f32x4.add(v128.load(c + ldcBytes, 16), acc1x4567);
    acc1x89ab = f32x4.add(v128.load(c + ldcBytes, 32), acc1x89ab);
    acc1xcdef = f32x4.add(v128.load(c + ldcBytes, 48), acc1xcdef);
    acc2x0123 = f32x4.add(v128.load(c + 2 * ldcBytes, 0), acc2x0123);
    acc2x4567 = f32x4.add(v128.load(c + 2 * ldcBytes, 16), acc2x4567);
    acc2x89ab = f32x4.add(v128.load(c + 2 * ldcBytes, 32), acc2x89ab);
    acc2xcdef = f32x4.add(v128.load(c + 2 * ldcBytes, 48), acc2xcdef);
    acc3x0123 = f32x4.add(v128.load(c + 3 * ldcBytes, 0), acc3x0123);
    acc3x4567 = f32x4.add(v128.load(c + 3 * ldcBytes, 16), acc3x4567);
    acc3x89ab = f32x4.add(v128.load(c + 3 * ldcBytes, 32), acc3x89ab);
    acc3xcdef = f32x4.add(v128.load(c + 3 * ldcBytes, 48), acc3xcdef);
  }
  v128.store(c, acc0x0123, 0);
  v128.store(c, acc0x4567, 16);
  v128.store(c, acc0x89ab, 32);
  v128.store(c, acc0xcdef, 48);
  v128.store(c + ldcBytes, acc1x0123, 0);
  v128.store(c + ldcBytes, acc1x4567, 16);
  v128.store(c + ldcBytes, acc1x89ab, 32);
  v128.store(c + ldcBytes, acc1xcdef, 48);
  v128.store(c + 2 * ldcBytes, acc2x0123, 0);
  v128.store(c + 2 * ldcBytes, acc2x4567, 16);
  v128.store(c + 2 * ldcBytes, acc2x89ab, 32);
  v128.store(c + 2 * ldcBytes, acc2xcdef, 48);
  v128.store(c + 3 * ldcBytes, acc3x0123, 0);
  v128.store(c + 3 * ldcBytes, acc3x4567, 16);
  v128.store(c + 3 * ldcBytes, acc3x89ab, 32);
  v128.store(c + 3 * ldcBytes, acc3xcdef, 48);
}
