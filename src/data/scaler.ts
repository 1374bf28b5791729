/** What the scalers share: parameters by name, and checks of what they are given. */
import { DataError, NotFittedError, ShapeError } from "../core/errors.js";
import { asMatrix, checkFinite, type Matrix, type MatrixData, type MatrixLike, scaleOf } from "../core/matrix.js";
import { checkNames, checkParams, type Rules } from "../core/params.js";

/** A column-wise affine map, learned from data. Statistics are f64, results f32. */
export abstract class Scaler<P extends object> {
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

  /** Name in messages. */
  protected abstract readonly name: string;
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

/** Writes the new values of one row to `out`, computed in f64. */
export type RowMap = (row: MatrixData, out: Float32Array) => void;

function mapRows(X: Matrix, map: RowMap): Matrix<Float32Array> {
  const { rows, cols } = X;
  const data = new Float32Array(rows * cols);
  let start = 0;
  eachRow(X, (row) => {
    map(row, data.subarray(start, start + cols));
    start += cols;
  });
  return { data, rows, cols };
}

/** Calls `visit` with the values of each row in order; what it is given is valid during the call only. */
export function eachRow(X: Matrix, visit: (row: MatrixData) => void): void {
  const { data, rows, cols } = X;
  const scale = scaleOf(X);
  const scaledRow = new Float32Array(scale === 1 ? 0 : cols);
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * cols, (i + 1) * cols);
    for (let j = 0; j < scaledRow.length; j++) scaledRow[j] = row[j] * scale;
    visit(scale === 1 ? row : scaledRow);
  }
}
