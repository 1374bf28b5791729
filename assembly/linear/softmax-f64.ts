/**
 * The class-wise part of multinomial logistic regression on a block of rows, in f64.
 *
 * Shapes: Z, P, R are rows × panels of four classes (see panels.ts); classes past `classes` are padding and stay 0 in P and R.
 * One class means two: a single logistic output for the second of them.
 */
import { exp_f64 } from "../math/exp-f64";
import { log_f64 } from "../math/log-f64";
import { ROW_BYTES } from "./panels";

// @ts-ignore: decorator
@inline
function at(base: usize, height: i32, row: i32, column: i32): usize {
  return base + (<usize>(column >> 2) * <usize>height + <usize>row) * ROW_BYTES + ((<usize>(column & 3)) << 3);
}

/**
 * P = softmax(Z), R = weight · (P − onehot(code)) for each row; returns Σ weight · log loss in row order.
 * `height` is the rows of a panel; R of the rows past `rows` becomes 0. Weights are f64, codes i32.
 */
export function softmax_residual(z: usize, rows: i32, height: i32, classes: i32, panels: i32, codes: usize, weights: usize, p: usize, r: usize): f64 {
  memory.fill(r, 0, <usize>(panels * height) * ROW_BYTES);
  memory.fill(p, 0, <usize>(panels * height) * ROW_BYTES);
  let loss: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const code = load<i32>(codes + ((<usize>row) << 2));
    const weight = load<f64>(weights + ((<usize>row) << 3));
    loss += weight * (classes == 1 ? logistic_row(z, height, row, code, weight, p, r) : softmax_row(z, height, row, classes, code, weight, p, r));
  }
  return loss;
}

function softmax_row(z: usize, height: i32, row: i32, classes: i32, code: i32, weight: f64, p: usize, r: usize): f64 {
  let top = load<f64>(at(z, height, row, 0));
  for (let c = 1; c < classes; c++) top = max(top, load<f64>(at(z, height, row, c)));
  let sum: f64 = 0;
  for (let c = 0; c < classes; c++) {
    const e = exp_f64(load<f64>(at(z, height, row, c)) - top);
    store<f64>(at(p, height, row, c), e);
    sum += e;
  }
  for (let c = 0; c < classes; c++) {
    const probability = load<f64>(at(p, height, row, c)) / sum;
    store<f64>(at(p, height, row, c), probability);
    store<f64>(at(r, height, row, c), weight * (probability - (c == code ? 1 : 0)));
  }
  return log_f64(sum) + (top - load<f64>(at(z, height, row, code)));
}

function logistic_row(z: usize, height: i32, row: i32, code: i32, weight: f64, p: usize, r: usize): f64 {
  const score = load<f64>(at(z, height, row, 0));
  const e = exp_f64(-abs(score));
  const probability = (score >= 0 ? 1 : e) / (1 + e);
  store<f64>(at(p, height, row, 0), probability);
  store<f64>(at(r, height, row, 0), weight * (probability - <f64>code));
  return log_f64(1 + e) + (max(score, 0) - <f64>code * score);
}

/** R = weight · P ∘ (U − Σ P ∘ U), the Hessian's middle factor applied to U; with one class weight · P (1 − P) U. */
export function softmax_curvature(u: usize, rows: i32, height: i32, classes: i32, panels: i32, weights: usize, p: usize, r: usize): void {
  memory.fill(r, 0, <usize>(panels * height) * ROW_BYTES);
  for (let row = 0; row < rows; row++) {
    const weight = load<f64>(weights + ((<usize>row) << 3));
    let mean: f64 = 0;
    for (let c = 0; c < classes; c++) mean += load<f64>(at(p, height, row, c)) * load<f64>(at(u, height, row, c));
    for (let c = 0; c < classes; c++) {
      store<f64>(at(r, height, row, c), weight * load<f64>(at(p, height, row, c)) * (load<f64>(at(u, height, row, c)) - mean));
    }
  }
}

/** R = weight · P (1 − P): the Hessian's middle diagonal. */
export function softmax_diagonal(rows: i32, height: i32, classes: i32, panels: i32, weights: usize, p: usize, r: usize): void {
  memory.fill(r, 0, <usize>(panels * height) * ROW_BYTES);
  for (let row = 0; row < rows; row++) {
    const weight = load<f64>(weights + ((<usize>row) << 3));
    for (let c = 0; c < classes; c++) {
      const probability = load<f64>(at(p, height, row, c));
      store<f64>(at(r, height, row, c), weight * probability * (1 - probability));
    }
  }
}
