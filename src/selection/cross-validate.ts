/** Cross-validation: fit and score an estimator on every fold. */
import { checkTrainingSet } from "../core/estimator.js";
import type { Labels } from "../core/labels.js";
import type { MatrixLike } from "../core/matrix.js";
import type { Estimator } from "./estimator.js";
import type { ErrorScore } from "./fit-and-score.js";
import { type RunOptions, runFits } from "./run-fits.js";
import type { Scoring } from "./scoring.js";
import { type CrossValidation, DEFAULT_FOLDS, resolveFolds } from "./splitter.js";

export interface SelectionOptions<E extends Estimator = Estimator> extends RunOptions {
  /** Number of folds, a splitter, or a list of folds. Default 5: StratifiedKFold, not shuffled. */
  readonly cv?: CrossValidation;
  /** Default "accuracy". A function is called in this thread, see Scoring. */
  readonly scoring?: Scoring<E>;
  /** "raise" (default), or the number that counts for a fit that failed, such as NaN. */
  readonly errorScore?: ErrorScore;
}

export interface CrossValidateOptions<E extends Estimator = Estimator> extends SelectionOptions<E> {
  /** Whether the rows a fold was fitted on are scored as well. Default false. */
  readonly returnTrainScore?: boolean;
}

/** One value per fold. */
export interface CrossValidationScores {
  readonly testScore: number[];
  readonly trainScore?: number[];
  /** Seconds in the thread that fitted. */
  readonly fitTime: number[];
  readonly scoreTime: number[];
}

/**
 * Scores of `estimator`, fitted anew on the training rows of each fold. The estimator itself is not fitted.
 *
 * Every fit is one task of the pool; X is placed in the shared memory once, bytes as bytes. An estimator of a class that Heddle
 * does not know (your own, or a search) is fitted from the calling thread, one fold after the other.
 *
 * Same as scikit-learn cross_validate, except that `errorScore` defaults to "raise", that there is one score a call, and that
 * fitted estimators are not returned.
 * @throws ParameterError, ShapeError, DataError before any work; what a fit throws, naming candidate and fold; AbortError.
 *
 * @example
 * const { testScore } = await crossValidate(new LogisticRegression({ C: 0.1 }), X, y, { cv: 5 });
 */
export async function crossValidate<E extends Estimator>(
  estimator: E,
  X: MatrixLike,
  y: Labels,
  options: CrossValidateOptions<E> = {},
): Promise<CrossValidationScores> {
  const operation = "crossValidate";
  const data = checkTrainingSet(X, y, operation, 1);
  const { cv = DEFAULT_FOLDS, scoring = "accuracy", errorScore = "raise", returnTrainScore = false } = options;
  const folds = resolveFolds(cv, data, operation, options);
  const params = {};
  const fits = folds.map((rows, fold) => ({ params, fold, ...rows }));
  const results = await runFits({ operation, estimator, data, fits, scoring, errorScore, returnTrainScore }, options);
  return {
    testScore: results.map((result) => result.testScore),
    ...(returnTrainScore && { trainScore: results.map((result) => result.trainScore!) }),
    fitTime: results.map((result) => result.fitTime),
    scoreTime: results.map((result) => result.scoreTime),
  };
}

/** The test scores of `crossValidate`, one per fold. Same as scikit-learn cross_val_score, with the same exceptions. */
export async function crossValScore<E extends Estimator>(
  estimator: E,
  X: MatrixLike,
  y: Labels,
  options: SelectionOptions<E> = {},
): Promise<number[]> {
  return (await crossValidate(estimator, X, y, options)).testScore;
}
