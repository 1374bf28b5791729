/** The k-nearest-neighbours classifier. */
import { NotFittedError, ParameterError } from "../../core/errors.js";
import {
  argmaxRows,
  Classifier,
  type FitOptions,
  type PredictOptions,
  type TrainingSet,
} from "../../core/estimator.js";
import { type Matrix, type MatrixLike, matrix } from "../../core/matrix.js";
import { checkParams, integerAtLeast, oneOf, type Rules } from "../../core/params.js";
import { currentRuntime } from "../../engine/runtime.js";
import { findNeighbors } from "./find.js";
import { classVotes, shares } from "./predict.js";
import type { Neighbors, NeighborsState, Weights } from "./state.js";

export interface KNeighborsParams {
  /** Neighbours that vote, 1 or more. Default 5. */
  readonly nNeighbors: number;
  /** "uniform": one vote each. "distance": 1 / distance each; a neighbour at distance 0 outvotes all that are farther. Default "uniform". */
  readonly weights: Weights;
  /** "minkowski" is euclidean with p = 2 and manhattan with p = 1. Default "minkowski". */
  readonly metric: "euclidean" | "manhattan" | "minkowski";
  /** Power of the Minkowski metric, 1 or 2. Default 2. */
  readonly p: number;
  /** Every training row is compared, or ruled out by a bound. Default "brute". */
  readonly algorithm: "brute" | "auto";
}

export interface KNeighborsOptions extends PredictOptions {
  /** Default: the estimator's. */
  readonly nNeighbors?: number;
  /** Default true. */
  readonly returnDistance?: boolean;
}

/** Row i holds the neighbours of query i, nearest first; among equally far ones the lower index first. */
export interface KNeighborsResult {
  /** queries × nNeighbors, row-major, in the units of X. */
  readonly distances?: Float64Array;
  /** queries × nNeighbors positions among the training rows. */
  readonly indices: Int32Array;
  readonly rows: number;
  readonly nNeighbors: number;
}

const DEFAULTS: KNeighborsParams = {
  nNeighbors: 5,
  weights: "uniform",
  metric: "minkowski",
  p: 2,
  algorithm: "brute",
};

/**
 * Predicts the class that most of the nearest training rows have. Learns nothing: `fit` keeps X (not a copy; do not change it afterwards).
 *
 * Neighbours are exact. Bytes of one scale are compared in integers; floats get their distances in f64, whatever chose the candidates. Among
 * equally far rows the lower index is nearer, among equal votes the lower class wins.
 * Cost of predicting: rows × training rows × columns multiplications, shared among the threads; large calls on bytes need about a quarter.
 *
 * Same as scikit-learn KNeighborsClassifier, except: algorithm is brute force only; metrics are Euclidean and Manhattan; features are f32 or
 * bytes; ties have a rule (scikit-learn leaves equally far neighbours to chance); more neighbours than rows is a ParameterError.
 *
 * Throws ParameterError, ShapeError, DataError, NotFittedError; AbortError when cancelled.
 *
 * @example
 * const knn = new KNeighborsClassifier({ nNeighbors: 3 });
 * await knn.fit([[0], [1], [2], [3]], [0, 0, 1, 1]);
 * await knn.predict([[1.1]]); // [0]
 */
export class KNeighborsClassifier extends Classifier<KNeighborsParams> {
  readonly name = "KNeighborsClassifier";
  protected readonly rules: Rules<KNeighborsParams> = {
    nNeighbors: integerAtLeast(1),
    weights: oneOf("uniform", "distance"),
    metric: oneOf("euclidean", "manhattan", "minkowski"),
    p: oneOf(1, 2),
    algorithm: oneOf("brute", "auto"),
  };

  /** The training rows, as given. */
  fitX_?: Matrix;
  /** Number of training rows. */
  nSamplesFit_?: number;
  /** Their class codes, positions in `classes_`. */
  fitCodes_?: Int32Array;
  /** What `metric` and `p` came to. */
  effectiveMetric_?: "euclidean" | "manhattan";
  #state?: NeighborsState;

  constructor(params: Partial<KNeighborsParams> = {}) {
    super(DEFAULTS, params);
  }

  protected override get minClasses(): number {
    return 1;
  }

  protected async fitModel({ X, codes }: TrainingSet, _options: FitOptions): Promise<void> {
    const { metric, p } = this.params;
    const manhattan = metric === "manhattan" || (metric === "minkowski" && p === 1);
    this.effectiveMetric_ = manhattan ? "manhattan" : "euclidean";
    this.fitX_ = X;
    this.fitCodes_ = codes;
    this.nSamplesFit_ = X.rows;
  }

  /** Share of each class among the (weighted) votes, rows × classes in the order of `classes_`. */
  async predictProba(X: MatrixLike, options: PredictOptions = {}): Promise<Matrix<Float32Array>> {
    const checked = this.checkInput(X, "predictProba", options);
    const classCount = this.classes_!.length;
    const votes = await this.#votes(checked, "predictProba", options);
    return matrix(Float32Array.from(shares(votes, classCount)), [checked.rows, classCount]);
  }

  /**
   * The nearest training rows of every row of X. X null or left out: of every training row, itself excluded.
   * Throws ParameterError when nNeighbors exceeds the training rows there are to find.
   */
  async kneighbors(X?: MatrixLike | null, options: KNeighborsOptions = {}): Promise<KNeighborsResult> {
    const { nNeighbors = this.params.nNeighbors, returnDistance = true, signal } = options;
    const queries = X === undefined || X === null ? undefined : this.checkInput(X, "kneighbors", options);
    const { rows, k, distances, indices } = await this.#find("kneighbors", queries, nNeighbors, { signal });
    return { ...(returnDistance && { distances }), indices, rows, nNeighbors: k };
  }

  protected async predictCodes(X: Matrix, options: PredictOptions): Promise<Int32Array> {
    return argmaxRows(await this.#votes(X, "predict", options), X.rows, this.classes_!.length);
  }

  async #votes(X: Matrix, method: string, options: PredictOptions): Promise<Float64Array> {
    const neighbors = await this.#find(method, X, this.params.nNeighbors, options);
    return classVotes(this.#fitted(method), neighbors, this.params.weights);
  }

  async #find(method: string, queries: Matrix | undefined, k: number, options: PredictOptions): Promise<Neighbors> {
    const state = this.#fitted(method);
    checkParams(this.name, { ...this.params, nNeighbors: k }, this.rules);
    const others = state.X.rows - (queries ? 0 : 1);
    if (k > others) {
      const own = queries ? "" : " other than the row itself";
      throw new ParameterError(
        `${this.name}.${method}: nNeighbors is ${k}; the model was fitted with ${state.X.rows} rows, so there are ${others}${own} to find`,
      );
    }
    return findNeighbors(currentRuntime, state, { queries, k }, options.signal);
  }

  /** The learned attributes as one object, the same until the next fit. */
  #fitted(method: string): NeighborsState {
    const { fitX_: X, fitCodes_: codes, classes_: classes } = this;
    if (!X || !codes || !classes) {
      throw new NotFittedError(`${this.name}.${method}: this ${this.name} is not fitted yet; call fit first`);
    }
    if (this.#state?.codes !== codes) {
      const metric = this.effectiveMetric_ === "manhattan" ? "l1" : "l2";
      this.#state = { X, codes, classCount: classes.length, metric };
    }
    return this.#state!;
  }
}
