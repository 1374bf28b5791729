/**
 * e^x on two f64.
 *
 * x = n·ln 2 + r with |r| ≤ ½ ln 2 (ln 2 in two parts, so that r is good to the last bit), then the Taylor series of e^r to the 13th
 * power (remainder below 2⁻⁵⁷) and a multiplication by 2ⁿ through the exponent bits.
 * Range: 0 for x < −708 (results below the normal numbers are flushed); arguments above 709 count as 709. e⁰ is exactly 1.
 * Error: within 2 ulp.
 * Reference: Muller, Elementary Functions, 3rd ed. 2016, chapter 11 (additive range reduction).
 */
const LOG2E: f64 = 1.4426950408889634;
/** The first 33 bits of ln 2: n · LN2_HI is exact for |n| ≤ 2¹¹. */
const LN2_HI: f64 = 0.6931471804855391;
const LN2_LO: f64 = 7.440617110012397e-11;
/** 1.5 · 2⁵²: adding it leaves round(x) in the low bits. */
const ROUND: f64 = 6755399441055744;

// @ts-ignore: decorator
@inline
export function exp_f64x2(x: v128): v128 {
  const clamped = f64x2.pmin(f64x2.pmax(x, f64x2.splat(-708)), f64x2.splat(709));
  const shifted = f64x2.add(f64x2.mul(clamped, f64x2.splat(LOG2E)), f64x2.splat(ROUND));
  const n = f64x2.sub(shifted, f64x2.splat(ROUND));
  const r = f64x2.sub(f64x2.sub(clamped, f64x2.mul(n, f64x2.splat(LN2_HI))), f64x2.mul(n, f64x2.splat(LN2_LO)));
  let p = f64x2.splat(1.0 / 6227020800.0);
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 479001600.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 39916800.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 3628800.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 362880.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 40320.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 5040.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 720.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 120.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 24.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 6.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.5));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1));
  const power = i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52);
  return v128.andnot(f64x2.mul(p, power), f64x2.lt(x, f64x2.splat(-708)));
}
