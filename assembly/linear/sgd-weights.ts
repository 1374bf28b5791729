/**
 * What happens to a machine's weights besides the gradient step: decay, truncation by L1, averaging.
 *
 * Shapes: machine.weights, machine.averages and machine.paid are `n` f64, n a multiple of 8; those that belong to no feature are 0.
 *   The weights stand for machine.scale · weights, so that the decay of the L2 penalty is one multiplication; below 1e-9 the factor goes
 *   into the weights.
 * Reference: Bottou, Stochastic gradient descent tricks, 2012 (scale); Tsuruoka, Tsujii and Ananiadou, ACL 2009 (cumulative L1 penalty);
 *   Xu, Towards optimal one pass large scale learning with averaged SGD, 2011 (averages).
 */
import { Machine } from "./sgd-machine";
import { add_row } from "./sgd-products";
import { axpy_f64, scale_f64 } from "./sgd-vectors";

/** Shrinks all weights by the L2 part of the penalty. */
export function decay_weights(machine: Machine, n: i32): void {
  machine.scale *= max<f64>(0, 1.0 - (1.0 - machine.l1Ratio) * machine.eta * machine.alpha);
  if (machine.scale < 1e-9) settle_weights(machine, n);
}

/** Puts the common factors into the weights and, if there are, into the averages. */
export function settle_weights(machine: Machine, n: i32): void {
  const weights = <usize>machine.weights;
  if (machine.average > 0) {
    const averages = <usize>machine.averages;
    axpy_f64(n, machine.averageA, weights, averages);
    scale_f64(n, 1.0 / machine.averageB, averages);
    machine.averageA = 0;
    machine.averageB = 1.0;
  }
  scale_f64(n, machine.scale, weights);
  machine.scale = 1.0;
}

/** Takes the weights and the intercept after a step of `update` along a packed row into their means. */
export function average_weights(machine: Machine, update: f64, blocks: i32, places: usize, values: usize): void {
  const count = machine.t - machine.average + 1.0;
  const share = 1.0 / count;
  if (update != 0) {
    add_row(blocks, machine.averageA * (-update / machine.scale), places, values, <usize>machine.averages);
  }
  if (count > 1.0) machine.averageB /= 1.0 - share;
  machine.averageA += share * machine.averageB * machine.scale;
  machine.averageIntercept += (machine.intercept - machine.averageIntercept) / count;
}

/**
 * Moves every weight towards 0 by what it owes, not past 0: it owes machine.owed, less (or more) what machine.paid says it has been
 * moved down (or up) before.
 */
export function truncate_weights(machine: Machine, n: i32): void {
  let weights = <usize>machine.weights;
  let paid = <usize>machine.paid;
  const zero = f64x2.splat(0);
  const scale = f64x2.splat(machine.scale);
  const inverse = f64x2.splat(1.0 / machine.scale);
  const owed = f64x2.splat(machine.owed);
  for (; n > 0; n -= 2, weights += 16, paid += 16) {
    const before = v128.load(weights);
    const settled = v128.load(paid);
    const lowered = f64x2.max(zero, f64x2.sub(before, f64x2.mul(f64x2.add(owed, settled), inverse)));
    const raised = f64x2.min(zero, f64x2.add(before, f64x2.mul(f64x2.sub(owed, settled), inverse)));
    const negative = v128.bitselect(raised, before, f64x2.lt(before, zero));
    const after = v128.bitselect(lowered, negative, f64x2.gt(before, zero));
    v128.store(weights, after);
    v128.store(paid, f64x2.add(settled, f64x2.mul(scale, f64x2.sub(after, before))));
  }
}
