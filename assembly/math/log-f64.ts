/**
 * ln x for one f64.
 *
 * x = 2ᵏ·m with √½ ≤ m < √2, f = m − 1, s = f / (2 + f); ln m = 2s + 2s³/3 + … = 2·artanh s, the series to s²³ (|s| ≤ 0.172, remainder
 * below 2⁻⁵⁹ of the sum).
 * Range: positive normal numbers and +∞; anything else is the caller's mistake.
 * Error: within 2 ulp.
 * Reference: Muller, Elementary Functions, 3rd ed. 2016, chapter 11.
 */
const SQRT2: f64 = 1.4142135623730951;
const LN2_HI: f64 = 0.6931471803691238;
const LN2_LO: f64 = 1.9082149292705877e-10;

export function log_f64(x: f64): f64 {
  if (x == Infinity) return x;
  const bits = reinterpret<i64>(x);
  let k = <i32>(bits >> 52) - 1023;
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m >= SQRT2) {
    m *= 0.5;
    k++;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  let series: f64 = 2.0 / 23.0;
  series = series * z + 2.0 / 21.0;
  series = series * z + 2.0 / 19.0;
  series = series * z + 2.0 / 17.0;
  series = series * z + 2.0 / 15.0;
  series = series * z + 2.0 / 13.0;
  series = series * z + 2.0 / 11.0;
  series = series * z + 2.0 / 9.0;
  series = series * z + 2.0 / 7.0;
  series = series * z + 2.0 / 5.0;
  series = series * z + 2.0 / 3.0;
  // 2s = f − s·f, which keeps the leading term exact.
  const tail = s * (z * series - f);
  return <f64>k * LN2_HI + (f + (tail + <f64>k * LN2_LO));
}
