/** What the readers of Arrow and Parquet files share: a library of others opens the bytes, and whatever it throws is a FormatError. */
import { FormatError, HeddleError } from "../core/errors.js";
import { type ColumnSource, checkTableOptions, readColumns, type Table, type TableOptions } from "./columns.js";
import { readBytes } from "./read-bytes.js";

export interface TableFormat {
  /** Of the public function, for errors. */
  readonly operation: string;
  /** Of the format, for errors. */
  readonly name: string;
  /** Its optional package, before anything is read. */
  load(): Promise<OpenTable>;
}

/** Throws what it likes: our own errors stay what they are. */
export type OpenTable = (bytes: Uint8Array, subject: string) => Promise<ColumnSource>;

export async function readTableFile(format: TableFormat, path: string, options: TableOptions): Promise<Table> {
  const { operation, name: formatName } = format;
  const subject = `${operation}: ${path}`;
  checkTableOptions(operation, options);
  const open = await format.load();
  const bytes = await readBytes(path, operation);
  const guarded = async <T>(read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (cause) {
      if (cause instanceof HeddleError) throw cause;
      const { message } = cause as Error;
      throw new FormatError(`${subject} is no ${formatName} file that can be read (${message})`, { cause });
    }
  };
  const { names, read } = await guarded(() => open(bytes, subject));
  return readColumns({ names, read: (name) => guarded(() => read(name)) }, options, subject);
}
