/** Writing a file so that a reader sees the old content or the new, never a part. */
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ResourceError } from "../core/errors.js";

/** Whole, or in pieces, so that a file may be longer than the longest string. */
export type FileContent = Uint8Array | string | Iterable<string>;

/**
 * Writes `data` to a temporary file in the same folder, flushes it to the disk and renames it to `path`.
 * The folder must exist. A failure leaves `path` as it was and no temporary file.
 * @throws ResourceError naming the path and the system's reason.
 */
export async function writeFileAtomic(path: string, data: FileContent): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.tmp`);
  try {
    await writeDurably(temporary, data);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new ResourceError(`cannot write ${path}: ${(error as Error).message}`, { cause: error });
  }
}

async function writeDurably(path: string, data: FileContent): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}
