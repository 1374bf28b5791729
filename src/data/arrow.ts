/** Features and labels from Arrow files and streams. apache-arrow, an optional peer, is loaded on first use. */
import { readFile } from "node:fs/promises";
import { FormatError, ResourceError } from "../core/errors.js";
import {
  type ColumnSource,
  checkTableOptions,
  type LabelledTable,
  readColumns,
  type Table,
  type TableOptions,
} from "./columns.js";
import { optionalPackage } from "./optional-package.js";

/**
 * Reads an Arrow IPC file or stream (Feather version 2). Columns of X hold numbers or truths; labels may be texts too, also as dictionary.
 * Throws ResourceError when apache-arrow is not installed or the file cannot be read; FormatError for a malformed file, and for a value
 * that is missing or no number; ParameterError for a column that is not there; DataError for a table without rows.
 *
 * @example
 * const { X, y } = await loadArrow("train.arrow", { label: "species" });
 */
export async function loadArrow(
  path: string,
  options: TableOptions & { readonly label: string },
): Promise<LabelledTable>;
export async function loadArrow(path: string, options?: TableOptions): Promise<Table>;
export async function loadArrow(path: string, options: TableOptions = {}): Promise<Table> {
  checkTableOptions("loadArrow", options);
  const { tableFromIPC } = await optionalPackage("apache-arrow", "loadArrow", () => import("apache-arrow"));
  const bytes = await readFile(path).catch((cause: Error) => {
    throw new ResourceError(`loadArrow: cannot read ${path}: ${cause.message}`, { cause });
  });
  return readColumns(arrowColumns(tableFromIPC, bytes, path), options, `loadArrow: ${path}`);
}

/** Types whose values are what their typed array holds. */
const PLAIN = /^(Ui|I)nt(8|16|32)$|^Float(32|64)$/;

/** Truths take a bit. */
const MOST_ROWS_OF_A_BYTE = 8;

type Arrow = typeof import("apache-arrow");

function arrowColumns(tableFromIPC: Arrow["tableFromIPC"], bytes: Uint8Array, path: string): ColumnSource {
  const guarded = <T>(read: () => T): T => {
    try {
      return read();
    } catch (cause) {
      throw new FormatError(`loadArrow: ${path} is no Arrow file that can be read (${(cause as Error).message})`, {
        cause,
      });
    }
  };
  const table = guarded(() => tableFromIPC(bytes));
  const names = guarded(() => table.schema.fields.map(({ name }) => name));
  if (!(table.numRows <= MOST_ROWS_OF_A_BYTE * bytes.length))
    throw new FormatError(
      `loadArrow: ${path} declares ${table.numRows} rows, which its ${bytes.length} bytes cannot hold`,
    );
  const places = new Map(names.map((name, place) => [name, place]));
  return {
    names,
    read: async (name) =>
      guarded(() => {
        const vector = table.getChildAt(places.get(name)!);
        if (!vector) return [];
        const plain = vector.nullCount === 0 && PLAIN.test(String(vector.type));
        return [plain ? (vector.toArray() as ArrayLike<unknown>) : [...vector]];
      }),
  };
}
