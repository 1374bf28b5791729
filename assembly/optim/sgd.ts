/**
 * Stochastic gradient descent with L2 decay, as scikit-learn's SGDOptimizer, and decoupled weight decay:
 *
 *   g ← g + decay · w    v ← momentum · v − rate · g    w ← keep · w + (nesterov ? momentum · v − rate · g : v)
 *
 * `keep` is 1 − rate · weight decay, 1 without decoupled decay. Reference: Loshchilov & Hutter, Decoupled weight decay regularization, 2019.
 * Shapes: w, g, v are n floats. g is not changed.
 * sgd_update is the case momentum = 0, which needs no v and gives the same bits.
 */
export function sgd_update(n: i32, w: usize, g: usize, rate: f32, decay: f32, keep: f32): void {
  const r = f32x4.splat(rate);
  const l2 = f32x4.splat(decay);
  const kept = f32x4.splat(keep);
  for (; n >= 8; n -= 8, w += 32, g += 32) {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    v128.store(w, f32x4.sub(f32x4.mul(kept, w0), f32x4.mul(r, f32x4.add(v128.load(g), f32x4.mul(l2, w0)))));
    v128.store(w, f32x4.sub(f32x4.mul(kept, w1), f32x4.mul(r, f32x4.add(v128.load(g, 16), f32x4.mul(l2, w1)))), 16);
  }
  for (; n > 0; n--, w += 4, g += 4) store<f32>(w, keep * load<f32>(w) - rate * (load<f32>(g) + decay * load<f32>(w)));
}

export function sgd_momentum_update(n: i32, w: usize, g: usize, v: usize, rate: f32, decay: f32, momentum: f32, nesterov: i32, keep: f32): void {
  const r = f32x4.splat(rate);
  const l2 = f32x4.splat(decay);
  const kept = f32x4.splat(keep);
  const mu = f32x4.splat(momentum);
  for (; n >= 4; n -= 4, w += 16, g += 16, v += 16) {
    const w0 = v128.load(w);
    const step = f32x4.mul(r, f32x4.add(v128.load(g), f32x4.mul(l2, w0)));
    const velocity = f32x4.sub(f32x4.mul(mu, v128.load(v)), step);
    v128.store(v, velocity);
    v128.store(w, f32x4.add(f32x4.mul(kept, w0), nesterov ? f32x4.sub(f32x4.mul(mu, velocity), step) : velocity));
  }
  for (; n > 0; n--, w += 4, g += 4, v += 4) {
    const step = rate * (load<f32>(g) + decay * load<f32>(w));
    const velocity = momentum * load<f32>(v) - step;
    store<f32>(v, velocity);
    store<f32>(w, keep * load<f32>(w) + (nesterov ? momentum * velocity - step : velocity));
  }
}
