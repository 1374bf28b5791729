/** Features and labels from Parquet files. hyparquet, an optional peer, is loaded on first use; for some compressions hyparquet-compressors too. */
import { type ColumnSource, checkSize, type LabelledTable, type Table, type TableOptions } from "./columns.js";
import { optionalPackage } from "./optional-package.js";
import { readTableFile, type TableFormat } from "./table-file.js";

/** What hyparquet decompresses by itself. */
const BUILT_IN: readonly string[] = ["UNCOMPRESSED", "SNAPPY"];

/**
 * Reads a Parquet file. Columns of X hold numbers or truths; labels may be texts too.
 * Throws ResourceError when hyparquet, or for GZIP, ZSTD, LZ4 and BROTLI hyparquet-compressors, is not installed, or the file cannot be read;
 * FormatError for a malformed file, and for a value that is missing or no number; ParameterError for a column that is not there; DataError for
 * a table without rows.
 *
 * @example
 * const { X, y } = await loadParquet("train.parquet", { label: "species" });
 */
export async function loadParquet(
  path: string,
  options: TableOptions & { readonly label: string },
): Promise<LabelledTable>;
export async function loadParquet(path: string, options?: TableOptions): Promise<Table>;
export async function loadParquet(path: string, options: TableOptions = {}): Promise<Table> {
  return readTableFile(PARQUET, path, options);
}

const PARQUET: TableFormat = {
  operation: "loadParquet",
  name: "Parquet",
  async load() {
    const hyparquet = await optionalPackage("hyparquet", "loadParquet", () => import("hyparquet"));
    return (bytes, subject) => columnsOf(hyparquet, bytes, subject);
  },
};

type Hyparquet = typeof import("hyparquet");

async function columnsOf(hyparquet: Hyparquet, bytes: Uint8Array, subject: string): Promise<ColumnSource> {
  const file = {
    byteLength: bytes.length,
    // A copy: a Buffer may be a view on a larger one.
    slice: (start: number, end?: number) => Uint8Array.from(bytes.subarray(start, end)).buffer,
  };
  const metadata = await hyparquet.parquetMetadataAsync(file);
  checkSize(Number(metadata.num_rows), 1, subject);
  const codecs = metadata.row_groups.flatMap((group) => group.columns.map((column) => column.meta_data?.codec));
  const compressors = await compressorsFor(codecs);
  return {
    names: hyparquet.parquetSchema(metadata).children.map(({ element }) => element.name),
    async read(name) {
      const parts: ArrayLike<unknown>[] = [];
      const onChunk = ({ columnData }: { columnData: ArrayLike<unknown> }) => parts.push(columnData);
      await hyparquet.parquetRead({ file, metadata, columns: [name], compressors, onChunk });
      return parts;
    },
  };
}

async function compressorsFor(codecs: readonly (string | undefined)[]) {
  if (codecs.every((codec) => codec === undefined || BUILT_IN.includes(codec))) return undefined;
  const name = "hyparquet-compressors";
  return (await optionalPackage(name, "loadParquet", () => import("hyparquet-compressors"))).compressors;
}
