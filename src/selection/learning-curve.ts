/** Scores against the number of training rows. */
import { ParameterError } from "../core/errors.js";
import { checkTrainingSet, type FitOptions, warn } from "../core/estimator.js";
import type { Labels } from "../core/labels.js";
import type { MatrixLike } from "../core/matrix.js";
import { Random } from "../core/random.js";
import type { SelectionOptions } from "./cross-validate.js";
import { type CurveScores, curveOf } from "./curve.js";
import type { Estimator } from "./estimator.js";
import { runFits } from "./run-fits.js";
import { DEFAULT_FOLDS, resolveFolds } from "./splitter.js";
import { SelectionWarning } from "./warnings.js";

export interface LearningCurveOptions<E extends Estimator = Estimator> extends SelectionOptions<E> {
  /**
   * Numbers in (0, 1] are shares of the training rows of the smallest fold, rounded down; integers, one of them above 1,
   * are numbers of rows. Default [0.1, 0.325, 0.55, 0.775, 1].
   */
  readonly trainSizes?: ArrayLike<number>;
  /** Whether the training rows of a fold are mixed before the first of them are taken. Default false. */
  readonly shuffle?: boolean;
  /** Seed of shuffle. Default 0. */
  readonly randomState?: number;
}

export interface LearningCurve extends CurveScores {
  /** Training rows of each point, ascending. */
  readonly trainSizes: number[];
}

const OPERATION = "learningCurve";
const DEFAULT_SIZES = [0.1, 0.325, 0.55, 0.775, 1];

/**
 * Training and test scores after fitting on the first rows of each fold's training part: sizes × folds.
 *
 * Same as scikit-learn learning_curve, except that `errorScore` defaults to "raise", that shuffle without a seed means seed 0,
 * and that there is no incremental learning.
 * @throws As `crossValidate`; ParameterError for sizes that do not fit.
 */
export async function learningCurve<E extends Estimator>(
  estimator: E,
  X: MatrixLike,
  y: Labels,
  options: LearningCurveOptions<E> = {},
): Promise<LearningCurve> {
  const { cv = DEFAULT_FOLDS, scoring = "accuracy", errorScore = "raise", shuffle = false, randomState = 0 } = options;
  const data = checkTrainingSet(X, y, OPERATION, 1);
  const folds = resolveFolds(cv, data, OPERATION, options);
  const most = folds.reduce((least, { train }) => Math.min(least, train.length), folds[0].train.length);
  const trainSizes = resolveSizes(options.trainSizes ?? DEFAULT_SIZES, most, options);
  const random = new Random(randomState);
  const parts = folds.map(({ train, test }) => ({ train: shuffle ? random.shuffle(train.slice()) : train, test }));
  const params = {};
  const fits = trainSizes.flatMap((size) =>
    parts.map(({ train, test }, fold) => ({ params, fold, train: train.subarray(0, size), test })),
  );
  const plan = { operation: OPERATION, estimator, data, fits, scoring, errorScore, returnTrainScore: true };
  return { trainSizes, ...curveOf(await runFits(plan, options), folds.length) };
}

/** Numbers of rows, ascending and each once. */
function resolveSizes(sizes: ArrayLike<number>, most: number, options: Pick<FitOptions, "onWarning">): number[] {
  const given = Array.from(sizes);
  if (given.length === 0) throw new ParameterError(`${OPERATION}: trainSizes is empty; it needs at least one size`);
  const counts = given.every((size) => Number.isInteger(size)) && given.some((size) => size > 1);
  const rows = given.map((size) => {
    const valid = counts ? size >= 1 && size <= most : size > 0 && size <= 1;
    const rule = counts ? `a number of rows from 1 to ${most}` : "a share of the training rows in (0, 1]";
    if (!valid) throw new ParameterError(`${OPERATION}: trainSizes holds ${size}; it must be ${rule}`);
    return counts ? size : Math.max(1, Math.floor(size * most));
  });
  const distinct = [...new Set(rows)].sort((a, b) => a - b);
  if (distinct.length < rows.length) {
    const message = `${OPERATION}: ${rows.length} trainSizes come to ${distinct.length} different numbers of rows`;
    warn(new SelectionWarning(message), options);
  }
  return distinct;
}
