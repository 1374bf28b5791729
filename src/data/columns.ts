/** From the columns of a table to features and labels: what the readers of Arrow and Parquet share. */
import { DataError, FormatError, ParameterError } from "../core/errors.js";
import type { Label } from "../core/labels.js";
import { isUint8Array, type Matrix, type MatrixData, matrix } from "../core/matrix.js";
import { checkParams, listOf, optional, type Rule } from "../core/params.js";

export interface TableOptions {
  /** Column that holds the class. Default: none. */
  readonly label?: string;
  /** Columns of X, in this order. Default: all but the label. */
  readonly columns?: readonly string[];
}

export interface Table {
  /** Bytes if every column holds bytes, else f32. */
  readonly X: Matrix;
  /** Names of the columns of X. */
  readonly featureNames: readonly string[];
}

export interface LabelledTable extends Table {
  readonly y: Label[];
}

/** What a reader gives: names, and the values of a column, which come in one or several lists. */
export interface ColumnSource {
  readonly names: readonly string[];
  read(name: string): Promise<readonly ArrayLike<unknown>[]>;
}

/** Most bytes that X may take as f32: a file of a kilobyte can declare more rows than any memory has room for. */
const MAX_BYTES = 2 ** 31;

const text: Rule = { words: "text", accepts: (value) => typeof value === "string" };
const RULES = { label: optional(text), columns: optional(listOf(text)) };

export function checkTableOptions(operation: string, { label, columns, ...others }: TableOptions): void {
  checkParams<TableOptions>(operation, { label, columns, ...others }, RULES);
}

/** Throws ParameterError for a column that is not there, FormatError for one that holds no numbers, DataError for a table without rows. */
export async function readColumns(source: ColumnSource, options: TableOptions, subject: string): Promise<Table> {
  const { names } = source;
  const known = distinct(names, subject);
  const { label } = options;
  const featureNames = options.columns ?? names.filter((name) => name !== label);
  for (const name of label === undefined ? featureNames : [...featureNames, label]) {
    if (!known.has(name)) {
      const shown = names.slice(0, 8).map((one) => JSON.stringify(one));
      throw new ParameterError(`${subject} has no column ${JSON.stringify(name)}; the columns are ${shown.join(", ")}`);
    }
  }
  if (featureNames.length === 0) throw new FormatError(`${subject} has no feature columns`);
  const X = await readFeatures(source, featureNames, subject);
  if (label === undefined) return { X, featureNames };
  const y = (await source.read(label)).flatMap((part) => Array.from(part, toLabel));
  const odd = y.indexOf(undefined);
  if (odd >= 0 || y.length !== X.rows) {
    throw new FormatError(`${subject}, column ${JSON.stringify(label)}: row ${Math.max(odd, 0)} has no label`);
  }
  return { X, featureNames, y: y as Label[] } as LabelledTable;
}

function distinct(names: readonly string[], subject: string): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new FormatError(`${subject}: two columns are named ${JSON.stringify(name)}`);
    seen.add(name);
  }
  return seen;
}

/** Throws FormatError for more features than are read. */
export function checkSize(rows: number, cols: number, subject: string): void {
  if (4 * rows * cols <= MAX_BYTES) return;
  throw new FormatError(`${subject} has ${rows} rows of ${cols} numbers; they may take ${MAX_BYTES} bytes at most`);
}

/** Columns are read one by one into the matrix, so that only one is held besides it. */
async function readFeatures(source: ColumnSource, names: readonly string[], subject: string): Promise<Matrix> {
  const first = await source.read(names[0]);
  const rows = first.reduce((count, part) => count + part.length, 0);
  if (rows === 0) throw new DataError(`${subject} has no rows`);
  checkSize(rows, names.length, subject);
  const columns: MatrixData[] = [];
  for (const [j, name] of names.entries()) {
    const parts = j === 0 ? first : await source.read(name);
    columns.push(joined(parts, rows, `${subject}, column ${JSON.stringify(name)}`));
  }
  const allBytes = columns.every(isUint8Array);
  const data = allBytes ? new Uint8Array(rows * names.length) : new Float32Array(rows * names.length);
  for (const [j, column] of columns.entries()) {
    for (let i = 0; i < rows; i++) data[i * names.length + j] = column[i];
  }
  return matrix<MatrixData>(data, [rows, names.length]);
}

function joined(parts: readonly ArrayLike<unknown>[], rows: number, subject: string): MatrixData {
  const length = parts.reduce((count, part) => count + part.length, 0);
  if (length !== rows) throw new FormatError(`${subject}: ${length} values; the first column has ${rows}`);
  const values = parts.every(isUint8Array) ? new Uint8Array(rows) : new Float32Array(rows);
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++, at++) {
      const value = toNumber(part[i]);
      values[at] = value;
      if (!Number.isFinite(values[at]))
        throw new FormatError(`${subject}: row ${at} is ${shown(part[i])}, not a number that a 32-bit float can hold`);
    }
  }
  return values;
}

/** Integers of 64 bits come as bigint; what is neither number nor truth becomes NaN. */
function toNumber(value: unknown): number {
  return ["number", "bigint", "boolean"].includes(typeof value) ? Number(value) : Number.NaN;
}

/** undefined for what can be no label. */
function toLabel(value: unknown): Label | undefined {
  if (typeof value === "string") return value;
  const number = toNumber(value);
  return Number.isFinite(number) && (typeof value !== "bigint" || Number.isSafeInteger(number)) ? number : undefined;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "missing";
  // What an object becomes as text may be for the file to say.
  if (typeof value === "object") return "an object";
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : String(value).slice(0, 40);
}
