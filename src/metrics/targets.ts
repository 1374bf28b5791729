/** What all metrics share: pairs of label vectors, checked and encoded once, and the rules for their options. */
import { DataError, ParameterError, ShapeError } from "../core/errors.js";
import { compareLabels, encodeWith, type Label, type Labels, uniqueLabels } from "../core/labels.js";
import type { Rule } from "../core/params.js";

/** Labels as models take and give them: any array or typed array of numbers, or of strings. */
export type LabelArray = ArrayLike<Label>;

/** One true and one predicted label per sample, as positions in `labels`. */
export interface Targets {
  /** Every label in either vector, sorted. */
  readonly labels: readonly Label[];
  readonly trueCodes: Int32Array;
  readonly predCodes: Int32Array;
  /** Weight of sample i. */
  readonly weight: (i: number) => number;
}

const isLabel = (value: unknown) => typeof value === "string" || (typeof value === "number" && Number.isFinite(value));

/** A non-empty array of distinct labels. */
export const labelList: Rule = {
  words: "a non-empty array of distinct numbers or strings",
  accepts: (value) => {
    const list = value as LabelArray | null;
    if (typeof list !== "object" || list === null || !(list.length > 0)) return false;
    const items = Array.from(list);
    return items.every(isLabel) && new Set(items).size === items.length;
  },
};

/** Weights of samples. Their number is checked against the labels' by `checkWeights`. */
export const weightList: Rule = {
  words: "an array of finite numbers of 0 or more",
  accepts: (value) => {
    const list = value as ArrayLike<unknown> | null;
    return (
      typeof list === "object" &&
      list !== null &&
      typeof list.length === "number" &&
      Array.from(list).every((weight) => typeof weight === "number" && Number.isFinite(weight) && weight >= 0)
    );
  },
};

/** The weight of each sample as a function: 1 where none are given. Throws ShapeError unless there is one per sample. */
export function checkWeights(operation: string, weights: ArrayLike<number> | undefined | null, samples: number) {
  if (weights === undefined || weights === null) return () => 1;
  if (weights.length !== samples) {
    throw new ShapeError(`${operation}: sampleWeight has ${weights.length} values for ${samples} samples`);
  }
  return (i: number) => weights[i];
}

/**
 * Checks and encodes true and predicted labels.
 * @throws ShapeError when their lengths differ; DataError when empty, not labels, or numbers on one side and strings on
 * the other.
 */
export function checkTargets(
  operation: string,
  yTrue: LabelArray,
  yPred: LabelArray,
  sampleWeight?: ArrayLike<number> | null,
): Targets {
  checkIsList(operation, "yTrue", yTrue);
  checkIsList(operation, "yPred", yPred);
  if (yTrue.length !== yPred.length) {
    throw new ShapeError(`${operation}: yTrue has ${yTrue.length} labels, yPred has ${yPred.length}`);
  }
  if (yTrue.length === 0) throw new DataError(`${operation}: yTrue and yPred are empty; at least one label is needed`);
  const truth = uniqueLabels(yTrue as Labels, `${operation}: yTrue`);
  const predicted = uniqueLabels(yPred as Labels, `${operation}: yPred`);
  if (typeof truth[0] !== typeof predicted[0]) {
    throw new DataError(`${operation}: yTrue holds ${typeof truth[0]}s, yPred ${typeof predicted[0]}s; use one kind`);
  }
  const labels = [...new Set([...truth, ...predicted])].sort(compareLabels);
  return {
    labels,
    trueCodes: encodeWith(labels, yTrue as Labels, operation),
    predCodes: encodeWith(labels, yPred as Labels, operation),
    weight: checkWeights(operation, sampleWeight, yTrue.length),
  };
}

/** Throws ShapeError unless `y` is array-like. */
export function checkIsList(operation: string, name: string, y: LabelArray): void {
  if (typeof y !== "object" || y === null || typeof y.length !== "number") {
    throw new ShapeError(`${operation}: ${name} must be an array of labels, not ${y === null ? "null" : typeof y}`);
  }
}

/** `numerator / total`. Throws ParameterError when all weights are zero. */
export function weightedMean(operation: string, numerator: number, total: number): number {
  if (total === 0)
    throw new ParameterError(`${operation}: sampleWeight sums to 0; at least one weight must be above 0`);
  return numerator / total;
}
