/** Small inline helpers on v128 values. */

/** Sum of the four lanes, in the fixed order (0 + 1) + (2 + 3). */
// @ts-ignore: decorator
@inline
export function hsum_f32x4(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** Sum of the four integer lanes. */
// @ts-ignore: decorator
@inline
export function hsum_i32x4(v: v128): i32 {
  return i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + (i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3));
}

/** Stores the transpose of a 4 × 4 block of 32-bit lanes, whose rows are r0 to r3; the rows of the transpose stand `stepBytes` apart. */
// @ts-ignore: decorator
@inline
export function store_turned(r0: v128, r1: v128, r2: v128, r3: v128, dst: usize, stepBytes: usize): void {
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(dst, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(dst + stepBytes, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
  v128.store(dst + 2 * stepBytes, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
  v128.store(dst + 3 * stepBytes, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
}
