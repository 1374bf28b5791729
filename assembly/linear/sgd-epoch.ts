/**
 * One pass of stochastic gradient descent over samples, for a group of binary machines:
 *
 *   p = w·x + b    w ← (1 − η·α·(1 − l1Ratio))·w − η·c·L'(p, y)·x    b ← b − η·c·L'(p, y)
 *
 * with c the weight of the class, then averaging and the truncation by L1 where asked for. L' is held within ±10¹².
 * Rates: optimal 1 / (α·(start + t − 1)), constant eta0, inverse scaling eta0 / t^powerT, adaptive machine.eta as it stands.
 * A machine learns the same bits alone as in any group.
 *
 * Shapes: see sgd-group.ts; `order` lists `count` rows (u32); `codes` is one i32 per row, and a row is positive for a machine if its code is
 *   machine.positive.
 * Requires: every row of `order` is inside the features. Averages are not touched unless machine.average > 0, nor what is paid
 *   unless the penalty has L1.
 * Cost: count · (4 · cols) multiply-adds a machine at most.
 * Reference: scikit-learn 1.2.1, SGDClassifier's plain SGD.
 */
import { exp_f64 } from "../math/exp-f64";
import { log_f64 } from "../math/log-f64";
import { machine_at, multiply_row, places_in, values_in } from "./sgd-group";
import { loss_slope, loss_value } from "./sgd-loss";
import { Machine } from "./sgd-machine";
import { add_row } from "./sgd-products";
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
  machines: usize,
  size: i32,
  n: i32,
  work: usize,
): void {
  for (let i = 0; i < size; i++) machine_at(machines, i).sumLoss = 0;
  const values = values_in(work);
  const places = places_in(work, n);
  for (; count > 0; count--, order += 4) {
    const code = <f64>load<i32>(codes + ((<usize>load<u32>(order)) << 2));
    const blocks = multiply_row(features, isBytes, scale, cols, order, <i32>(count > 1), machines, size, n, work);
    for (let i = 0; i < size; i++) step(machine_at(machines, i), code, n, blocks, places, values);
  }
}

/** Puts the common factors of a machine into its weights and averages. */
export function sgd_settle(machine: usize, n: i32): void {
  settle_weights(changetype<Machine>(machine), n);
}

function step(machine: Machine, code: f64, n: i32, blocks: i32, places: usize, values: usize): void {
  const loss = <i32>machine.loss;
  const penalty = machine.penalty;
  const y: f64 = code == machine.positive ? 1.0 : -1.0;
  const p = machine.scale * machine.product + machine.intercept;
  set_rate(machine);
  machine.sumLoss += loss_value(loss, p, y);
  const slope = max<f64>(-STEEPEST, min<f64>(STEEPEST, loss_slope(loss, p, y)));
  const update = -machine.eta * slope * (y > 0 ? machine.positiveWeight : machine.negativeWeight);
  if (penalty == L2 || penalty == ELASTIC_NET) decay_weights(machine, n);
  if (update != 0) add_row(blocks, update / machine.scale, places, values, <usize>machine.weights);
  if (machine.fitIntercept != 0) machine.intercept += update;
  if (machine.average > 0 && machine.average <= machine.t) average_weights(machine, update, blocks, places, values);
  if (penalty == L1 || penalty == ELASTIC_NET) {
    machine.owed += machine.l1Ratio * machine.eta * machine.alpha;
    truncate_weights(machine, n);
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
