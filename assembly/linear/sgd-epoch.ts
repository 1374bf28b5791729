/**
 * One pass of stochastic gradient descent over samples, for one binary machine:
 *
 *   p = w·x + b    w ← (1 − η·α·(1 − l1Ratio))·w − η·c·L'(p, y)·x    b ← b − η·c·L'(p, y)
 *
 * with c the weight of the class, then averaging and the truncation by L1 where asked for. L' is held within ±10¹².
 * Rates: optimal 1 / (α·(start + t − 1)), constant eta0, inverse scaling eta0 / t^powerT, adaptive machine.eta as it stands.
 *
 * Shapes: features are rows × cols without gaps (f32, or bytes counted as byte · scale); `order` lists `count` rows (u32); `codes` is one i32
 *   per row, and a row is positive if its code is `positive`; weights, averages and paid are `n` f64, `n` the
 *   next multiple of 8 from `cols`, zeros behind the columns.
 * Requires: every row of `order` is inside the features. `averages` is not touched unless machine.average > 0, nor `paid`
 *   unless the penalty has L1.
 * Cost: count · (4 · cols) multiply-adds at most.
 * Reference: scikit-learn 1.2.1, SGDClassifier's plain SGD.
 */
import { exp_f64 } from "../math/exp-f64";
import { log_f64 } from "../math/log-f64";
import { loss_slope, loss_value } from "./sgd-loss";
import { Machine } from "./sgd-machine";
import { add_row, dot_row, touch_row } from "./sgd-rows";
import { average_weights, decay_weights, settle_weights, truncate_weights } from "./sgd-weights";

const L1: f64 = 1;
const L2: f64 = 2;
const ELASTIC_NET: f64 = 3;
const OPTIMAL: f64 = 0;
const INVERSE_SCALING: f64 = 2;
const STEEPEST: f64 = 1e12;

export function sgd_epoch(
  features: usize,
  isBytes: i32,
  scale: f32,
  cols: i32,
  order: usize,
  count: i32,
  codes: usize,
  positive: i32,
  record: usize,
  n: i32,
  weights: usize,
  averages: usize,
  paid: usize,
): void {
  const machine = changetype<Machine>(record);
  const rowBytes = isBytes ? <usize>cols : (<usize>cols) << 2;
  machine.sumLoss = 0;
  for (; count > 0; count--, order += 4) {
    const index = <usize>load<u32>(order);
    const y: f64 = load<i32>(codes + (index << 2)) == positive ? 1.0 : -1.0;
    const row = features + index * rowBytes;
    touch_row(row, rowBytes);
    step(machine, y, row, isBytes, scale, cols, n, weights, averages, paid);
  }
}

/** Puts the common factors of a machine into its weights and averages. */
export function sgd_settle(record: usize, n: i32, weights: usize, averages: usize): void {
  settle_weights(changetype<Machine>(record), n, weights, averages);
}

function step(
  machine: Machine,
  y: f64,
  row: usize,
  isBytes: i32,
  scale: f32,
  cols: i32,
  n: i32,
  weights: usize,
  averages: usize,
  paid: usize,
): void {
  const loss = <i32>machine.loss;
  const penalty = machine.penalty;
  const p = machine.scale * dot_row(cols, row, isBytes, scale, weights) + machine.intercept;
  set_rate(machine);
  machine.sumLoss += loss_value(loss, p, y);
  const slope = max<f64>(-STEEPEST, min<f64>(STEEPEST, loss_slope(loss, p, y)));
  const update = -machine.eta * slope * (y > 0 ? machine.positiveWeight : machine.negativeWeight);
  if (penalty == L2 || penalty == ELASTIC_NET) decay_weights(machine, n, weights, averages);
  if (update != 0) add_row(cols, update / machine.scale, row, isBytes, scale, weights);
  if (machine.fitIntercept != 0) machine.intercept += update;
  if (machine.average > 0 && machine.average <= machine.t) {
    average_weights(machine, cols, update, row, isBytes, scale, averages);
  }
  if (penalty == L1 || penalty == ELASTIC_NET) {
    machine.owed += machine.l1Ratio * machine.eta * machine.alpha;
    truncate_weights(machine, n, weights, paid);
  }
  machine.t += 1.0;
}

function set_rate(machine: Machine): void {
  if (machine.schedule == OPTIMAL) machine.eta = 1.0 / (machine.alpha * (machine.optimalStart + machine.t - 1.0));
  else if (machine.schedule == INVERSE_SCALING) machine.eta = machine.eta0 / power(machine.t, machine.powerT);
}

/** t^exponent for t ≥ 1, within 1e-14 of itself unless it is beyond 10¹⁵. */
function power(t: f64, exponent: f64): f64 {
  return exponent == 0.5 ? sqrt<f64>(t) : exp_f64(exponent * log_f64(t));
}
