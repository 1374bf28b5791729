/** NPY and NPZ files on disk. */
import { writeFileAtomic } from "./atomic-write.js";
import type { NdArray } from "./nd-array.js";
import { formatNpy, type NpyInput, parseNpy } from "./npy.js";
import { formatNpz, type NpzOptions, parseNpz } from "./npz.js";
import { readBytes } from "./read-bytes.js";

/**
 * Reads an NPY file; see `parseNpy` for what it may hold. Two dimensions of floats or bytes are a Matrix (`isMatrix`); `toMatrix` makes one of
 * other numbers.
 * Throws FormatError for anything malformed, ResourceError when the file cannot be read.
 *
 * @example
 * const X = toMatrix(await loadNpy("X.npy"));
 * const { data: y } = await loadNpy("y.npy");
 */
export async function loadNpy(path: string): Promise<NdArray> {
  return parseNpy(await readBytes(path), path);
}

/** Writes an NPY file, atomically. Throws as `formatNpy`, ResourceError when it cannot be written. */
export async function saveNpy(path: string, array: NpyInput): Promise<void> {
  await writeFileAtomic(path, formatNpy(array));
}

/** Reads an NPZ file; see `parseNpz`. Throws FormatError for anything malformed, ResourceError when the file cannot be read or fflate is missing. */
export async function loadNpz(path: string, options: NpzOptions = {}): Promise<Readonly<Record<string, NdArray>>> {
  return parseNpz(await readBytes(path), options, path);
}

/** Writes an NPZ file, compressed and atomically: `saveNpz("set.npz", { X, y })`. */
export async function saveNpz(path: string, arrays: Readonly<Record<string, NpyInput>>): Promise<void> {
  await writeFileAtomic(path, await formatNpz(arrays));
}
