/** Writing a file so that a reader sees the old content or the new, never a part. */
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { ResourceError } from "../core/errors.js";

/** Whole, or in pieces, so that a file may be longer than the longest string. */
export type FileContent = Uint8Array | string | Iterable<string>;

/** `.name.process.random.tmp` */
const TEMPORARY = /^\..+\.(\d+)\.[\da-f-]{36}\.tmp$/;
/** Those that this process is writing. */
const underWay = new Set<string>();

/**
 * Writes `data` to a temporary file in the same folder, flushes it to the disk and renames it to `path`.
 * The folder must exist. A failure leaves `path` as it was and no temporary file.
 * @throws ResourceError naming the path and the system's reason.
 */
export async function writeFileAtomic(path: string, data: FileContent): Promise<void> {
  await withTemporary(path, async (temporary) => {
    await writeDurably(temporary, data);
    await rename(temporary, path);
  });
}

/**
 * Proves that `path` can be written, before work is put into what shall stand there.
 * @throws ResourceError as `writeFileAtomic` would.
 */
export async function checkWritable(path: string): Promise<void> {
  await withTemporary(path, async (temporary) => {
    if ((await stat(path).catch(() => undefined))?.isDirectory()) throw new Error("it is a folder");
    await writeDurably(temporary, "");
    await rm(temporary);
  });
}

/**
 * Removes from `folder` the temporary files of processes that were killed while they wrote; those of processes that live stay.
 * What cannot be read or removed is left alone: it is in nobody's way.
 */
export async function removeStaleTemporaries(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const writer = TEMPORARY.exec(name)?.[1];
    const path = resolve(folder, name);
    if (writer === undefined || underWay.has(path) || isAnother(Number(writer))) continue;
    await rm(path, { force: true }).catch(() => undefined);
  }
}

/** True for a process that lives and is not this one. */
function isAnother(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Runs `write` with the name of a temporary file beside `path`, which is gone afterwards. */
async function withTemporary(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = resolve(dirname(path), `.${basename(path)}.${process.pid}.${crypto.randomUUID()}.tmp`);
  underWay.add(temporary);
  try {
    await write(temporary);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new ResourceError(`cannot write ${path}: ${(error as Error).message}`, { cause: error });
  } finally {
    underWay.delete(temporary);
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
