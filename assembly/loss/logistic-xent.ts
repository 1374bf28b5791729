/**
 * Logistic function and cross-entropy of one logit a row against codes 0 and 1.
 *
 *   p = 1/(1 + e^{−z})   loss = −t · log p − (1 − t) · log(1 − p)   d = scale · (p − t)   t = (1 − smoothing) · code + smoothing / 2
 *
 * Shapes: z and d are n floats; codes is n i32; losses is n f64, to be summed by the caller in row order.
 * Returns how many rows have z > 0 exactly where the code is 1.
 * Aliasing: d may be z.
 * Error: the loss is max(s, 0) + log1p(e^{−|s|}) with s = code ? −z : z, so small losses keep their relative precision;
 *   smoothing adds −s · smoothing / 2 to it.
 */
import { exp_f32x4 } from "../math/exp";
import { log_f32x4 } from "../math/log";
import { logistic_f32x4 } from "../math/logistic";

export function logistic_xent(n: i32, z: usize, codes: usize, smoothing: f32, scale: f32, d: usize, losses: usize): i32 {
  const half: f32 = smoothing / 2;
  let hits = 0;
  for (let i = 0; i < n; i++, z += 4, d += 4, codes += 4, losses += 8) {
    const code = load<i32>(codes);
    assert(code == 0 || code == 1);
    const logit = load<f32>(z);
    const wrong: f32 = code ? -logit : logit;
    const spread = half > 0 ? -<f64>half * <f64>wrong : 0;
    store<f64>(losses, <f64>max<f32>(wrong, 0) + log1p_exp(-abs<f32>(wrong)) + spread);
    const p = f32x4.extract_lane(logistic_f32x4(f32x4.splat(logit)), 0);
    store<f32>(d, (p - (code ? <f32>1 - half : half)) * scale);
    hits += i32(i32(logit > 0) == code);
  }
  return hits;
}

/** log(1 + e^x) for x ≤ 0: the part of e^x that 1 + e^x rounds away is put back. */
function log1p_exp(x: f32): f64 {
  const u = f32x4.extract_lane(exp_f32x4(f32x4.splat(x)), 0);
  const w: f32 = <f32>1 + u;
  return <f64>f32x4.extract_lane(log_f32x4(f32x4.splat(w)), 0) + <f64>(u - (w - 1)) / <f64>w;
}
