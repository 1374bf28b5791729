/**
 * e^x on four f64 at `at`, in place.
 *
 * x = n·ln 2 + r with |r| ≤ ½ ln 2 (ln 2 in two parts, so that r is good to the last bit), then the Taylor series of e^r to the 13th
 * power (remainder below 2⁻⁵⁷) and a multiplication by 2ⁿ through the exponent bits.
 * Range: 0 for x < −708 (results below the normal numbers are flushed); arguments above 709 count as 709. e⁰ is exactly 1.
 * Error: within 2 ulp.
 * Cost: about 50 operations on each of two registers; constants are loaded once for both.
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
export function exp_4_in_place(at: usize): void {
  let c = f64x2.splat(-708);
  const x01 = v128.load(at);
  const x23 = v128.load(at, 16);
  const lost01 = f64x2.lt(x01, c);
  const lost23 = f64x2.lt(x23, c);
  let y01 = f64x2.pmax(x01, c);
  let y23 = f64x2.pmax(x23, c);
  c = f64x2.splat(709);
  y01 = f64x2.pmin(y01, c);
  y23 = f64x2.pmin(y23, c);
  c = f64x2.splat(LOG2E);
  let shifted01 = f64x2.mul(y01, c);
  let shifted23 = f64x2.mul(y23, c);
  c = f64x2.splat(ROUND);
  shifted01 = f64x2.add(shifted01, c);
  shifted23 = f64x2.add(shifted23, c);
  const n01 = f64x2.sub(shifted01, c);
  const n23 = f64x2.sub(shifted23, c);
  c = f64x2.splat(LN2_HI);
  y01 = f64x2.sub(y01, f64x2.mul(n01, c));
  y23 = f64x2.sub(y23, f64x2.mul(n23, c));
  c = f64x2.splat(LN2_LO);
  y01 = f64x2.sub(y01, f64x2.mul(n01, c));
  y23 = f64x2.sub(y23, f64x2.mul(n23, c));
  c = f64x2.splat(1.0 / 6227020800.0);
  let p01 = f64x2.mul(c, y01);
  let p23 = f64x2.mul(c, y23);
  c = f64x2.splat(1.0 / 479001600.0);
  p01 = f64x2.mul(f64x2.add(p01, c), y01);
  p23 = f64x2.mul(f64x2.add(p23, c), y23);
  c = f64x2.splat(1.0 / 39916800.0);
  p01 = f64x2.mul(f64x2.add(p01, c), y01);
  p23 = f64x2.mul(f64x2.add(p23, c), y23);
  c = f64x2.splat(1.0 / 3628800.0);
  p01 = f64x2.mul(f64x2.add(p01, c), y01);
  p23 = f64x2.mul(f64x2.add(p23, c), y23);
  c = f64x2.splat(1.0 / 362880.0);
  p01 = f64x2.mul(f64x2.add(p01, c), y01);
  p23 = f64x2.mul(f64x2.add(p23, c), y23);
  c = f64x2.splat(1.0 / 40320.0);
  p01 = f64x2.mul(f64x2.add(p01, c), y01);
  p23 = f64x2.mul(f64x2.add(p23, c), y23);
  c = f64x2.splat(1.0 / 5040.0);
  p01 = f64x2.mul(f64x2.add(p01, c), y01);
  p23 = f64x2.mul(f64x2.add(p23, c), y23);
  c = f64x2.splat(1.0 / 720.0);
  p01 = f64x2.mul(f64x2.add(p01, c), y01);
  p23 = f64x2.mul(f64x2.add(p23, c), y23);
  c = f64x2.splat(1.0 / 120.0);
  p01 = f64x2.mul(f64x2.add(p01, c), y01);
  p23 = f64x2.mul(f64x2.add(p23, c), y23);
  c = f64x2.splat(1.0 / 24.0);
  p01 = f64x2.mul(f64x2.add(p01, c), y01);
  p23 = f64x2.mul(f64x2.add(p23, c), y23);
  c = f64x2.splat(1.0 / 6.0);
  p01 = f64x2.mul(f64x2.add(p01, c), y01);
  p23 = f64x2.mul(f64x2.add(p23, c), y23);
  c = f64x2.splat(0.5);
  p01 = f64x2.mul(f64x2.add(p01, c), y01);
  p23 = f64x2.mul(f64x2.add(p23, c), y23);
  c = f64x2.splat(1);
  p01 = f64x2.mul(f64x2.add(p01, c), y01);
  p23 = f64x2.mul(f64x2.add(p23, c), y23);
  p01 = f64x2.add(p01, c);
  p23 = f64x2.add(p23, c);
  c = i64x2.splat(1023);
  shifted01 = i64x2.shl(i64x2.add(shifted01, c), 52);
  shifted23 = i64x2.shl(i64x2.add(shifted23, c), 52);
  p01 = v128.andnot(f64x2.mul(p01, shifted01), lost01);
  p23 = v128.andnot(f64x2.mul(p23, shifted23), lost23);
  v128.store(at, p01);
  v128.store(at, p23, 16);
}
