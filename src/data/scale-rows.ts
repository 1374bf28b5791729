/** What fitted scalers do to rows. Pure: learned numbers and rows in, f32 rows out. */
import { type Matrix, type MatrixData, scaleOf } from "../core/matrix.js";

/** x → x · scale_ + min_, held to clipRange_ if there is one. */
export interface MinMaxState {
  readonly min_: Float64Array;
  readonly scale_: Float64Array;
  readonly clipRange_: readonly [low: number, high: number] | null;
}

/** x → (x − mean_) / scale_; without `withMean_` nothing is subtracted, with scale_ null nothing divided. */
export interface StandardState {
  readonly mean_: Float64Array | null;
  readonly scale_: Float64Array | null;
  readonly withMean_: boolean;
}

/** Writes the new values of one row to `out`, computed in f64. */
export type RowMap = (row: MatrixData, out: Float32Array) => void;

export function minMaxForward({ min_, scale_, clipRange_ }: MinMaxState): RowMap {
  const [low, high] = clipRange_ ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return (row, out) => {
    for (let j = 0; j < row.length; j++) out[j] = Math.min(high, Math.max(low, row[j] * scale_[j] + min_[j]));
  };
}

export function standardForward(state: StandardState, cols: number): RowMap {
  const { shift, scale } = standardAffine(state, cols);
  return (row, out) => {
    for (let j = 0; j < row.length; j++) out[j] = (row[j] - shift[j]) / scale[j];
  };
}

/** What is subtracted, and what then divides. */
export function standardAffine({ mean_, scale_, withMean_ }: StandardState, cols: number) {
  return {
    shift: withMean_ && mean_ ? mean_ : new Float64Array(cols),
    scale: scale_ ?? new Float64Array(cols).fill(1),
  };
}

export function mapRows(X: Matrix, map: RowMap): Matrix<Float32Array> {
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
