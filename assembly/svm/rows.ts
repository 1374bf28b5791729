/** Rows of kernel values: picking columns, and adding rows up. */

/**
 * dst[t] = src[ids[t]]; in place where ids rise, that is where ids[t] ≥ t.
 * Shapes: ids are n i32, n a multiple of 4; dst n f32.
 */
export function svm_gather(n: i32, src: usize, ids: usize, dst: usize): void {
  assert((n & 3) == 0);
  for (; n > 0; n -= 4) {
    const a = load<f32>(src + ((<usize>load<u32>(ids)) << 2));
    const b = load<f32>(src + ((<usize>load<u32>(ids, 4)) << 2));
    const c = load<f32>(src + ((<usize>load<u32>(ids, 8)) << 2));
    const d = load<f32>(src + ((<usize>load<u32>(ids, 12)) << 2));
    store<f32>(dst, a);
    store<f32>(dst, b, 4);
    store<f32>(dst, c, 8);
    store<f32>(dst, d, 12);
    ids += 16;
    dst += 16;
  }
}

/**
 * v −= beta · row, in f64.
 * Shapes: v is n f64, row n f32; n a multiple of 4.
 */
export function svm_subtract_row(n: i32, v: usize, row: usize, beta: f64): void {
  assert((n & 3) == 0);
  const b = f64x2.splat(beta);
  for (const end = v + ((<usize>n) << 3); v < end; v += 32) {
    const k = v128.load(row);
    v128.store(v, f64x2.sub(v128.load(v), f64x2.mul(b, f64x2.promote_low_f32x4(k))));
    const upper = f64x2.promote_low_f32x4(v128.shuffle<f32>(k, k, 2, 3, 2, 3));
    v128.store(v, f64x2.sub(v128.load(v, 16), f64x2.mul(b, upper)), 16);
    row += 16;
  }
}
