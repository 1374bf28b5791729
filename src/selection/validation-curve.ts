/** Scores against the value of one parameter. */
import { ParameterError } from "../core/errors.js";
import { checkTrainingSet } from "../core/estimator.js";
import type { Labels } from "../core/labels.js";
import type { MatrixLike } from "../core/matrix.js";
import type { SelectionOptions } from "./cross-validate.js";
import { type CurveScores, curveOf } from "./curve.js";
import type { Estimator } from "./estimator.js";
import { runFits } from "./run-fits.js";
import { DEFAULT_FOLDS, resolveFolds } from "./splitter.js";

export interface ValidationCurveOptions<E extends Estimator = Estimator> extends SelectionOptions<E> {
  /** The parameter that varies. */
  readonly paramName: string;
  /** Its values, one or more. */
  readonly paramRange: ArrayLike<unknown>;
}

/**
 * Training and test scores for each value of one parameter: values × folds. All fits share the pool.
 *
 * Same as scikit-learn validation_curve, except that `errorScore` defaults to "raise".
 * @throws As `crossValidate`.
 *
 * @example
 * const C = [0.001, 0.01, 0.1, 1];
 * const { testScores } = await validationCurve(new LogisticRegression(), X, y, { paramName: "C", paramRange: C });
 */
export async function validationCurve<E extends Estimator>(
  estimator: E,
  X: MatrixLike,
  y: Labels,
  options: ValidationCurveOptions<E>,
): Promise<CurveScores> {
  const operation = "validationCurve";
  const { paramName, paramRange, cv = DEFAULT_FOLDS, scoring = "accuracy", errorScore = "raise" } = options;
  if (!paramRange?.length) throw new ParameterError(`${operation}: paramRange is empty; it needs at least one value`);
  const data = checkTrainingSet(X, y, operation, 1);
  const folds = resolveFolds(cv, data, operation, options);
  const candidates = Array.from(paramRange, (value) => ({ [paramName]: value }));
  const fits = candidates.flatMap((params) => folds.map((rows, fold) => ({ params, fold, ...rows })));
  const plan = { operation, estimator, data, fits, scoring, errorScore, returnTrainScore: true };
  return curveOf(await runFits(plan, options), folds.length);
}
