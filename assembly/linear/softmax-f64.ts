/**
 * The class-wise part of multinomial logistic regression on a block of rows, in f64.
 *
 * Shapes: Z and R are rows × panels of four classes (see panels.ts); classes past `classes` are padding and stay 0 in R.
 * One class means two: a single logistic output for the second of them.
 */
import { exp_f64 } from "../math/exp-f64";
import { exp_f64x2 } from "../math/exp-f64x2";
import { log_f64 } from "../math/log-f64";
import { ROW_BYTES } from "./panels";

// @ts-ignore: decorator
@inline
function at(base: usize, height: i32, row: i32, column: i32): usize {
  return base + (<usize>(column >> 2) * <usize>height + <usize>row) * ROW_BYTES + ((<usize>(column & 3)) << 3);
}

/**
 * R = weight · (softmax(Z) − onehot(code)) for each row; returns Σ weight · log loss in row order.
 * `height` is the rows of a panel; R of the rows past `rows` becomes 0. Weights are f64, codes i32.
 */
export function softmax_residual(z: usize, rows: i32, height: i32, classes: i32, panels: i32, codes: usize, weights: usize, r: usize): f64 {
  memory.fill(r, 0, <usize>(panels * height) * ROW_BYTES);
  let loss: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const code = load<i32>(codes + ((<usize>row) << 2));
    const weight = load<f64>(weights + ((<usize>row) << 3));
    loss += weight * (classes == 1 ? logistic_row(z, height, row, code, weight, r) : softmax_row(z, height, row, classes, code, weight, r));
  }
  return loss;
}

function softmax_row(z: usize, height: i32, row: i32, classes: i32, code: i32, weight: f64, r: usize): f64 {
  let top = load<f64>(at(z, height, row, 0));
  for (let c = 1; c < classes; c++) top = max(top, load<f64>(at(z, height, row, c)));
  let sum: f64 = 0;
  for (let c = 0; c < classes; c += 2) {
    const e = exp_f64x2(f64x2.sub(v128.load(at(z, height, row, c)), f64x2.splat(top)));
    v128.store(at(r, height, row, c), e);
    sum += f64x2.extract_lane(e, 0);
    if (c + 1 < classes) sum += f64x2.extract_lane(e, 1);
  }
  if (classes & 1) store<f64>(at(r, height, row, classes), 0);
  for (let c = 0; c < classes; c++) {
    const probability = load<f64>(at(r, height, row, c)) / sum;
    store<f64>(at(r, height, row, c), weight * (probability - (c == code ? 1 : 0)));
  }
  return log_f64(sum) + (top - load<f64>(at(z, height, row, code)));
}

function logistic_row(z: usize, height: i32, row: i32, code: i32, weight: f64, r: usize): f64 {
  const score = load<f64>(at(z, height, row, 0));
  const e = exp_f64(-abs(score));
  const probability = (score >= 0 ? 1 : e) / (1 + e);
  store<f64>(at(r, height, row, 0), weight * (probability - <f64>code));
  return log_f64(1 + e) + (max(score, 0) - <f64>code * score);
}
