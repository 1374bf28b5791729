/** The share of right predictions: over samples, or averaged over classes. */
import { DataError } from "../core/errors.js";
import { bool, checkParams, optional } from "../core/params.js";
import { checkTargets, type LabelArray, weightedMean, weightList } from "./targets.js";

export interface AccuracyOptions {
  /** One weight of 0 or more per sample. Default: all 1. */
  sampleWeight?: ArrayLike<number> | null;
  /** true (default): the share of right predictions; false: their number, or the sum of their weights. */
  normalize?: boolean;
}

/**
 * Share of samples whose label is predicted: Σ wᵢ [yᵢ = ŷᵢ] / Σ wᵢ, in [0, 1].
 *
 * Same as scikit-learn accuracy_score, except that empty vectors are an error, not NaN, and there is no multilabel form.
 * @throws ShapeError, DataError for labels that do not pair up; ParameterError for options out of range.
 */
export function accuracyScore(yTrue: LabelArray, yPred: LabelArray, options: AccuracyOptions = {}): number {
  checkParams("accuracyScore", options, { sampleWeight: optional(weightList), normalize: optional(bool) });
  const { trueCodes, predCodes, weight } = checkTargets("accuracyScore", yTrue, yPred, options.sampleWeight);
  let right = 0;
  let total = 0;
  for (let i = 0; i < trueCodes.length; i++) {
    total += weight(i);
    if (trueCodes[i] === predCodes[i]) right += weight(i);
  }
  return (options.normalize ?? true) ? weightedMean("accuracyScore", right, total) : right;
}

export interface BalancedAccuracyOptions {
  sampleWeight?: ArrayLike<number> | null;
  /** true: rescaled so that guessing scores 0 and perfection 1. Default false. */
  adjusted?: boolean;
}

/**
 * Mean recall over the classes of `yTrue`, in [0, 1] (adjusted: down to 1 / (1 − classes)).
 *
 * Same as scikit-learn balanced_accuracy_score, except that it does not warn of classes found in `yPred` alone (both
 * leave them out), and that `adjusted` with a single class is an error, not NaN.
 * @throws ShapeError, DataError for labels that do not pair up; ParameterError for options out of range.
 */
export function balancedAccuracyScore(
  yTrue: LabelArray,
  yPred: LabelArray,
  options: BalancedAccuracyOptions = {},
): number {
  const operation = "balancedAccuracyScore";
  checkParams(operation, options, { sampleWeight: optional(weightList), adjusted: optional(bool) });
  const { labels, trueCodes, predCodes, weight } = checkTargets(operation, yTrue, yPred, options.sampleWeight);
  const hits = new Float64Array(labels.length);
  const support = new Float64Array(labels.length);
  for (let i = 0; i < trueCodes.length; i++) {
    support[trueCodes[i]] += weight(i);
    if (trueCodes[i] === predCodes[i]) hits[trueCodes[i]] += weight(i);
  }
  const recalls = Array.from(hits, (count, c) => count / support[c]).filter((_, c) => support[c] > 0);
  const classes = recalls.length;
  const sum = recalls.reduce((total, recall) => total + recall, 0);
  const score = weightedMean(operation, sum, classes);
  if (!options.adjusted) return score;
  if (classes === 1) throw new DataError(`${operation}: adjusted needs at least two classes in yTrue, it has one`);
  const chance = 1 / classes;
  return (score - chance) / (1 - chance);
}
