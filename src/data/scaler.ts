/** What the scalers share: parameters by name, and checks of what they are given. */
import { DataError, NotFittedError, ShapeError } from "../core/errors.js";
import { asMatrix, checkFinite, type Matrix, type MatrixLike } from "../core/matrix.js";
import { checkNames, checkParams, type Rules } from "../core/params.js";
import { mapRows, type RowMap } from "./scale-rows.js";

/** A column-wise affine map, learned from data. Statistics are f64, results f32. */
export abstract class Scaler<P extends object = object> {
  /** The public name, as in messages and model files. */
  abstract readonly name: string;
  /** Columns seen in `fit`. */
  nFeaturesIn_: number | undefined;
  /** Rows seen in `fit`. */
  nSamplesSeen_: number | undefined;
  protected params: P;
  readonly #rules: Rules<P>;

  protected constructor(defaults: P, rules: Rules<P>, options: Partial<P>) {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    this.params = { ...defaults, ...(Object.fromEntries(given) as Partial<P>) };
    this.#rules = rules;
  }

  getParams(): P {
    return structuredClone(this.params);
  }

  /** Changes parameters; they hold from the next `fit`. Throws ParameterError for an unknown name. */
  setParams(params: Partial<P>): this {
    checkNames(this.name, params, Object.keys(this.#rules));
    this.params = { ...this.params, ...params };
    return this;
  }

  /** An unfitted scaler with the same parameters. */
  clone(): this {
    return new (this.constructor as new (params: P) => this)(this.getParams());
  }

  /**
   * Learns the columns' statistics.
   * @throws ParameterError for a bad parameter, DataError for NaN, infinity or no rows, ShapeError for a wrong X.
   */
  fit(X: MatrixLike): this {
    checkParams(this.name, this.params, this.#rules);
    const features = asMatrix(X, `${this.name}.fit`);
    if (features.rows === 0 || features.cols === 0) {
      throw new DataError(`${this.name}.fit: X is ${features.rows} × ${features.cols}; it needs a row and a column`);
    }
    checkFinite(features, `${this.name}.fit`);
    this.learn(features);
    this.nFeaturesIn_ = features.cols;
    this.nSamplesSeen_ = features.rows;
    return this;
  }

  /** X scaled, rows × columns as f32. @throws NotFittedError, ShapeError, DataError. */
  transform(X: MatrixLike): Matrix<Float32Array> {
    const features = this.#check(X, "transform");
    return mapRows(features, this.forward());
  }

  /** Undoes `transform`. @throws NotFittedError, ShapeError, DataError. */
  inverseTransform(X: MatrixLike): Matrix<Float32Array> {
    const features = this.#check(X, "inverseTransform");
    return mapRows(features, this.backward());
  }

  fitTransform(X: MatrixLike): Matrix<Float32Array> {
    const features = asMatrix(X, `${this.name}.fitTransform`);
    return this.fit(features).transform(features);
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

  protected abstract learn(X: Matrix): void;
  protected abstract forward(): RowMap;
  protected abstract backward(): RowMap;

  #check(X: MatrixLike, method: string): Matrix {
    const operation = `${this.name}.${method}`;
    if (this.nFeaturesIn_ === undefined) throw new NotFittedError(`${operation}: call fit first`);
    const features = asMatrix(X, operation);
    if (features.cols !== this.nFeaturesIn_) {
      throw new ShapeError(
        `${operation}: X has ${features.cols} columns, the scaler was fitted with ${this.nFeaturesIn_}`,
      );
    }
    checkFinite(features, operation);
    return features;
  }
}
