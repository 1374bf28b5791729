/** How a fitted estimator is judged: scikit-learn's names for scores, or a function. Greater is better. */
import { DataError, ParameterError } from "../core/errors.js";
import type { PredictOptions } from "../core/estimator.js";
import type { Label } from "../core/labels.js";
import type { Matrix } from "../core/matrix.js";
import {
  accuracyScore,
  balancedAccuracyScore,
  f1Score,
  type LabelArray,
  logLoss,
  precisionScore,
  recallScore,
} from "../metrics/index.js";
import type { Estimator } from "./estimator.js";

/** Judges a fitted estimator on rows it has not seen. */
export type Scorer<E extends Estimator = Estimator> = (
  estimator: E,
  X: Matrix,
  y: readonly Label[],
  options?: PredictOptions,
) => number | Promise<number>;

/** A score of predicted labels. */
type LabelScore = (yTrue: LabelArray, yPred: LabelArray) => number;

const ofLabels = (score: LabelScore): Scorer => {
  return async (estimator, X, y, options) => score(y, await estimator.predict(X, options));
};

/** Minus the mean log loss. The labels are the estimator's, so a fold may lack some of them. */
const negLogLoss: Scorer = async (estimator, X, y, options) => {
  if (!estimator.predictProba) {
    throw new ParameterError(`scoring "neg_log_loss" needs predictProba, which ${estimator.name} does not have`);
  }
  const classes = estimator.classes_;
  if (!classes) throw new DataError(`scoring "neg_log_loss" needs classes_, which ${estimator.name} does not have`);
  return -logLoss(y, await estimator.predictProba(X, options), { labels: classes });
};

const SCORERS = {
  accuracy: ofLabels(accuracyScore),
  balanced_accuracy: ofLabels(balancedAccuracyScore),
  f1_macro: ofLabels((yTrue, yPred) => f1Score(yTrue, yPred, { average: "macro" })),
  f1_weighted: ofLabels((yTrue, yPred) => f1Score(yTrue, yPred, { average: "weighted" })),
  precision_macro: ofLabels((yTrue, yPred) => precisionScore(yTrue, yPred, { average: "macro" })),
  recall_macro: ofLabels((yTrue, yPred) => recallScore(yTrue, yPred, { average: "macro" })),
  neg_log_loss: negLogLoss,
} as const satisfies Record<string, Scorer>;

export type ScoringName = keyof typeof SCORERS;
export const scoringNames = Object.keys(SCORERS) as readonly ScoringName[];

/**
 * A name, as scikit-learn's, or a function (estimator, X, y) → number. Names travel to the workers of the pool; a function
 * cannot, so with one every fit is started from the calling thread, one after the other (each still uses the pool itself).
 */
export type Scoring<E extends Estimator = Estimator> = ScoringName | Scorer<E>;

/** Throws ParameterError for an unknown name. */
export function resolveScorer<E extends Estimator>(scoring: Scoring<E>, operation: string): Scorer<E> {
  if (typeof scoring === "function") return scoring;
  if (Object.hasOwn(SCORERS, scoring)) return SCORERS[scoring];
  throw new ParameterError(
    `${operation}: scoring is ${JSON.stringify(scoring)}; it must be a function or one of ${Object.keys(SCORERS).join(", ")}`,
  );
}
