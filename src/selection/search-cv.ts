/** What searches over parameter values share: their options, the final fit on all rows, and predicting with it. */
import { DataError, NotFittedError, ParameterError } from "../core/errors.js";
import { checkTrainingSet, type PredictOptions, type TrainingSet } from "../core/estimator.js";
import { decodeLabels, type Label, type Labels } from "../core/labels.js";
import { asMatrix, type Matrix, type MatrixLike } from "../core/matrix.js";
import { checkNames } from "../core/params.js";
import type { Fold } from "../data/k-fold.js";
import type { CrossValidateOptions } from "./cross-validate.js";
import type { Estimator } from "./estimator.js";
import { type ParamGrid, parameterGrid } from "./parameter-grid.js";
import { fitOptionsOf, type RunOptions, type SelectionProgress } from "./run-fits.js";
import { resolveScorer } from "./scoring.js";
import type { SearchResults } from "./search-results.js";
import { DEFAULT_FOLDS, resolveFolds } from "./splitter.js";

export interface SearchOptions<E extends Estimator = Estimator>
  extends Pick<CrossValidateOptions<E>, "cv" | "scoring" | "errorScore" | "returnTrainScore"> {
  /** Whether the best candidate is fitted on all rows in the end, so that the search can predict. Default true. */
  readonly refit?: boolean;
}

export interface SearchParams<E extends Estimator = Estimator> extends Required<SearchOptions<E>> {
  readonly estimator: E;
  readonly paramGrid: ParamGrid | readonly ParamGrid[];
}

export const SEARCH_DEFAULTS = {
  cv: DEFAULT_FOLDS,
  scoring: "accuracy",
  errorScore: "raise",
  returnTrainScore: false,
  refit: true,
} as const;

/** What a search is given. */
export interface SearchTask {
  /** For messages, such as "GridSearchCV.fit". */
  readonly operation: string;
  readonly data: TrainingSet;
  readonly folds: readonly Fold[];
  readonly candidates: readonly Record<string, unknown>[];
}

/** What a search answers: the table of all fits, and which row of it won. */
export interface SearchOutcome<R extends SearchResults> {
  readonly table: R;
  readonly best: number;
  /** Attributes of its own that the search has learned. */
  readonly learned?: object;
}

export abstract class SearchCV<E extends Estimator, P extends SearchParams<E>, R extends SearchResults>
  implements Estimator
{
  abstract readonly name: string;
  protected params: P;
  readonly #known: readonly string[];

  /** Scores of every candidate. */
  cvResults_?: R;
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
  protected constructor(defaults: Omit<P, "estimator" | "paramGrid">, params: P) {
    this.params = params;
    this.#known = [...Object.keys(defaults), "estimator", "paramGrid"];
  }

  /** Fits the candidates; `onProgress` hears of every fit, `total` counting the final one on all rows if there is to be one. */
  protected abstract search(task: SearchTask, options: RunOptions): Promise<SearchOutcome<R>>;

  get classes_(): readonly Label[] | undefined {
    return this.bestEstimator_?.classes_;
  }

  get nFeaturesIn_(): number | undefined {
    return this.bestEstimator_?.nFeaturesIn_;
  }

  getParams(): P {
    return { ...this.params };
  }

  setParams(changes: Partial<P>): this {
    checkNames(this.name, changes, this.#known);
    this.params = { ...this.params, ...changes };
    return this;
  }

  clone(): this {
    const { estimator, paramGrid, ...options } = this.params;
    const Type = this.constructor as new (estimator: E, paramGrid: P["paramGrid"], options: object) => this;
    return new Type(estimator.clone(), paramGrid, options);
  }

  /**
   * Searches. `onProgress` hears of every fit; with `refit` the last step is the fit on all rows, an ordinary one: only an estimator whose
   * `fit` takes an `executor`, such as SVC, has a use for it there.
   * Throws as `crossValidate`; DataError when no candidate has a score that is a number. A failed or cancelled search changes nothing.
   */
  async fit(X: MatrixLike, y: Labels, options: RunOptions = {}): Promise<this> {
    const operation = `${this.name}.fit`;
    checkNames(this.name, this.params, this.#known);
    const candidates = parameterGrid(this.params.paramGrid);
    const data = checkTrainingSet(X, y, operation, 1);
    const folds = resolveFolds(this.params.cv, data, operation, options);
    let last: SelectionProgress | undefined;
    const onProgress = (progress: SelectionProgress) => {
      last = progress;
      options.onProgress?.(progress);
    };
    const task = { operation, data, folds, candidates };
    const { table, best, learned } = await this.search(task, { ...options, onProgress });
    if (Number.isNaN(table.meanTestScore[best]))
      throw new DataError(`${operation}: every candidate's mean score is NaN`);
    const started = performance.now();
    const fitted = this.params.refit ? await this.#refit(table.params[best], data, options) : undefined;
    const total = last!.total;
    if (fitted) options.onProgress?.({ done: total, total, unit: "fits", params: table.params[best] });
    this.cvResults_ = table;
    this.bestIndex_ = best;
    this.bestParams_ = table.params[best];
    this.bestScore_ = table.meanTestScore[best];
    this.bestEstimator_ = fitted;
    this.refitTime_ = fitted && (performance.now() - started) / 1000;
    this.nSplits_ = folds.length;
    return Object.assign(this, learned);
  }

  async #refit(params: object, { X, codes, classes }: TrainingSet, options: RunOptions): Promise<E> {
    const estimator = this.params.estimator.clone().setParams(params);
    await estimator.fit(X, decodeLabels(classes, codes), fitOptionsOf(options));
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
    const operation = `${this.name}.score`;
    const estimator = this.#fitted("score");
    const scorer = resolveScorer(this.params.scoring, operation);
    return scorer(estimator, asMatrix(X, operation), Array.from<Label>(y), options);
  }

  #fitted(method: string): E {
    if (this.bestEstimator_) return this.bestEstimator_;
    const reason = this.cvResults_ ? "refit was false, so no estimator was fitted on all rows" : "call fit first";
    throw new NotFittedError(`${this.name}.${method}: this ${this.name} is not fitted; ${reason}`);
  }

  #method(method: "predictProba" | "decisionFunction") {
    const estimator = this.#fitted(method);
    const found = estimator[method];
    if (found) return found.bind(estimator);
    throw new ParameterError(`${this.name}.${method}: ${estimator.name} has no ${method}`);
  }
}
