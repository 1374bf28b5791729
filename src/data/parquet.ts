/** Features and labels from Parquet files. hyparquet, an optional peer, is loaded on first use; for some compressions hyparquet-compressors too. */
import { readFile } from "node:fs/promises";
import { FormatError, HeddleError, ResourceError } from "../core/errors.js";
import {
  type ColumnSource,
  checkSize,
  checkTableOptions,
  type LabelledTable,
  readColumns,
  type Table,
  type TableOptions,
} from "./columns.js";
import { optionalPackage } from "./optional-package.js";

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
  checkTableOptions("loadParquet", options);
  const hyparquet = await optionalPackage("hyparquet", "loadParquet", () => import("hyparquet"));
  const bytes = await readFile(path).catch((cause: Error) => {
    throw new ResourceError(`loadParquet: cannot read ${path}: ${cause.message}`, { cause });
  });
  const source = await guarded(path, () => parquetColumns(hyparquet, bytes, path));
  return readColumns(source, options, `loadParquet: ${path}`);
}

type Hyparquet = typeof import("hyparquet");

async function parquetColumns(hyparquet: Hyparquet, bytes: Uint8Array, path: string): Promise<ColumnSource> {
  const file = {
    byteLength: bytes.length,
    // A copy: a Buffer may be a view on a larger one.
    slice: (start: number, end?: number) => Uint8Array.from(bytes.subarray(start, end)).buffer,
  };
  const metadata = await hyparquet.parquetMetadataAsync(file);
  checkSize(Number(metadata.num_rows), 1, `loadParquet: ${path}`);
  const codecs = metadata.row_groups.flatMap((group) => group.columns.map((column) => column.meta_data?.codec));
  const compressors = codecs.every((codec) => codec === undefined || BUILT_IN.includes(codec))
    ? undefined
    : await loadCompressors();
  return {
    names: hyparquet.parquetSchema(metadata).children.map(({ element }) => element.name),
    read: (name) =>
      guarded(path, async () => {
        const parts: ArrayLike<unknown>[] = [];
        const onChunk = ({ columnData }: { columnData: ArrayLike<unknown> }) => parts.push(columnData);
        await hyparquet.parquetRead({ file, metadata, columns: [name], compressors, onChunk });
        return parts;
      }),
  };
}

async function loadCompressors() {
  const name = "hyparquet-compressors";
  return (await optionalPackage(name, "loadParquet", () => import("hyparquet-compressors"))).compressors;
}

async function guarded<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof HeddleError) throw cause;
    throw new FormatError(`loadParquet: ${path} is no Parquet file that can be read (${(cause as Error).message})`, {
      cause,
    });
  }
}
