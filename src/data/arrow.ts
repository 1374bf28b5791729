/** Features and labels from Arrow files and streams. apache-arrow, an optional peer, is loaded on first use. */
import { FormatError } from "../core/errors.js";
import type { ColumnSource, LabelledTable, Table, TableOptions } from "./columns.js";
import { optionalPackage } from "./optional-package.js";
import { readTableFile, type TableFormat } from "./table-file.js";

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
  return readTableFile(ARROW, path, options);
}

/** Types whose values are what their typed array holds. */
const PLAIN = /^(Ui|I)nt(8|16|32)$|^Float(32|64)$/;

/** Truths take a bit. */
const MOST_ROWS_OF_A_BYTE = 8;

const ARROW: TableFormat = {
  operation: "loadArrow",
  name: "Arrow",
  async load() {
    const { tableFromIPC } = await optionalPackage("apache-arrow", "loadArrow", () => import("apache-arrow"));
    return async (bytes, subject) => columnsOf(tableFromIPC(bytes), bytes.length, subject);
  },
};

function columnsOf(table: import("apache-arrow").Table, bytes: number, subject: string): ColumnSource {
  const names = table.schema.fields.map(({ name }) => name);
  if (!(table.numRows <= MOST_ROWS_OF_A_BYTE * bytes))
    throw new FormatError(`${subject} declares ${table.numRows} rows, which its ${bytes} bytes cannot hold`);
  const places = new Map(names.map((name, place) => [name, place]));
  return {
    names,
    async read(name) {
      const vector = table.getChildAt(places.get(name)!);
      if (!vector) return [];
      const plain = vector.nullCount === 0 && PLAIN.test(String(vector.type));
      return [plain ? (vector.toArray() as ArrayLike<unknown>) : [...vector]];
    },
  };
}
