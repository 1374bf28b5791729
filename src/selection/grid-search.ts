/** Exhaustive search over parameter values by cross-validation; the search is itself an estimator. */
import { DataError, NotFittedError, ParameterError } from "../core/errors.js";
import { checkTrainingSet, type PredictOptions, type TrainingSet } from "../core/estimator.js";
import { decodeLabels, type Label, type Labels } from "../core/labels.js";
import { asMatrix, type Matrix, type MatrixLike } from "../core/matrix.js";
import { checkNames } from "../core/params.js";
import type { CrossValidateOptions } from "./cross-validate.js";
import type { Estimator } from "./estimator.js";
import { type ParamGrid, parameterGrid } from "./parameter-grid.js";
import { type RunOptions, runFits, type SelectionProgress } from "./run-fits.js";
import { resolveScorer } from "./scoring.js";
import { type SearchResults, searchResults } from "./search-results.js";
import { DEFAULT_FOLDS, resolveFolds } from "./splitter.js";

export interface GridSearchOptions<E extends Estimator = Estimator>
  extends Pick<CrossValidateOptions<E>, "cv" | "scoring" | "errorScore" | "returnTrainScore"> {
  /** Whether the best candidate is fitted on all rows in the end, so that the search can predict. Default true. */
  readonly refit?: boolean;
}

export interface GridSearchParams<E extends Estimator = Estimator> extends Required<GridSearchOptions<E>> {
  readonly estimator: E;
  readonly paramGrid: ParamGrid | readonly ParamGrid[];
}

const DEFAULTS = {
  cv: DEFAULT_FOLDS,
  scoring: "accuracy",
  errorScore: "raise",
  returnTrainScore: false,
  refit: true,
} as const;

/**
 * Fits every combination of `paramGrid` on every fold, one task of the pool each, and keeps the one with the best mean
 * score; the first of equals. Cost: combinations × folds fits, and one more on all rows with `refit`.
 *
 * Same as scikit-learn GridSearchCV, except that `errorScore` defaults to "raise", that `refit` is true or false, that there is
 * one score, and that parameters inside `estimator` are reached through it, not as `estimator__C`.
 *
 * @example
 * const search = new GridSearchCV(new SVC(), { C: [1, 10], kernel: ["linear", "rbf"] }, { cv: 3 });
 * await search.fit(X, y, { onProgress: ({ done, total }) => console.log(`${done}/${total}`) });
 * console.log(search.bestParams_, search.bestScore_);
 */
export class GridSearchCV<E extends Estimator = Estimator> implements Estimator {
  readonly name = "GridSearchCV";
  #params: GridSearchParams<E>;

  /** Scores of every candidate. */
  cvResults_?: SearchResults;
  /** Position of the best candidate in `cvResults_`. */
  bestIndex_?: number;
  bestParams_?: Record<string, unknown>;
  /** Mean test score of the best candidate over the folds. */
  bestScore_?: number;
  /** The best candidate, fitted on all rows; only with `refit`. */
  bestEstimator_?: E;
  /** Seconds; only with `refit`. */
  refitTime_?: number;
  nSplits_?: number;

  /** Stores its arguments; they are checked in `fit`. */
  constructor(estimator: E, paramGrid: ParamGrid | readonly ParamGrid[], options: GridSearchOptions<E> = {}) {
    this.#params = { ...DEFAULTS, ...options, estimator, paramGrid };
  }

  get classes_(): readonly Label[] | undefined {
    return this.bestEstimator_?.classes_;
  }

  get nFeaturesIn_(): number | undefined {
    return this.bestEstimator_?.nFeaturesIn_;
  }

  getParams(): GridSearchParams<E> {
    return { ...this.#params };
  }

  setParams(changes: Partial<GridSearchParams<E>>): this {
    checkNames(this.name, changes, Object.keys(this.#params));
    this.#params = { ...this.#params, ...changes };
    return this;
  }

  clone(): this {
    const { estimator, paramGrid, ...options } = this.#params;
    const Type = this.constructor as new (...args: ConstructorParameters<typeof GridSearchCV<E>>) => this;
    return new Type(estimator.clone(), paramGrid, options);
  }

  /**
   * Searches. `onProgress` hears of every fit; with `refit` the last step is the fit on all rows. `runtime` does not concern that
   * one, which is an ordinary fit on the shared pool.
   * Throws as `crossValidate`; DataError when no candidate has a score that is a number. A failed or cancelled search changes nothing.
   */
  async fit(X: MatrixLike, y: Labels, options: RunOptions = {}): Promise<this> {
    const operation = "GridSearchCV.fit";
    const { estimator, cv, refit, ...settings } = this.#params;
    const { paramGrid, returnTrainScore } = settings;
    checkNames(this.name, this.#params, Object.keys({ ...DEFAULTS, estimator, paramGrid }));
    const candidates = parameterGrid(paramGrid);
    const data = checkTrainingSet(X, y, operation, 1);
    const folds = resolveFolds(cv, data, operation, options);
    const fits = candidates.flatMap((params) => folds.map((rows, fold) => ({ params, fold, ...rows })));
    const total = fits.length + (refit ? 1 : 0);
    const report = (progress: SelectionProgress) => options.onProgress?.({ ...progress, total });
    const results = await runFits(
      { operation, data, fits, estimator, ...settings },
      { ...options, onProgress: report },
    );
    const table = searchResults(candidates, results, returnTrainScore);
    const best = table.rankTestScore.indexOf(1);
    if (Number.isNaN(table.meanTestScore[best]))
      throw new DataError(`${operation}: every candidate's mean score is NaN`);
    const started = performance.now();
    const fitted = refit ? await this.#refit(candidates[best], data, options) : undefined;
    if (fitted) report({ done: total, total, unit: "fits", params: candidates[best] });
    this.cvResults_ = table;
    this.bestIndex_ = best;
    this.bestParams_ = candidates[best];
    this.bestScore_ = table.meanTestScore[best];
    this.bestEstimator_ = fitted;
    this.refitTime_ = fitted && (performance.now() - started) / 1000;
    this.nSplits_ = folds.length;
    return this;
  }

  async #refit(params: object, { X, codes, classes }: TrainingSet, options: RunOptions): Promise<E> {
    const { signal, onWarning } = options;
    const estimator = this.#params.estimator.clone().setParams(params);
    await estimator.fit(X, decodeLabels(classes, codes), { signal, onWarning });
    return estimator;
  }

  async predict(X: MatrixLike, options: PredictOptions = {}): Promise<Label[]> {
    return this.#fitted("predict").predict(X, options);
  }

  async predictProba(X: MatrixLike, options: PredictOptions = {}): Promise<Matrix> {
    return this.#method("predictProba")(X, options);
  }

  async decisionFunction(X: MatrixLike, options: PredictOptions = {}): Promise<Matrix> {
    return this.#method("decisionFunction")(X, options);
  }

  /** The score that the search maximised, on other rows. */
  async score(X: MatrixLike, y: Labels, options: PredictOptions = {}): Promise<number> {
    const operation = "GridSearchCV.score";
    const estimator = this.#fitted("score");
    const scorer = resolveScorer(this.#params.scoring, operation);
    return scorer(estimator, asMatrix(X, operation), Array.from<Label>(y), options);
  }

  #fitted(method: string): E {
    if (this.bestEstimator_) return this.bestEstimator_;
    const reason = this.cvResults_ ? "refit was false, so no estimator was fitted on all rows" : "call fit first";
    throw new NotFittedError(`GridSearchCV.${method}: this GridSearchCV is not fitted; ${reason}`);
  }

  #method(method: "predictProba" | "decisionFunction") {
    const estimator = this.#fitted(method);
    const found = estimator[method];
    if (found) return found.bind(estimator);
    throw new ParameterError(`GridSearchCV.${method}: ${estimator.name} has no ${method}`);
  }
}
