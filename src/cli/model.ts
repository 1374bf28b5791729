/** Reads and writes the model files of the commands. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ResourceError } from "../core/errors.js";
import type { Classifier } from "../core/estimator.js";
import { writeFileAtomic } from "../data/atomic-write.js";
import { loadModel, saveModel } from "../persist/model-file.js";

export async function readModel(path: string): Promise<Classifier> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new ResourceError(`cannot read the model ${path}: ${(cause as Error).message}`, { cause });
  }
  return loadModel(bytes);
}

/**
 * Writes a model that took long to train: where `path` cannot be written, the file goes into a new folder for temporary files.
 * @throws ResourceError that names both places, or only `path` where neither takes it.
 */
export async function writeModel(path: string, model: Classifier): Promise<void> {
  const bytes = saveModel(model);
  try {
    await writeFileAtomic(path, bytes);
  } catch (error) {
    const rescued = await rescue(basename(path), bytes).catch(() => undefined);
    if (rescued === undefined) throw error;
    throw new ResourceError(`${(error as Error).message}; the model was written to ${rescued}`, { cause: error });
  }
}

async function rescue(name: string, bytes: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "heddle-"));
  const path = join(folder, name);
  try {
    await writeFileAtomic(path, bytes);
    return path;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
