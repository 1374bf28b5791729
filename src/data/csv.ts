/** A labelled data set from a CSV file, read as a stream so that the file may be larger than the memory its text would take. */
import { createReadStream } from "node:fs";
import { AbortError, FormatError, ResourceError } from "../core/errors.js";
import { bool, checkParams, optional, type Rule } from "../core/params.js";
import { type CsvDataset, CsvTable } from "./csv-table.js";

export interface LoadCsvOptions {
  /** Column that holds the class: its name in the header, or its position (0 is the first, −1 the last). */
  readonly label: string | number;
  /** Whether the first line names the columns. Default true. */
  readonly header?: boolean;
  /** One character between cells. Default ",". */
  readonly delimiter?: string;
  readonly signal?: AbortSignal;
}

/** A quote that is never closed would otherwise take the rest of the file for one cell. */
const MAX_RECORD_CHARACTERS = 1 << 26;

const label: Rule = {
  words: "a column name or an integer position",
  accepts: (value) => typeof value === "string" || Number.isInteger(value),
};
const character: Rule = { words: "one character", accepts: (value) => typeof value === "string" && value.length === 1 };
const abortSignal: Rule = { words: "an AbortSignal", accepts: (value) => value instanceof AbortSignal };

/**
 * Reads features and labels from a CSV file (RFC 4180, UTF-8, with or without a byte order mark; empty lines are skipped).
 * @throws FormatError naming line and column for a ragged row, a cell that is not a finite decimal number, or broken quoting;
 * ParameterError when the label column is not there; DataError for a file without rows; ResourceError when it cannot be read;
 * AbortError when `signal` fires.
 */
export async function loadCsv(path: string, options: LoadCsvOptions): Promise<CsvDataset> {
  checkParams<LoadCsvOptions>("loadCsv", options, {
    label,
    header: optional(bool),
    delimiter: optional(character),
    signal: optional(abortSignal),
  });
  const table = new CsvTable(path, options.label, options.header ?? true);
  try {
    for await (const { record, info } of await openRecords(path, options)) table.add(record, info.lines);
  } catch (error) {
    throw typedError(error, path, options.signal);
  }
  return table.finish();
}

interface CsvRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** csv-parse is loaded here, on first use, so that importing the library does not load it. */
async function openRecords(path: string, options: LoadCsvOptions): Promise<AsyncIterable<CsvRow>> {
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
  return file.pipe(parser);
}

function typedError(error: unknown, path: string, signal?: AbortSignal): unknown {
  const { code, message } = error as { code?: string; message: string };
  if (signal?.aborted) return new AbortError(`loadCsv of ${path}`, { cause: error });
  if (code?.startsWith("CSV_") || code === "INVALID_OPENING_QUOTE") {
    return new FormatError(`loadCsv: ${path}: ${message}`, { cause: error });
  }
  if (code?.startsWith("ERR_") === false) {
    return new ResourceError(`loadCsv: cannot read ${path}: ${message}`, { cause: error });
  }
  return error;
}
