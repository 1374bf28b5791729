/**
 * Turns a block of dot products into kernel values, in place.
 *
 *   kind 0 linear:  d
 *   kind 1 poly:    (γ·d + coef0)^degree, by repeated multiplication
 *   kind 2 rbf:     exp(−γ · max(0, ‖a‖² + ‖b‖² − 2·d))
 *   kind 3 sigmoid: tanh(γ·d + coef0), as 1 − 2 / (1 + exp(2t))
 *
 * Shapes: D is panels × rows × 16 f64; `na` are the squared norms of its rows, `nb` of its 16·panels columns (both read by rbf only).
 * Error: rbf within 3 ulp of f64 and the cancellation of the distance; sigmoid within 2⁻⁵¹, absolute.
 */
import { exp_f64x2 } from "../math/exp-f64x2";

const KIND_POLY: i32 = 1;
const KIND_RBF: i32 = 2;
const KIND_SIGMOID: i32 = 3;

export function svm_kernel(
  kind: i32, panels: i32, rows: i32, d: usize, na: usize, nb: usize, gamma: f64, coef0: f64, degree: i32,
): void {
  for (; panels > 0; panels--) {
    if (kind == KIND_POLY) poly(rows, d, gamma, coef0, degree);
    else if (kind == KIND_RBF) rbf(rows, d, na, nb, gamma);
    else if (kind == KIND_SIGMOID) sigmoid(rows, d, gamma, coef0);
    d += (<usize>rows) << 7;
    nb += 128;
  }
}

function poly(rows: i32, d: usize, gamma: f64, coef0: f64, degree: i32): void {
  const end = d + ((<usize>rows) << 7);
  for (; d < end; d += 16) {
    let base = f64x2.add(f64x2.mul(v128.load(d), f64x2.splat(gamma)), f64x2.splat(coef0));
    let power = f64x2.splat(1);
    for (let rest = degree; rest > 0; rest >>= 1) {
      if (rest & 1) power = f64x2.mul(power, base);
      base = f64x2.mul(base, base);
    }
    v128.store(d, power);
  }
}

function rbf(rows: i32, d: usize, na: usize, nb: usize, gamma: f64): void {
  const negative = f64x2.splat(-gamma);
  const zero = f64x2.splat(0);
  for (; rows > 0; rows--) {
    const a = v128.load64_splat(na);
    for (let c: usize = 0; c < 128; c += 32) {
      const dot01 = v128.load(d + c);
      const dot23 = v128.load(d + c, 16);
      const squared01 = f64x2.sub(f64x2.add(a, v128.load(nb + c)), f64x2.add(dot01, dot01));
      const squared23 = f64x2.sub(f64x2.add(a, v128.load(nb + c, 16)), f64x2.add(dot23, dot23));
      v128.store(d + c, f64x2.mul(negative, f64x2.pmax(zero, squared01)));
      v128.store(d + c, f64x2.mul(negative, f64x2.pmax(zero, squared23)), 16);
    }
    for (let c: usize = 0; c < 128; c += 32) exp_pair(d + c);
    na += 8;
    d += 128;
  }
}

function sigmoid(rows: i32, d: usize, gamma: f64, coef0: f64): void {
  const end = d + ((<usize>rows) << 7);
  const one = f64x2.splat(1);
  const two = f64x2.splat(2);
  for (; d < end; d += 32) {
    double_argument(d, gamma, coef0);
    double_argument(d + 16, gamma, coef0);
    exp_pair(d);
    v128.store(d, f64x2.sub(one, f64x2.div(two, f64x2.add(one, v128.load(d)))));
    v128.store(d, f64x2.sub(one, f64x2.div(two, f64x2.add(one, v128.load(d, 16)))), 16);
  }
}

/** 2·(γ·d + coef0) */
// @ts-ignore: decorator
@inline
function double_argument(d: usize, gamma: f64, coef0: f64): void {
  const t = f64x2.add(f64x2.mul(v128.load(d), f64x2.splat(gamma)), f64x2.splat(coef0));
  v128.store(d, f64x2.add(t, t));
}

/** e^x of four neighbours, as two equal operations that 256-bit registers can do at once. */
// @ts-ignore: decorator
@inline
function exp_pair(at: usize): void {
  const e01 = exp_f64x2(v128.load(at));
  const e23 = exp_f64x2(v128.load(at, 16));
  v128.store(at, e01);
  v128.store(at, e23, 16);
}
