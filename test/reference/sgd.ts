/** Stochastic gradient descent for one binary machine, written down as plainly as scikit-learn 1.2.1 computes it. */
import type { SGDParams } from "../../src/index.js";

export interface ReferenceMachine {
  readonly coef: Float64Array;
  readonly intercept: number;
  readonly epochs: number;
}

const LOSSES: Record<SGDParams["loss"], { value(z: number): number; slope(z: number): number }> = {
  hinge: { value: (z) => Math.max(0, 1 - z), slope: (z) => (z <= 1 ? -1 : 0) },
  perceptron: { value: (z) => Math.max(0, -z), slope: (z) => (z <= 0 ? -1 : 0) },
  squared_hinge: { value: (z) => Math.max(0, 1 - z) ** 2, slope: (z) => -2 * Math.max(0, 1 - z) },
  modified_huber: {
    value: (z) => (z >= -1 ? Math.max(0, 1 - z) ** 2 : -4 * z),
    slope: (z) => (z >= -1 ? -2 * Math.max(0, 1 - z) : -4),
  },
  log_loss: {
    value: (z) => (z > 18 ? Math.exp(-z) : z < -18 ? -z : Math.log(1 + Math.exp(-z))),
    slope: (z) => (z > 18 ? -Math.exp(-z) : z < -18 ? -1 : -1 / (Math.exp(z) + 1)),
  },
};

export interface ReferenceOptions extends SGDParams {
  readonly positiveWeight?: number;
  readonly negativeWeight?: number;
  /** Add up products from this feature on, and then those before it: the same numbers but for rounding. Default 0. */
  readonly firstFeature?: number;
  /** The order of the rows in an epoch, called once for each. Default as they stand. */
  readonly nextOrder?: () => Iterable<number>;
}

/** Epoch after epoch; y is ±1. No averages, no early stopping. */
export function referenceSgd(rows: readonly (readonly number[])[], y: readonly number[], given: ReferenceOptions) {
  const { alpha, eta0, powerT, learningRate, tol, positiveWeight = 1, negativeWeight = 1, firstFeature = 0 } = given;
  const loss = LOSSES[given.loss];
  const l1 = given.penalty === "elasticnet" ? given.l1Ratio : Number(given.penalty === "l1");
  const decays = given.penalty === "l2" || given.penalty === "elasticnet";
  const start = 1 / (Math.sqrt(1 / Math.sqrt(alpha)) * alpha);
  const w = new Float64Array(rows[0].length);
  const paid = new Float64Array(w.length);
  let [b, t, eta, owed, best, stuck, epochs] = [0, 1, eta0, 0, Number.POSITIVE_INFINITY, 0, 0];
  while (epochs < given.maxIter) {
    epochs++;
    let sum = 0;
    for (const i of given.nextOrder?.() ?? rows.keys()) {
      const x = rows[i];
      let product = 0;
      for (let j = firstFeature; j < w.length; j++) product += x[j] * w[j];
      for (let j = 0; j < firstFeature; j++) product += x[j] * w[j];
      const z = y[i] * (product + b);
      if (learningRate === "optimal") eta = 1 / (alpha * (start + t - 1));
      if (learningRate === "invscaling") eta = eta0 / t ** powerT;
      sum += loss.value(z);
      const slope = Math.max(-1e12, loss.slope(z));
      const update = -eta * slope * y[i] * (y[i] > 0 ? positiveWeight : negativeWeight);
      const decay = decays ? Math.max(0, 1 - (1 - l1) * eta * alpha) : 1;
      for (let j = 0; j < w.length; j++) w[j] = w[j] * decay + update * x[j];
      if (given.fitIntercept) b += update;
      owed += l1 * eta * alpha;
      if (l1 > 0) {
        for (let j = 0; j < w.length; j++) {
          const before = w[j];
          if (before > 0) w[j] = Math.max(0, before - (owed + paid[j]));
          if (before < 0) w[j] = Math.min(0, before + (owed - paid[j]));
          paid[j] += w[j] - before;
        }
      }
      t++;
    }
    stuck = tol !== null && sum > best - tol * rows.length ? stuck + 1 : 0;
    best = Math.min(best, sum);
    if (stuck < given.nIterNoChange) continue;
    if (learningRate !== "adaptive" || eta <= 1e-6) break;
    eta /= 5;
    stuck = 0;
  }
  return { coef: w, intercept: b, epochs } satisfies ReferenceMachine;
}
