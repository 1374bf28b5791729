/**
 * The two scans of a step of sequential minimal optimisation, over n variables β with targets y and residuals v = y − Kβ.
 *
 * A variable may grow where up[t] = 0 and may shrink where low[t] = 0; elsewhere up is −∞, low is +∞. Adding them to v takes a
 * variable out of a maximum or minimum without a branch.
 * Shapes: v is n f64; rows of K, the diagonal, up and low are n f32.
 * Requires: n is a multiple of 4; padding has up = −∞, low = +∞ and finite rows.
 * Ties go to the lower index.
 * Reference: Fan, Chen & Lin, Working set selection using second order information, JMLR 6 (2005), WSS 2.
 */

/** Smallest curvature that counts, libsvm's TAU. */
const TAU: f64 = 1e-12;

/**
 * v −= delta · (ki − kj), then the variable that may grow with the largest v.
 * Writes that v (−∞ if none may grow) to out[0]; returns the index, −1 if none may grow.
 * Cost: one pass of 24 bytes per variable.
 */
export function svm_update_and_select_up(n: i32, v: usize, ki: usize, kj: usize, delta: f64, up: usize, out: usize): i32 {
  const d = f64x2.splat(delta);
  const four = f64x2.splat(4);
  let best01 = f64x2.splat(-Infinity);
  let best23 = f64x2.splat(-Infinity);
  let at01 = f64x2.splat(-1);
  let at23 = f64x2.splat(-1);
  let now01 = f64x2(0, 1);
  let now23 = f64x2(2, 3);
  for (let end = v + ((<usize>n) << 3); v < end; v += 32) {
    const a = v128.load(ki);
    const b = v128.load(kj);
    const u = v128.load(up);
    const step01 = f64x2.sub(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b));
    const step23 = f64x2.sub(high(a), high(b));
    const v01 = f64x2.sub(v128.load(v), f64x2.mul(d, step01));
    const v23 = f64x2.sub(v128.load(v, 16), f64x2.mul(d, step23));
    v128.store(v, v01);
    v128.store(v, v23, 16);
    const s01 = f64x2.add(v01, f64x2.promote_low_f32x4(u));
    const s23 = f64x2.add(v23, high(u));
    at01 = v128.bitselect(now01, at01, f64x2.gt(s01, best01));
    at23 = v128.bitselect(now23, at23, f64x2.gt(s23, best23));
    best01 = f64x2.pmax(best01, s01);
    best23 = f64x2.pmax(best23, s23);
    now01 = f64x2.add(now01, four);
    now23 = f64x2.add(now23, four);
    ki += 16;
    kj += 16;
    up += 16;
  }
  return largest(best01, at01, best23, at23, out);
}

/**
 * The partner of variable i: among those that may shrink with v[t] < vi, the one with the largest gain (vi − v[t])² / a,
 * a = max(kii + diagonal[t] − 2·ki[t], TAU).
 * Writes the gain to out[0] and the smallest v that may shrink to out[1]; returns the index, −1 if there is none.
 * Cost: one pass of 20 bytes and a division per variable.
 */
export function svm_select_low(n: i32, v: usize, ki: usize, diagonal: usize, low: usize, vi: f64, kii: f64, out: usize): i32 {
  const four = f64x2.splat(4);
  const top = f64x2.splat(vi);
  let best01 = f64x2.splat(0);
  let best23 = f64x2.splat(0);
  let least01 = f64x2.splat(Infinity);
  let least23 = f64x2.splat(Infinity);
  let at01 = f64x2.splat(-1);
  let at23 = f64x2.splat(-1);
  let now01 = f64x2(0, 1);
  let now23 = f64x2(2, 3);
  for (let end = v + ((<usize>n) << 3); v < end; v += 32) {
    const k = v128.load(ki);
    const q = v128.load(diagonal);
    const l = v128.load(low);
    const s01 = f64x2.add(v128.load(v), f64x2.promote_low_f32x4(l));
    const s23 = f64x2.add(v128.load(v, 16), high(l));
    least01 = f64x2.pmin(least01, s01);
    least23 = f64x2.pmin(least23, s23);
    const gain01 = gain(f64x2.sub(top, s01), f64x2.promote_low_f32x4(q), f64x2.promote_low_f32x4(k), kii);
    const gain23 = gain(f64x2.sub(top, s23), high(q), high(k), kii);
    at01 = v128.bitselect(now01, at01, f64x2.gt(gain01, best01));
    at23 = v128.bitselect(now23, at23, f64x2.gt(gain23, best23));
    best01 = f64x2.pmax(best01, gain01);
    best23 = f64x2.pmax(best23, gain23);
    now01 = f64x2.add(now01, four);
    now23 = f64x2.add(now23, four);
    ki += 16;
    diagonal += 16;
    low += 16;
  }
  const least = f64x2.pmin(least01, least23);
  store<f64>(out, min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1)), 8);
  return largest(best01, at01, best23, at23, out);
}

/** max(0, b)² / max(kii + q − 2·k, TAU). */
// @ts-ignore: decorator
@inline
function gain(b: v128, q: v128, k: v128, kii: f64): v128 {
  const a = f64x2.sub(f64x2.add(f64x2.splat(kii), q), f64x2.add(k, k));
  const positive = f64x2.pmax(f64x2.splat(0), b);
  return f64x2.div(f64x2.mul(positive, positive), f64x2.pmax(f64x2.splat(TAU), a));
}

/** The upper two floats as f64. */
// @ts-ignore: decorator
@inline
function high(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
}

/** The best of four lanes and its index. */
function largest(best01: v128, at01: v128, best23: v128, at23: v128, out: usize): i32 {
  let best = f64x2.extract_lane(best01, 0);
  let at = f64x2.extract_lane(at01, 0);
  for (let lane = 1; lane < 4; lane++) {
    const value = lane == 1 ? f64x2.extract_lane(best01, 1) : lane == 2 ? f64x2.extract_lane(best23, 0) : f64x2.extract_lane(best23, 1);
    const index = lane == 1 ? f64x2.extract_lane(at01, 1) : lane == 2 ? f64x2.extract_lane(at23, 0) : f64x2.extract_lane(at23, 1);
    // A lane that found nothing has index −1 and never replaces one that did.
    if (index >= 0 && (at < 0 || value > best || (value == best && index < at))) {
      best = value;
      at = index;
    }
  }
  store<f64>(out, best);
  return <i32>at;
}
