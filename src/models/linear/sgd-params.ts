/** The options of SGDClassifier, their defaults and rules. */
import { DataError, ParameterError } from "../../core/errors.js";
import type { Label } from "../../core/labels.js";
import {
  between,
  bool,
  either,
  finite,
  integerAtLeast,
  nonNegative,
  oneOf,
  optional,
  positive,
  type Rule,
  type Rules,
  seed,
} from "../../core/params.js";
import type { SgdLoss, SgdPenalty, SgdSchedule } from "../../kernels/sgd.js";

export interface SGDParams {
  /** Default "hinge". */
  readonly loss: SgdLoss;
  /** Default "l2". */
  readonly penalty: Exclude<SgdPenalty, "none"> | null;
  /** Strength of the penalty; above 0 with the schedule "optimal". Default 1e-4. */
  readonly alpha: number;
  /** Share of L1 in "elasticnet", 0 to 1. Default 0.15. */
  readonly l1Ratio: number;
  /** Default true. */
  readonly fitIntercept: boolean;
  /** Epochs at most. Default 1000. */
  readonly maxIter: number;
  /** An epoch counts as progress if the mean loss falls (or the validation score rises) by this; null never stops early. Default 1e-3. */
  readonly tol: number | null;
  /** Draw a new order of the rows for every epoch, the same for all machines. Default true. */
  readonly shuffle: boolean;
  /** Seed of the orders and of the held-out rows. Null (default) draws another one for each fit. */
  readonly randomState: number | null;
  /** "optimal": 1 / (α·(t₀ + t)); "constant": eta0; "invscaling": eta0 / t^powerT; "adaptive": eta0, ÷ 5 when stuck. Default "optimal". */
  readonly learningRate: SgdSchedule;
  /** First rate of all schedules but "optimal", which has none; there above 0. Default 0. */
  readonly eta0: number;
  /** Exponent of "invscaling". Default 0.5. */
  readonly powerT: number;
  /** Stop by the accuracy on rows held out instead of the training loss. Default false. */
  readonly earlyStopping: boolean;
  /** Share of the rows held out (stratified) for early stopping. Default 0.1. */
  readonly validationFraction: number;
  /** Epochs without progress after which a machine stops. Default 5. */
  readonly nIterNoChange: number;
  /** Factor of the gradient by class label (1 if not named); "balanced": rows / (classes · rows of the class). Default null. */
  readonly classWeight: null | "balanced" | Readonly<Record<string, number>>;
  /** Go on from coef_ and intercept_ of the last fit. Default false. */
  readonly warmStart: boolean;
  /** Learn the mean of the weights over all samples (true), or from this sample on. Default false. */
  readonly average: boolean | number;
}

export const SGD_DEFAULTS: SGDParams = {
  loss: "hinge",
  penalty: "l2",
  alpha: 1e-4,
  l1Ratio: 0.15,
  fitIntercept: true,
  maxIter: 1000,
  tol: 1e-3,
  shuffle: true,
  randomState: null,
  learningRate: "optimal",
  eta0: 0,
  powerT: 0.5,
  earlyStopping: false,
  validationFraction: 0.1,
  nIterNoChange: 5,
  classWeight: null,
  warmStart: false,
  average: false,
};

const weights: Rule = {
  words: 'null, "balanced" or an object of numbers above 0 by class label',
  accepts: (value) =>
    value === null ||
    value === "balanced" ||
    (typeof value === "object" && Object.values(value as object).every((weight) => positive.accepts(weight))),
};

export const SGD_RULES: Rules<SGDParams> = {
  loss: oneOf("hinge", "log_loss", "squared_hinge", "perceptron", "modified_huber"),
  penalty: oneOf("l2", "l1", "elasticnet", null),
  alpha: nonNegative,
  l1Ratio: between(0, 1),
  fitIntercept: bool,
  maxIter: integerAtLeast(1),
  tol: either(oneOf(null), nonNegative),
  shuffle: bool,
  randomState: optional(seed),
  learningRate: oneOf("optimal", "constant", "invscaling", "adaptive"),
  eta0: nonNegative,
  powerT: finite,
  earlyStopping: bool,
  validationFraction: between(0, 1, "both"),
  nIterNoChange: integerAtLeast(1),
  classWeight: weights,
  warmStart: bool,
  average: either(bool, integerAtLeast(0)),
};

/** Throws ParameterError for options that do not go together. */
export function checkSchedule({ learningRate, alpha, eta0 }: SGDParams): void {
  if (learningRate === "optimal" && alpha === 0) {
    throw new ParameterError(
      'SGDClassifier: alpha is 0; it must be above 0 with learningRate "optimal", whose rate is 1 / (alpha · …)',
    );
  }
  if (learningRate !== "optimal" && eta0 === 0) {
    throw new ParameterError(`SGDClassifier: eta0 is 0; it must be above 0 with learningRate "${learningRate}"`);
  }
}

/** The factor of every class. Throws DataError for a weight of a class that y does not have. */
export function classWeights(weight: SGDParams["classWeight"], codes: Int32Array, classes: readonly Label[]): number[] {
  if (weight === null) return classes.map(() => 1);
  if (weight === "balanced") {
    const counts = new Array<number>(classes.length).fill(0);
    for (const code of codes) counts[code]++;
    return counts.map((count) => codes.length / (classes.length * count));
  }
  const names = classes.map(String);
  for (const name of Object.keys(weight)) {
    if (!names.includes(name)) {
      throw new DataError(`SGDClassifier.fit: classWeight has ${JSON.stringify(name)}, y has no such class`);
    }
  }
  return names.map((name) => weight[name] ?? 1);
}
