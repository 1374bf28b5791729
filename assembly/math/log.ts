/**
 * Natural logarithm of four floats.
 *
 * Method: x = m·2^e with √½ ≤ m < √2; log x = log(1 + (m − 1)) + e·ln2, the first by a polynomial, the second in two parts.
 * Error: ≤ 1 ulp for every positive float, subnormal ones included.
 * Edges: log(±0) = −inf, log(x < 0) = NaN, log(+inf) = +inf, NaN stays NaN.
 * Reference: coefficients and split of ln2 from Cephes' logf (Moshier).
 */
const SQRT_HALF_BITS: i32 = 0x3f3504f3;
const SMALLEST_NORMAL: f32 = 1.17549435e-38;
const LN2_HI: f32 = 0.693359375;
const LN2_LO: f32 = -2.12194440e-4;

// @ts-ignore: decorator
@inline
export function log_f32x4(x: v128): v128 {
  const tiny = f32x4.lt(x, f32x4.splat(SMALLEST_NORMAL));
  const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608.0)), x, tiny);
  const e = i32x4.shr_s(i32x4.sub(scaled, i32x4.splat(SQRT_HALF_BITS)), 23);
  const m = i32x4.sub(scaled, i32x4.shl(e, 23));
  const exponent = f32x4.convert_i32x4_s(i32x4.sub(e, v128.and(tiny, i32x4.splat(23))));
  const r = f32x4.sub(m, f32x4.splat(1.0));
  const r2 = f32x4.mul(r, r);
  let p = f32x4.add(f32x4.mul(f32x4.splat(7.0376836292e-2), r), f32x4.splat(-1.1514610310e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.1676998740e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(-1.2420140846e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.4249322787e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(-1.6668057665e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(2.0000714765e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(-2.4999993993e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(3.3333331174e-1));
  let y = f32x4.mul(f32x4.mul(p, r), r2);
  y = f32x4.add(y, f32x4.mul(exponent, f32x4.splat(LN2_LO)));
  y = f32x4.sub(y, f32x4.mul(r2, f32x4.splat(0.5)));
  y = f32x4.add(f32x4.add(r, y), f32x4.mul(exponent, f32x4.splat(LN2_HI)));
  return log_edges(x, y);
}

/** `y` where x is positive and finite, else what the logarithm is there. */
// @ts-ignore: decorator
@inline
function log_edges(x: v128, y: v128): v128 {
  const zero = f32x4.splat(0);
  const infinity = f32x4.splat(f32.POSITIVE_INFINITY);
  let result = v128.bitselect(infinity, y, f32x4.eq(x, infinity));
  result = v128.bitselect(f32x4.splat(f32.NEGATIVE_INFINITY), result, f32x4.eq(x, zero));
  // Not (x ≥ 0) holds for negative numbers and for NaN.
  return v128.bitselect(result, f32x4.splat(f32.NaN), f32x4.ge(x, zero));
}
