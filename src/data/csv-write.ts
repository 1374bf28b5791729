/** CSV files from matrices and labels, such that `loadCsv` reads back the same numbers. */
import { ParameterError, ShapeError } from "../core/errors.js";
import { checkSameLength, type Label, type Labels } from "../core/labels.js";
import {
  asMatrix,
  checkFinite,
  isUint8Array,
  type Matrix,
  type MatrixLike,
  scaleOf,
  toFloat32,
} from "../core/matrix.js";
import { checkParams, listOf, optional, type Rule } from "../core/params.js";
import { writeFileAtomic } from "./atomic-write.js";

export interface SaveCsvOptions {
  /** A label a row, as the last column. Default: none. */
  readonly y?: Labels;
  /** Name of that column. Default "label". */
  readonly label?: string;
  /** Names of the columns of X. Default x0, x1, … */
  readonly featureNames?: readonly string[];
  /** One character between cells. Default ",". */
  readonly delimiter?: string;
}

const text: Rule = { words: "text", accepts: (value) => typeof value === "string" };
const character: Rule = {
  words: "one character, neither a quote nor a line end",
  accepts: (value) => typeof value === "string" && /^[^"\r\n]$/.test(value),
};
const labels: Rule = {
  words: "an array of labels",
  accepts: (value) => typeof (value as Labels | null)?.length === "number",
};
const RULES = {
  y: optional(labels),
  label: optional(text),
  featureNames: optional(listOf(text)),
  delimiter: optional(character),
};

/**
 * Writes rows of features, and labels if there are any, under a header (RFC 4180, UTF-8, "\n" ends a line), atomically.
 * Each number has as few digits, from six on, as read back as the same f32. `loadCsv` reads names and labels of text without surrounding spaces, and
 * gives numbers if every label reads as one.
 *
 * Throws ParameterError or ShapeError for names or labels that do not fit X; DataError for a number that is not finite; ResourceError when the
 * file cannot be written.
 *
 * @example
 * await saveCsv("predictions.csv", X, { y: await model.predict(X) });
 */
export async function saveCsv(path: string, X: MatrixLike, options: SaveCsvOptions = {}): Promise<void> {
  await writeFileAtomic(path, formatCsv(X, options));
}

/** The text of such a file, in pieces; all checks are done before this returns. */
export function formatCsv(X: MatrixLike, options: SaveCsvOptions = {}): Iterable<string> {
  checkParams<SaveCsvOptions>("saveCsv", { ...ABSENT, ...options }, RULES);
  const features = asMatrix(X, "saveCsv");
  checkFinite(features, "saveCsv");
  const { y, label = "label", delimiter = "," } = options;
  if (y) checkSameLength(features.rows, y, "saveCsv");
  const names = options.featureNames ?? Array.from({ length: features.cols }, (_, j) => `x${j}`);
  if (names.length !== features.cols) {
    throw new ShapeError(`saveCsv: there are ${names.length} featureNames; X has ${features.cols} columns`);
  }
  const header = y ? [...names, label] : names;
  if (new Set(header).size < header.length) {
    throw new ParameterError(`saveCsv: two columns have one name; the columns are ${header.slice(0, 8).join(", ")}`);
  }
  return lines(features, header, y, delimiter);
}

const ABSENT: SaveCsvOptions = { y: undefined, label: undefined, featureNames: undefined, delimiter: undefined };
/** Characters that are put together before they are handed on. */
const PIECE = 1 << 16;

function* lines(X: Matrix, header: readonly string[], y: Labels | undefined, delimiter: string): Generator<string> {
  const cell = (value: Label) => (typeof value === "number" ? String(value) : quoted(value, delimiter));
  const number = isUint8Array(X.data) && scaleOf(X) === 1 ? String : decimal;
  const { data } = isUint8Array(X.data) && scaleOf(X) === 1 ? X : toFloat32(X);
  let piece = `${header.map(cell).join(delimiter)}\n`;
  for (let i = 0; i < X.rows; i++) {
    const cells = Array.from(data.subarray(i * X.cols, (i + 1) * X.cols), number);
    if (y) cells.push(cell(y[i]));
    piece += `${cells.join(delimiter)}\n`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

/** As few digits, from six on, as round to this f32: nine always do. */
function decimal(value: number): string {
  if (Number.isInteger(value)) return Object.is(value, -0) ? "-0" : String(value);
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}

function quoted(value: string, delimiter: string): string {
  const special = value === "" || value.includes(delimiter) || /["\r\n]|^\s|\s$/.test(value);
  return special ? `"${value.replaceAll('"', '""')}"` : value;
}
