/** The estimator contract: what every classifier does the same way, so that each of them only says what is its own. */
import { DataError, NotFittedError, throwIfAborted } from "./errors.js";
import type { FitMemory } from "./fit-memory.js";
import { checkSameLength, decodeLabels, encodeLabels, type Label, type Labels } from "./labels.js";
import { asFeatures, asMatrix, checkFinite, type Matrix, type MatrixLike } from "./matrix.js";
import { checkNames, checkParams, type Rules } from "./params.js";

/** How far a fit has come. `total` is an upper bound where the solver may stop early. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  /** The solver's own measure, such as the loss. */
  readonly value?: number;
}

export interface FitOptions {
  /** Cancels: `fit` rejects with AbortError and the estimator stays as it was. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Receives warnings such as ConvergenceWarning; the default prints them once to the console. */
  readonly onWarning?: (warning: Error) => void;
  /** Work done for other fits on the same rows; searches pass it, users need not. */
  readonly memory?: FitMemory;
}

export interface PredictOptions {
  readonly signal?: AbortSignal;
}

/** A checked training set: finite features and class codes. */
export interface TrainingSet {
  readonly X: Matrix;
  readonly codes: Int32Array;
  readonly classes: readonly Label[];
}

/**
 * Base of all classifiers. A subclass names itself, gives its parameter rules, and implements `fitModel` and `predictCodes`.
 * `fitModel` assigns learned attributes only after its last `await`, so that a failed or cancelled fit changes nothing.
 */
export abstract class Classifier<P extends object = object, F extends FitOptions = FitOptions> {
  /** Class labels, sorted. Codes and score columns follow this order. */
  classes_?: readonly Label[];
  /** Number of features seen in `fit`. */
  nFeaturesIn_?: number;

  /** The public name, as in messages and model files. */
  abstract readonly name: string;
  protected abstract readonly rules: Rules<P>;
  /** Parameters whose candidates share work when they are fitted on the same rows (see FitMemory); best varied in this order, the last the fastest. */
  readonly sharedAcross: readonly string[] = [];
  protected params: P;
  readonly #defaults: P;

  /** Stores the options; they are checked in `fit`. */
  constructor(defaults: P, given: Partial<P>) {
    this.#defaults = defaults;
    this.params = { ...defaults, ...dropUndefined(given) };
  }

  protected abstract fitModel(data: TrainingSet, options: F): Promise<void>;
  protected abstract predictCodes(X: Matrix, options: PredictOptions): Promise<ArrayLike<number>>;

  getParams(): P {
    return structuredClone(this.params);
  }

  /** Changes options; takes effect at the next `fit`. Throws ParameterError for an unknown name. */
  setParams(changes: Partial<P>): this {
    checkNames(this.name, changes, Object.keys(this.rules));
    this.params = { ...this.params, ...dropUndefined(changes) };
    return this;
  }

  /** An unfitted estimator with the same options. */
  clone(): this {
    const Type = this.constructor as new (params: Partial<P>) => this;
    return new Type(this.getParams());
  }

  /**
   * Learns from X (samples × features) and y (one label a row). Returns this.
   * Throws ParameterError, ShapeError or DataError before any work; AbortError when cancelled.
   */
  async fit(X: MatrixLike, y: Labels, options: F = {} as F): Promise<this> {
    const operation = `${this.name}.fit`;
    checkParams(this.name, this.params, this.rules);
    const data = checkTrainingSet(X, y, operation, this.minClasses);
    throwIfAborted(options.signal, operation);
    await this.fitModel(data, options);
    this.classes_ = data.classes;
    this.nFeaturesIn_ = data.X.cols;
    return this;
  }

  /** The most likely label of every row. */
  async predict(X: MatrixLike, options: PredictOptions = {}): Promise<Label[]> {
    const checked = this.checkInput(X, "predict", options);
    return decodeLabels(this.classes_!, await this.predictCodes(checked, options));
  }

  /** Mean accuracy of `predict(X)` against `y`. */
  async score(X: MatrixLike, y: Labels, options: PredictOptions = {}): Promise<number> {
    const checked = this.checkInput(X, "score", options);
    checkSameLength(checked.rows, y, `${this.name}.score`);
    const codes = await this.predictCodes(checked, options);
    let hits = 0;
    for (let i = 0; i < codes.length; i++) if (this.classes_![codes[i]] === y[i]) hits++;
    return hits / codes.length;
  }

  /** Fewest distinct labels that `fit` accepts. */
  protected get minClasses(): number {
    return 2;
  }

  /** Throws NotFittedError, ShapeError or DataError unless X can be predicted; AbortError when the signal has fired. */
  protected checkInput(X: MatrixLike, method: string, options: PredictOptions = {}): Matrix {
    const operation = `${this.name}.${method}`;
    if (this.nFeaturesIn_ === undefined)
      throw new NotFittedError(`${operation}: this ${this.name} is not fitted yet; call fit first`);
    const checked = asFeatures(X, this.nFeaturesIn_, operation);
    throwIfAborted(options.signal, operation);
    return checked;
  }

  /** All learned attributes (names that end in `_`) as plain data: what a model file holds. Throws NotFittedError before `fit`. */
  learnedState(): Record<string, unknown> {
    if (this.nFeaturesIn_ === undefined) throw new NotFittedError(`${this.name}: there is nothing to save before fit`);
    return Object.fromEntries(Object.entries(this).filter(([key, value]) => key.endsWith("_") && value !== undefined));
  }

  /** Takes over what `learnedState` gave, as if fitted here. */
  restoreState(state: Readonly<Record<string, unknown>>): this {
    return Object.assign(this, state);
  }

  /** Options that differ from their defaults, for display. */
  toString(): string {
    const defaults = this.#defaults as Record<string, unknown>;
    const changed = Object.entries(this.params).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key]),
    );
    return `${this.name}(${changed.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(", ")})`;
  }
}

/** Shared by `fit` and by whatever splits a data set before fitting. */
export function checkTrainingSet(X: MatrixLike, y: Labels, operation: string, minClasses = 2): TrainingSet {
  const checked = asMatrix(X, operation);
  checkSameLength(checked.rows, y, operation);
  if (checked.rows === 0) throw new DataError(`${operation}: X has no rows; at least one is needed`);
  if (checked.cols === 0) throw new DataError(`${operation}: X has no columns; at least one is needed`);
  checkFinite(checked, operation);
  const { classes, codes } = encodeLabels(y, operation);
  if (classes.length < minClasses) {
    throw new DataError(
      `${operation}: y has only one class (${JSON.stringify(classes[0])}); at least ${minClasses} are needed`,
    );
  }
  return { X: checked, codes, classes };
}

/** Position of the largest value of each row of `scores` (rows × cols); ties go to the lower index. */
export function argmaxRows(scores: ArrayLike<number>, rows: number, cols: number): Int32Array {
  const best = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    const base = i * cols;
    let at = 0;
    for (let j = 1; j < cols; j++) if (scores[base + j] > scores[base + at]) at = j;
    best[i] = at;
  }
  return best;
}

/** The default sink of warnings. */
export function warn(warning: Error, options: Pick<FitOptions, "onWarning">): void {
  if (options.onWarning) options.onWarning(warning);
  else console.warn(`${warning.name}: ${warning.message}`);
}

function dropUndefined<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
