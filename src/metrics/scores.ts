/** Precision, recall and F1 alone: one number, or one per class, as search and cross-validation want them. */
import { type Average, type ScoreOptions, scoreTargets } from "./precision-recall.js";
import type { LabelArray } from "./targets.js";

type Averaged = ScoreOptions & { average?: Average };
type PerClass = ScoreOptions & { average: null };

function score(
  operation: string,
  which: "precision" | "recall" | "fscore",
  yTrue: LabelArray,
  yPred: LabelArray,
  options: Averaged | PerClass,
): number | number[] {
  const average = options.average === undefined ? "binary" : options.average;
  return scoreTargets(operation, yTrue, yPred, { ...options, average })[which];
}

/**
 * hits / predicted, in [0, 1]. `average` defaults to "binary"; null gives one value per class.
 *
 * Same as scikit-learn precision_score, except as precisionRecallFscoreSupport says.
 */
export function precisionScore(yTrue: LabelArray, yPred: LabelArray, options?: Averaged): number;
export function precisionScore(yTrue: LabelArray, yPred: LabelArray, options: PerClass): number[];
export function precisionScore(yTrue: LabelArray, yPred: LabelArray, options: Averaged | PerClass = {}) {
  return score("precisionScore", "precision", yTrue, yPred, options);
}

/**
 * hits / support, in [0, 1]. `average` defaults to "binary"; null gives one value per class.
 *
 * Same as scikit-learn recall_score, except as precisionRecallFscoreSupport says.
 */
export function recallScore(yTrue: LabelArray, yPred: LabelArray, options?: Averaged): number;
export function recallScore(yTrue: LabelArray, yPred: LabelArray, options: PerClass): number[];
export function recallScore(yTrue: LabelArray, yPred: LabelArray, options: Averaged | PerClass = {}) {
  return score("recallScore", "recall", yTrue, yPred, options);
}

/**
 * Harmonic mean of precision and recall, in [0, 1]. `average` defaults to "binary"; null gives one value per class.
 *
 * Same as scikit-learn f1_score, except as precisionRecallFscoreSupport says.
 */
export function f1Score(yTrue: LabelArray, yPred: LabelArray, options?: Averaged): number;
export function f1Score(yTrue: LabelArray, yPred: LabelArray, options: PerClass): number[];
export function f1Score(yTrue: LabelArray, yPred: LabelArray, options: Averaged | PerClass = {}) {
  return score("f1Score", "fscore", yTrue, yPred, options);
}
