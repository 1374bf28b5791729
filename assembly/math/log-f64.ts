/**
 * Natural logarithm in f64.
 *
 * Method: x = m·2^k with √½ ≤ m < √2; with s = f / (2 + f), f = m − 1, log(1 + f) = f − ½f² + s·(½f² + R(s²)); k·ln2 is added in two parts.
 * Error: ≤ 1 ulp for every positive number, subnormal ones included.
 * Edges: log(±0) = −inf, log(x < 0) = NaN, log(+inf) = +inf, NaN stays NaN.
 * Reference: coefficients and split of ln2 from fdlibm's e_log.c (Sun Microsystems, 1993).
 */
const LN2_HI: f64 = 6.93147180369123816490e-01;
const LN2_LO: f64 = 1.90821492927058770002e-10;
const L1: f64 = 6.666666666666735130e-01;
const L2: f64 = 3.999999999940941908e-01;
const L3: f64 = 2.857142874366239149e-01;
const L4: f64 = 2.222219843214978396e-01;
const L5: f64 = 1.818357216161805012e-01;
const L6: f64 = 1.531383769920937332e-01;
const L7: f64 = 1.479819860511658591e-01;
const SMALLEST_NORMAL: f64 = 2.2250738585072014e-308;
const TWO_54: f64 = 18014398509481984.0;
/** The bits of √½, low half cleared. */
const SQRT_HALF_BITS: i64 = 0x3fe6a09e00000000;

export function log_f64(x: f64): f64 {
  if (!(x > 0)) return x == 0 ? f64.NEGATIVE_INFINITY : f64.NaN;
  if (x == f64.POSITIVE_INFINITY) return x;
  const tiny = x < SMALLEST_NORMAL;
  const bits = reinterpret<i64>(tiny ? x * TWO_54 : x);
  const k = (bits - SQRT_HALF_BITS) >> 52;
  const f = reinterpret<f64>(bits - (k << 52)) - 1.0;
  const exponent = <f64>(tiny ? k - 54 : k);
  const half = 0.5 * f * f;
  const s = f / (2.0 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (L2 + w * (L4 + w * L6));
  const odd = z * (L1 + w * (L3 + w * (L5 + w * L7)));
  return s * (half + (odd + even)) + exponent * LN2_LO - half + f + exponent * LN2_HI;
}
