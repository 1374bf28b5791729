/**
 * Base-2 logarithm of a positive, normal f64.
 *
 * x = 2^e · m with m in [√½, √2); ln m = 2 (f + f³/3 + f⁵/5 + …), f = (m − 1)/(m + 1), |f| ≤ 0.1716.
 * Exact for powers of two. Error: below 2 ulp of the result where |log2 x| ≥ 1, below 3 · 2⁻⁵³ absolute elsewhere; the first
 * omitted term is 2 f²⁵/25 < 6e-21.
 */
const SQRT_2: f64 = 1.4142135623730951;
const LOG2_E: f64 = 1.4426950408889634;

export function tree_log2(x: f64): f64 {
  const bits = reinterpret<i64>(x);
  let e = <i32>(bits >> 52) - 1023;
  let m = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  if (m >= SQRT_2) {
    m *= 0.5;
    e += 1;
  }
  const f = (m - 1) / (m + 1);
  const g = f * f;
  let series: f64 = 1.0 / 23;
  series = series * g + 1.0 / 21;
  series = series * g + 1.0 / 19;
  series = series * g + 1.0 / 17;
  series = series * g + 1.0 / 15;
  series = series * g + 1.0 / 13;
  series = series * g + 1.0 / 11;
  series = series * g + 1.0 / 9;
  series = series * g + 1.0 / 7;
  series = series * g + 1.0 / 5;
  series = series * g + 1.0 / 3;
  return <f64>e + (f + f * g * series) * (2 * LOG2_E);
}

/** terms[c] = w·c·log2(w·c) for c = 0 … count, with 0 at c = 0. Requires w > 0. */
export function tree_entropy_terms(terms: usize, count: i32, w: f64): void {
  store<f64>(terms, 0);
  for (let c = 1; c <= count; c++) {
    const x = w * <f64>c;
    store<f64>(terms + ((<usize>c) << 3), x * tree_log2(x));
  }
}
