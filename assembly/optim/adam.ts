/**
 * Adam with L2 decay, as scikit-learn's AdamOptimizer, and decoupled weight decay, as AdamW:
 *
 *   g ← g + decay · w    m ← beta1 · m + (1 − beta1) · g    v ← beta2 · v + (1 − beta2) · g²    w ← keep · w − rate · m / (√v + epsilon)
 *
 * `rate` is the learning rate after bias correction, learningRateInit · √(1 − beta2^t) / (1 − beta1^t); rest1 and rest2 are 1 − beta1 and
 *   1 − beta2, rounded from f64 by the caller.
 * Shapes: w, g, m, v are n floats. g is not changed.
 * `keep` is 1 − learning rate · weight decay, 1 without decoupled decay.
 * Reference: Kingma & Ba, Adam, 2014; Loshchilov & Hutter, Decoupled weight decay regularization, 2019.
 */
export function adam_update(
  n: i32, w: usize, g: usize, m: usize, v: usize,
  rate: f32, decay: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, epsilon: f32, keep: f32,
): void {
  const r = f32x4.splat(rate);
  const l2 = f32x4.splat(decay);
  const b1 = f32x4.splat(beta1);
  const c1 = f32x4.splat(rest1);
  const b2 = f32x4.splat(beta2);
  const c2 = f32x4.splat(rest2);
  const eps = f32x4.splat(epsilon);
  const kept = f32x4.splat(keep);
  for (; n >= 4; n -= 4, w += 16, g += 16, m += 16, v += 16) {
    const w0 = v128.load(w);
    const gradient = f32x4.add(v128.load(g), f32x4.mul(l2, w0));
    const first = f32x4.add(f32x4.mul(b1, v128.load(m)), f32x4.mul(c1, gradient));
    const second = f32x4.add(f32x4.mul(b2, v128.load(v)), f32x4.mul(c2, f32x4.mul(gradient, gradient)));
    v128.store(m, first);
    v128.store(v, second);
    v128.store(w, f32x4.sub(f32x4.mul(kept, w0), f32x4.div(f32x4.mul(r, first), f32x4.add(f32x4.sqrt(second), eps))));
  }
  for (; n > 0; n--, w += 4, g += 4, m += 4, v += 4) {
    const w0 = load<f32>(w);
    const gradient = load<f32>(g) + decay * w0;
    const first = beta1 * load<f32>(m) + rest1 * gradient;
    const second = beta2 * load<f32>(v) + rest2 * (gradient * gradient);
    store<f32>(m, first);
    store<f32>(v, second);
    store<f32>(w, keep * w0 - (rate * first) / (sqrt(second) + epsilon));
  }
}
