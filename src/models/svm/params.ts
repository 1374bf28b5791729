/** The options of SVC, their defaults and rules. */
import { DataError } from "../../core/errors.js";
import type { Label } from "../../core/labels.js";
import {
  bool,
  either,
  finite,
  integerAtLeast,
  integerBetween,
  oneOf,
  positive,
  type Rule,
  type Rules,
} from "../../core/params.js";
import { type KernelName, MAX_DEGREE } from "../../kernels/svm-products.js";
import type { Gamma } from "./gamma.js";

/** Labels as keys; a class that is not named counts 1. */
export type ClassWeight = null | "balanced" | Readonly<Record<string, number>>;

export interface SvcParams {
  /** Weight of an error against the width of the margin; above 0. Default 1. */
  C: number;
  /** Default "rbf". */
  kernel: KernelName;
  /** Of poly; an integer from 0 to 2147483647. Default 3. */
  degree: number;
  /** Of rbf, poly and sigmoid; above 0. "scale": 1 / (features · Var(X)); "auto": 1 / features. Default "scale". */
  gamma: Gamma;
  /** Of poly and sigmoid. Default 0. */
  coef0: number;
  /** Leave variables that are stuck at a bound out of the scans; never changes where the solver stops. Default true. */
  shrinking: boolean;
  /** The largest violation of the optimality conditions at which a machine is done. Default 0.001. */
  tol: number;
  /**
   * Megabytes for kernel values, over all threads. If those of all rows fit (4·rows² bytes), they are computed once for all pairs;
   * else every running pair keeps what fits its share and computes the rest when needed. Never changes a result. Default 1000.
   */
  cacheSize: number;
  /** Multiplies C for the errors of a class; "balanced": rows / (classes · rows of the class). Default null. */
  classWeight: ClassWeight;
  /** Steps of a machine, −1 for no limit. Default −1. */
  maxIter: number;
  /** What decisionFunction returns for three classes or more. Default "ovr". */
  decisionFunctionShape: "ovr" | "ovo";
  /** Predict by the highest ovr score instead of the lower class among equal votes. Default false. */
  breakTies: boolean;
}

export const SVC_DEFAULTS: SvcParams = {
  C: 1,
  kernel: "rbf",
  degree: 3,
  gamma: "scale",
  coef0: 0,
  shrinking: true,
  tol: 1e-3,
  cacheSize: 1000,
  classWeight: null,
  maxIter: -1,
  decisionFunctionShape: "ovr",
  breakTies: false,
};

const weights: Rule = {
  words: 'null, "balanced" or an object of numbers above 0 by class label',
  accepts: (value) =>
    value === null ||
    value === "balanced" ||
    (typeof value === "object" && Object.values(value as object).every((weight) => positive.accepts(weight))),
};

export const SVC_RULES: Rules<SvcParams> = {
  C: positive,
  kernel: oneOf("linear", "rbf", "poly", "sigmoid"),
  degree: integerBetween(0, MAX_DEGREE),
  gamma: either(oneOf("scale", "auto"), positive),
  coef0: finite,
  shrinking: bool,
  tol: positive,
  cacheSize: positive,
  classWeight: weights,
  maxIter: either(oneOf(-1), integerAtLeast(1)),
  decisionFunctionShape: oneOf("ovr", "ovo"),
  breakTies: bool,
};

/** The factor of C for every class. Throws DataError for a weight of a class that y does not have. */
export function resolveClassWeight(weight: ClassWeight, codes: Int32Array, classes: readonly Label[]): number[] {
  if (weight === null) return classes.map(() => 1);
  if (weight === "balanced") {
    const counts = new Array<number>(classes.length).fill(0);
    for (const code of codes) counts[code]++;
    return counts.map((count) => codes.length / (classes.length * count));
  }
  const names = classes.map(String);
  for (const name of Object.keys(weight)) {
    if (!names.includes(name))
      throw new DataError(`SVC.fit: classWeight has ${JSON.stringify(name)}, y has no such class`);
  }
  return names.map((name) => weight[name] ?? 1);
}
