/** Small data sets for the common checks. */
import { type Matrix, matrix } from "../../src/core/matrix.js";
import { Random } from "../../src/core/random.js";

export interface Labelled {
  readonly X: Matrix<Float32Array>;
  readonly y: number[];
}

/** Rows in round clusters, class after class in turn; centres are `gap` or more apart in every column, the spread is ±1. */
export function clusters(rows: number, cols: number, classes: number, gap = 4, seed = 1): Labelled {
  const random = new Random(seed);
  const y = Array.from({ length: rows }, (_, i) => i % classes);
  const centre = (label: number, j: number) => gap * ((label + j) % classes);
  const data = Float32Array.from(
    { length: rows * cols },
    (_, at) => centre(y[Math.floor(at / cols)], at % cols) + 2 * random.float() - 1,
  );
  return { X: matrix(data, [rows, cols]), y };
}

/** The same kind of data as bytes that count 1/255 each, and as the floats they stand for. */
export function byteClusters(rows: number, cols: number, classes: number, seed = 1) {
  const { X, y } = clusters(rows, cols, classes, 4, seed);
  const most = 4 * (classes - 1) + 2;
  const bytes = Uint8Array.from(X.data, (value) => Math.round(((value + 1) / most) * 255));
  const scale = Math.fround(1 / 255);
  const values = Float32Array.from(bytes, (value) => value * scale);
  return { bytes: { ...matrix(bytes, [rows, cols]), scale }, floats: matrix(values, [rows, cols]), y };
}
