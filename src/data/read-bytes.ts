/** Whole files into memory. */
import { readFile } from "node:fs/promises";
import { ResourceError } from "../core/errors.js";

/** Throws ResourceError, after the name of the `operation` if there is one, for a file that cannot be read. */
export async function readBytes(path: string, operation?: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const subject = operation === undefined ? "" : `${operation}: `;
    throw new ResourceError(`${subject}cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}
