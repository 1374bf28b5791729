/** Dense row-major matrices over floats or bytes: the only shape in which Heddle takes features. */
import { DataError, ParameterError, ShapeError } from "./errors.js";

export type MatrixData = Float32Array | Uint8Array;

/**
 * `rows × cols` values, row-major; row i is `data.subarray(i * cols, (i + 1) * cols)`.
 * Bytes may carry a scale: the value of a byte is the f32 product `byte * scale`, so pixels count as 0 … 1 without
 * ever being stored as floats. Floats always have scale 1 (or none).
 */
export interface Matrix<D extends MatrixData = MatrixData> {
  readonly data: D;
  readonly rows: number;
  readonly cols: number;
  readonly scale?: number;
}

/** What every method that takes features accepts. */
export type MatrixLike = Matrix | readonly (readonly number[])[];

/** typed-array tests by tag: `instanceof` fails for arrays made in another realm. */
function tag(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

export function isFloat32Array(value: unknown): value is Float32Array {
  return tag(value) === "Float32Array";
}

export function isUint8Array(value: unknown): value is Uint8Array {
  return tag(value) === "Uint8Array";
}

/**
 * A matrix over existing data (no copy), or from an array of rows (copied to f32).
 * @throws ShapeError when the length is not rows × cols, or rows differ in length.
 */
export function matrix<D extends MatrixData>(data: D, shape: readonly [rows: number, cols: number]): Matrix<D>;
export function matrix(rows: readonly (readonly number[])[]): Matrix<Float32Array>;
export function matrix(data: MatrixData | readonly (readonly number[])[], shape?: readonly [number, number]): Matrix {
  if (Array.isArray(data)) return fromRows(data as readonly (readonly number[])[], "matrix");
  if (!shape) throw new ShapeError("matrix: a typed array needs a shape [rows, cols]");
  return shaped(data as MatrixData, shape, "matrix");
}

function shaped(data: MatrixData, [rows, cols]: readonly [number, number], operation: string): Matrix {
  if (!isFloat32Array(data) && !isUint8Array(data)) {
    throw new ShapeError(
      `${operation}: data must be a Float32Array, a Uint8Array or an array of rows, not ${tag(data)}`,
    );
  }
  if (!Number.isInteger(rows) || !Number.isInteger(cols) || rows < 0 || cols < 0) {
    throw new ShapeError(`${operation}: shape [${rows}, ${cols}] must be two non-negative integers`);
  }
  if (data.length !== rows * cols) {
    throw new ShapeError(`${operation}: ${data.length} values do not fill a ${rows} × ${cols} matrix (${rows * cols})`);
  }
  return { data, rows, cols };
}

function fromRows(source: readonly (readonly number[])[], operation: string): Matrix<Float32Array> {
  const rows = source.length;
  const cols = rows === 0 ? 0 : (source[0]?.length ?? 0);
  const data = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    const row: readonly number[] | null | undefined = source[i];
    if (typeof row !== "object" || typeof row?.length !== "number") {
      throw new ShapeError(
        `${operation}: row ${i} is ${String(row)}; X must be an array of rows, each an array of numbers`,
      );
    }
    if (row.length !== cols) {
      throw new ShapeError(`${operation}: row ${i} has ${row.length} values, row 0 has ${cols}`);
    }
    for (let j = 0; j < cols; j++) {
      if (typeof row[j] !== "number") throw new DataError(`${operation}: value at [${i}, ${j}] is not a number`);
    }
    data.set(row, i * cols);
  }
  return { data, rows, cols };
}

/** The same bytes, counted as `byte * scale`. Throws ShapeError for floats and ParameterError for a scale that is not positive. */
export function scaled(X: Matrix<Uint8Array>, scale: number): Matrix<Uint8Array> {
  if (!isUint8Array(X.data)) throw new ShapeError("scaled: only a matrix of bytes can carry a scale");
  if (!(scale > 0 && Number.isFinite(scale)))
    throw new ParameterError(`scaled: scale is ${scale}; it must be a number above 0`);
  return { ...X, scale: Math.fround(scale) };
}

/** The factor every stored number counts with: 1 unless bytes carry another. */
export function scaleOf(X: Matrix): number {
  return X.scale ?? 1;
}

/** Values as f32: the matrix itself if it holds floats already, else a scaled copy. */
export function toFloat32(X: Matrix): Matrix<Float32Array> {
  if (isFloat32Array(X.data)) return X as Matrix<Float32Array>;
  const scale = scaleOf(X);
  const data = new Float32Array(X.data.length);
  for (let i = 0; i < data.length; i++) data[i] = X.data[i] * scale;
  return { data, rows: X.rows, cols: X.cols };
}

/** Any accepted form as a Matrix. Throws ShapeError naming `operation` otherwise. */
export function asMatrix(X: MatrixLike, operation: string): Matrix {
  if (Array.isArray(X)) return fromRows(X as readonly (readonly number[])[], operation);
  const candidate = X as Partial<Matrix> | null | undefined;
  if (candidate && typeof candidate === "object" && candidate.data !== undefined) {
    const plain = shaped(candidate.data, [candidate.rows as number, candidate.cols as number], operation);
    const { scale } = candidate;
    return scale === undefined || scale === 1 ? plain : scaled(plain as Matrix<Uint8Array>, scale);
  }
  throw new ShapeError(`${operation}: X must be a Matrix or an array of rows, not ${X === null ? "null" : typeof X}`);
}

/** Throws DataError at the first NaN or infinity; bytes always pass. */
export function checkFinite(X: Matrix, operation: string): void {
  if (isUint8Array(X.data)) return;
  const { data, cols } = X;
  for (let i = 0; i < data.length; i++) {
    // Subtracting a finite number from itself gives 0; NaN and the infinities give NaN.
    if (data[i] - data[i] !== 0) {
      throw new DataError(
        `${operation}: X[${Math.floor(i / cols)}, ${i % cols}] is ${data[i]}; every value must be finite`,
      );
    }
  }
}

/** What a fitted model takes: rows of `features` finite numbers, one at least. Throws ShapeError or DataError naming `operation`. */
export function asFeatures(X: MatrixLike, features: number, operation: string): Matrix {
  const checked = asMatrix(X, operation);
  if (checked.rows === 0) throw new DataError(`${operation}: X has no rows`);
  if (checked.cols !== features) {
    throw new ShapeError(`${operation}: X has ${checked.cols} columns, the model was fitted with ${features}`);
  }
  checkFinite(checked, operation);
  return checked;
}

/** Rows `start` to `end` (exclusive) as a view on the same data. */
export function sliceRows<D extends MatrixData>(X: Matrix<D>, start: number, end: number): Matrix<D> {
  return { ...X, data: X.data.subarray(start * X.cols, end * X.cols) as D, rows: end - start };
}

/** The rows named by `indices`, in that order, copied. */
export function takeRows<D extends MatrixData>(X: Matrix<D>, indices: ArrayLike<number>): Matrix<D> {
  const { cols } = X;
  const data = (
    isUint8Array(X.data) ? new Uint8Array(indices.length * cols) : new Float32Array(indices.length * cols)
  ) as D;
  for (let i = 0; i < indices.length; i++) {
    data.set(X.data.subarray(indices[i] * cols, (indices[i] + 1) * cols), i * cols);
  }
  return { ...X, data, rows: indices.length };
}
