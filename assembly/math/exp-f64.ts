/**
 * e^x in f64.
 *
 * Method: x = k·ln2 + r with |r| ≤ ½ ln2 (ln2 in two parts); with c = r − r²·P(r²), e^r = 1 + r + r·c / (2 − c); the result is scaled by 2^k in
 *   two halves, so that subnormal results come out right.
 * Error: ≤ 1 ulp where the result is normal, ≤ 1 unit of the last place below.
 * Edges: +inf above 709.7827, 0 below −745.1332, exp(±0) = 1, NaN stays NaN.
 * Reference: coefficients and split of ln2 from fdlibm's e_exp.c (Sun Microsystems, 1993).
 */
const LOG2E: f64 = 1.44269504088896338700;
/** The first 33 bits of ln2: k·LN2_HI is exact for |k| ≤ 2¹¹. */
const LN2_HI: f64 = 6.93147180369123816490e-01;
const LN2_LO: f64 = 1.90821492927058770002e-10;
const P1: f64 = 1.66666666666666019037e-01;
const P2: f64 = -2.77777777770155933842e-03;
const P3: f64 = 6.61375632143793436117e-05;
const P4: f64 = -1.65339022054652515390e-06;
const P5: f64 = 4.13813679705723846039e-08;

export function exp_f64(x: f64): f64 {
  if (x != x) return x;
  if (x > 709.782712893383973096) return f64.POSITIVE_INFINITY;
  if (x < -745.13321910194110842) return 0;
  const k = nearest<f64>(x * LOG2E);
  const hi = x - k * LN2_HI;
  const lo = k * LN2_LO;
  const r = hi - lo;
  const square = r * r;
  const c = r - square * (P1 + square * (P2 + square * (P3 + square * (P4 + square * P5))));
  const y = 1.0 + ((r * c) / (2.0 - c) - lo + hi);
  const half = <i32>k >> 1;
  return y * power_of_two(half) * power_of_two(<i32>k - half);
}

/** 2^n for integers −1022 ≤ n ≤ 1023. */
// @ts-ignore: decorator
@inline
function power_of_two(n: i32): f64 {
  return reinterpret<f64>((<i64>n + 1023) << 52);
}
