/**
 * C[4×16] = Ap · Bp for one pair of packed panels.
 *
 * Shapes: Ap is k steps of 4 floats (one column of the A panel each), Bp is k steps of 16 floats (one row of the B panel each),
 *   C is 4 rows of 16 floats, `ldcBytes` apart; it is never read.
 * Order: each element is the sum over k in rising order, product and sum rounded apart, as in every other tile.
 * Requires: k ≥ 0. Edges, and sums with what C held, are the caller's: panels are padded with zeros and C may be a scratch tile. A branch
 *   after the loop, or a loop unrolled by hand, would make V8 spill inside it.
 */
export function ukernel_4x16(k: i32, ap: usize, bp: usize, c: usize, ldcBytes: usize): void {
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
  for (; k > 0; k--) {
    const b0123 = v128.load(bp, 0);
    const b4567 = v128.load(bp, 16);
    const b89ab = v128.load(bp, 32);
    const bcdef = v128.load(bp, 48);
    const a0 = v128.load32_splat(ap, 0);
    acc0x0123 = f32x4.add(acc0x0123, f32x4.mul(a0, b0123));
    acc0x4567 = f32x4.add(acc0x4567, f32x4.mul(a0, b4567));
    acc0x89ab = f32x4.add(acc0x89ab, f32x4.mul(a0, b89ab));
    acc0xcdef = f32x4.add(acc0xcdef, f32x4.mul(a0, bcdef));
    const a1 = v128.load32_splat(ap, 4);
    acc1x0123 = f32x4.add(acc1x0123, f32x4.mul(a1, b0123));
    acc1x4567 = f32x4.add(acc1x4567, f32x4.mul(a1, b4567));
    acc1x89ab = f32x4.add(acc1x89ab, f32x4.mul(a1, b89ab));
    acc1xcdef = f32x4.add(acc1xcdef, f32x4.mul(a1, bcdef));
    const a2 = v128.load32_splat(ap, 8);
    acc2x0123 = f32x4.add(acc2x0123, f32x4.mul(a2, b0123));
    acc2x4567 = f32x4.add(acc2x4567, f32x4.mul(a2, b4567));
    acc2x89ab = f32x4.add(acc2x89ab, f32x4.mul(a2, b89ab));
    acc2xcdef = f32x4.add(acc2xcdef, f32x4.mul(a2, bcdef));
    const a3 = v128.load32_splat(ap, 12);
    acc3x0123 = f32x4.add(acc3x0123, f32x4.mul(a3, b0123));
    acc3x4567 = f32x4.add(acc3x4567, f32x4.mul(a3, b4567));
    acc3x89ab = f32x4.add(acc3x89ab, f32x4.mul(a3, b89ab));
    acc3xcdef = f32x4.add(acc3xcdef, f32x4.mul(a3, bcdef));
    ap += 16;
    bp += 64;
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
