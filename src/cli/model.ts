/** Reads a model file for a command. */
import { readFile } from "node:fs/promises";
import { ResourceError } from "../core/errors.js";
import type { Classifier } from "../core/estimator.js";
import { loadModel } from "../persist/model-file.js";

export async function readModel(path: string): Promise<Classifier> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new ResourceError(`cannot read the model ${path}: ${(cause as Error).message}`, { cause });
  }
  return loadModel(bytes);
}
