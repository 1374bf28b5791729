/** Class labels: any numbers or strings outside, codes 0 … classes−1 (positions in the sorted classes) inside. */
import { DataError, ShapeError } from "./errors.js";

export type Label = number | string;
export type Labels = ArrayLike<number> | readonly Label[];

export interface EncodedLabels {
  /** Distinct labels: numbers ascending, strings by code unit. */
  readonly classes: Label[];
  /** For every row, the position of its label in `classes`. */
  readonly codes: Int32Array;
}

/** Numbers by value, strings by UTF-16 code unit: no locale, so every host sorts alike. */
export function compareLabels(a: Label, b: Label): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Distinct labels of `y`, sorted. Throws DataError for NaN, mixed types, or anything but numbers and strings. */
export function uniqueLabels(y: Labels, operation: string): Label[] {
  const seen = new Set<Label>();
  for (let i = 0; i < y.length; i++) {
    const label = y[i];
    const valid = typeof label === "string" || (typeof label === "number" && Number.isFinite(label));
    if (!valid)
      throw new DataError(`${operation}: y[${i}] is ${String(label)}; labels must be finite numbers or strings`);
    seen.add(label);
  }
  const classes = [...seen];
  if (new Set(classes.map((label) => typeof label)).size > 1) {
    throw new DataError(`${operation}: y mixes numbers and strings; use one kind`);
  }
  return classes.sort(compareLabels);
}

/** Codes of `y` in its own sorted classes. */
export function encodeLabels(y: Labels, operation: string): EncodedLabels {
  const classes = uniqueLabels(y, operation);
  return { classes, codes: encodeWith(classes, y, operation) };
}

/** Codes of `y` in given classes. Throws DataError for a label that is not among them. */
export function encodeWith(classes: readonly Label[], y: Labels, operation: string): Int32Array {
  const code = new Map(classes.map((label, index) => [label, index]));
  const codes = new Int32Array(y.length);
  for (let i = 0; i < y.length; i++) {
    const index = code.get(y[i]);
    if (index === undefined) {
      throw new DataError(
        `${operation}: y[${i}] is ${JSON.stringify(y[i])}, not one of the ${classes.length} classes ${preview(classes)}`,
      );
    }
    codes[i] = index;
  }
  return codes;
}

export function decodeLabels(classes: readonly Label[], codes: ArrayLike<number>): Label[] {
  return Array.from(codes, (code) => classes[code]);
}

function preview(classes: readonly Label[]): string {
  const shown = classes
    .slice(0, 5)
    .map((label) => JSON.stringify(label))
    .join(", ");
  return classes.length > 5 ? `[${shown}, …]` : `[${shown}]`;
}

/** Throws ShapeError unless there is one label per row. */
export function checkSameLength(rows: number, y: Labels, operation: string): void {
  if (y === null || y === undefined || typeof y.length !== "number") {
    throw new ShapeError(`${operation}: y must be an array of labels, not ${y === null ? "null" : typeof y}`);
  }
  if (y.length !== rows) throw new ShapeError(`${operation}: X has ${rows} rows, y has ${y.length} labels`);
}
