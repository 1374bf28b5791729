/**
 * exp of four floats.
 *
 * Method: x = n·ln2 + r with n the nearest integer, |r| ≤ ln2/2; e^r = 1 + r + r²·P(r); the result is scaled by 2^n in two halves, so that
 *   subnormal results come out right.
 * Error: ≤ 1 ulp where the result is normal, ≤ 1 unit of the last place below.
 * Edges: +inf above 88.7229, 0 below −103.973, exp(−inf) = 0, NaN stays NaN.
 * Reference: coefficients and split of ln2 from Cephes' expf (Moshier).
 */
const LOG2E: f32 = 1.44269504088896341;
/** ln2 = LN2_HI + LN2_LO; LN2_HI has 9 bits, so n·LN2_HI is exact. */
const LN2_HI: f32 = 0.693359375;
const LN2_LO: f32 = -2.12194440e-4;
/** Adding 1.5·2²³ leaves the nearest integer in the low bits of the sum. */
const ROUNDER: f32 = 12582912.0;
const ROUNDER_BITS: i32 = 0x4b400000;

// @ts-ignore: decorator
@inline
export function exp_f32x4(x: v128): v128 {
  const clamped = f32x4.max(f32x4.min(x, f32x4.splat(89.0)), f32x4.splat(-104.0));
  const shifted = f32x4.add(f32x4.mul(clamped, f32x4.splat(LOG2E)), f32x4.splat(ROUNDER));
  const n = f32x4.sub(shifted, f32x4.splat(ROUNDER));
  const r = f32x4.sub(f32x4.sub(clamped, f32x4.mul(n, f32x4.splat(LN2_HI))), f32x4.mul(n, f32x4.splat(LN2_LO)));
  let p = f32x4.add(f32x4.mul(f32x4.splat(1.9875691500e-4), r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1.0));
  const exponent = i32x4.sub(shifted, i32x4.splat(ROUNDER_BITS));
  const half = i32x4.shr_s(exponent, 1);
  return f32x4.mul(f32x4.mul(y, power_of_two(half)), power_of_two(i32x4.sub(exponent, half)));
}

/** 2^n for integers −126 ≤ n ≤ 127. */
// @ts-ignore: decorator
@inline
function power_of_two(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}
