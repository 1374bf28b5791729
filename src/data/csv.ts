/** Matrices from CSV files, read as a stream so that a file may be larger than the memory its text would take. */
import { createReadStream } from "node:fs";
import { AbortError, FormatError, ResourceError } from "../core/errors.js";
import type { Matrix } from "../core/matrix.js";
import { bool, checkParams, optional, type Rule } from "../core/params.js";
import { type CsvContent, type CsvSchema, CsvTable, DECIMAL } from "./csv-table.js";

export interface CsvOptions {
  /** Whether the first line names the columns. Default true. */
  readonly header?: boolean;
  /** One character between cells. Default ",". */
  readonly delimiter?: string;
  readonly signal?: AbortSignal;
}

export interface LoadCsvOptions extends CsvOptions {
  /** Column that holds the class: its name in the header, or its position (0 is the first, −1 the last). */
  readonly label: string | number;
}

export interface LoadCsvFeaturesOptions extends CsvOptions {
  /** Column that is no feature: its name in the header, or its position (0 is the first, −1 the last). Default: none. */
  readonly ignore?: string | number;
}

export interface CsvDataset {
  /** All columns but the label, as f32. */
  readonly X: Matrix<Float32Array>;
  /** Numbers when every label reads as one, else strings. */
  readonly y: number[] | string[];
  /** Names of the columns of X; `x0`, `x1`, … (by position in the file) without a header. */
  readonly featureNames: readonly string[];
}

/** A quote that is never closed would otherwise take the rest of the file for one cell. */
const MAX_RECORD_CHARACTERS = 1 << 26;

const column: Rule = {
  words: "a column name or an integer position",
  accepts: (value) => typeof value === "string" || Number.isInteger(value),
};
const character: Rule = { words: "one character", accepts: (value) => typeof value === "string" && value.length === 1 };
const abortSignal: Rule = { words: "an AbortSignal", accepts: (value) => value instanceof AbortSignal };
const RULES = { header: optional(bool), delimiter: optional(character), signal: optional(abortSignal) };

/**
 * Reads features and labels from a CSV file (RFC 4180, UTF-8, with or without a byte order mark; empty lines are skipped).
 * @throws FormatError naming line and column for a ragged row, a cell that is not a finite decimal number, or broken quoting;
 * ParameterError when the label column is not there; DataError for a file without rows; ResourceError when it cannot be read;
 * AbortError when `signal` fires.
 */
export async function loadCsv(path: string, options: LoadCsvOptions): Promise<CsvDataset> {
  checkParams<LoadCsvOptions>("loadCsv", options, { ...RULES, label: column });
  const content = await readTable(path, options, { operation: "loadCsv", apart: options.label, role: "label" });
  const { X, featureNames, apart: labels } = content;
  const numeric = labels.every((cell) => DECIMAL.test(cell) && Number.isFinite(Number(cell)));
  return { X, y: numeric ? labels.map(Number) : [...labels], featureNames };
}

/** Reads features alone, as `loadCsv` does with the same errors; the column `ignore` is passed over. */
export async function loadCsvFeatures(
  path: string,
  options: LoadCsvFeaturesOptions = {},
): Promise<Matrix<Float32Array>> {
  checkParams<LoadCsvFeaturesOptions>("loadCsvFeatures", options, { ...RULES, ignore: optional(column) });
  const apart = options.ignore ?? undefined;
  return (await readTable(path, options, { operation: "loadCsvFeatures", apart, role: "ignore" })).X;
}

async function readTable(
  path: string,
  options: CsvOptions,
  schema: Pick<CsvSchema, "operation" | "apart" | "role">,
): Promise<CsvContent> {
  const table = new CsvTable({ ...schema, path, header: options.header ?? true });
  try {
    for await (const { record, info } of readRecords(path, options)) table.add(record, info.lines);
  } catch (error) {
    throw typedError(error, `${schema.operation}: ${path}`, options.signal);
  }
  return table.finish();
}

interface CsvRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** csv-parse is loaded here, on first use, so that importing the library does not load it. */
async function* readRecords(path: string, options: CsvOptions): AsyncGenerator<CsvRow> {
  const { parse } = await import("csv-parse");
  const parser = parse({
    bom: true,
    delimiter: options.delimiter ?? ",",
    info: true,
    max_record_size: MAX_RECORD_CHARACTERS,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const file = createReadStream(path, { signal: options.signal });
  file.on("error", (error) => parser.destroy(error));
  try {
    yield* file.pipe(parser) as AsyncIterable<CsvRow>;
  } finally {
    file.destroy();
  }
}

function typedError(error: unknown, subject: string, signal?: AbortSignal): unknown {
  const { code, message } = error as { code?: string; message: string };
  if (signal?.aborted) return new AbortError(subject, { cause: error });
  if (code?.startsWith("CSV_") || code === "INVALID_OPENING_QUOTE") {
    return new FormatError(`${subject}: ${message}`, { cause: error });
  }
  if (code?.startsWith("ERR_") === false) {
    return new ResourceError(`${subject} cannot be read: ${message}`, { cause: error });
  }
  return error;
}
