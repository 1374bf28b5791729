/** NumPy's NPZ format: a ZIP archive of NPY files. fflate is loaded on first use. */
import { FormatError, ParameterError } from "../core/errors.js";
import { checkParams, integerAtLeast, type Rule } from "../core/params.js";
import type { NdArray } from "./nd-array.js";
import { formatNpy, type NpyInput, parseNpy } from "./npy.js";
import { optionalPackage } from "./optional-package.js";

export interface NpzOptions {
  /** Most bytes that all arrays together may take uncompressed. Default 1 GiB. */
  readonly maxBytes?: number;
}

const RULES: { readonly maxBytes: Rule } = { maxBytes: integerAtLeast(1) };
const DEFAULT_MAX_BYTES = 2 ** 30;
const MAX_ARRAYS = 10_000;
const SUFFIX = ".npy";

const loadFflate = (operation: string) => optionalPackage("fflate", operation, () => import("fflate"));

/**
 * The arrays of an NPZ file by name, compressed or not. `name` is for messages.
 * Throws FormatError for what is no such file: before anything is decompressed if the entries say that they take more than `maxBytes`, are more
 * than 10,000, have a name twice, or are no arrays; ResourceError if fflate is not installed.
 */
export async function parseNpz(
  bytes: Uint8Array,
  options: NpzOptions = {},
  name = "NPZ file",
): Promise<Readonly<Record<string, NdArray>>> {
  const { maxBytes = DEFAULT_MAX_BYTES } = options;
  checkParams("parseNpz", { maxBytes }, RULES);
  const { unzipSync } = await loadFflate("parseNpz");
  const admit = admission(bytes.length, maxBytes, name);
  const files = unzipped(() => unzipSync(bytes, { filter: admit }), name);
  const arrays: Record<string, NdArray> = Object.create(null);
  for (const [file, content] of Object.entries(files)) {
    arrays[file.slice(0, -SUFFIX.length)] = parseNpy(content, `${name}: ${file}`);
  }
  return arrays;
}

interface Entry {
  readonly name: string;
  /** Bytes in the archive. */
  readonly size: number;
  /** Bytes decompressed. */
  readonly originalSize: number;
  /** 0 for an entry that is stored as it is. */
  readonly compression: number;
}

/** DEFLATE makes at most 258 bytes of two bits. */
const MOST_INFLATION = 1032;

/**
 * Called for each entry before it is decompressed into as many bytes as it declares, and never more. What it declares must be possible:
 * entries may overlap in the archive, so that a stored one that declares less than it holds could be there ten thousand times.
 */
function admission(archiveBytes: number, maxBytes: number, subject: string): (entry: Entry) => boolean {
  const seen = new Set<string>();
  let total = 0;
  return ({ name, size, originalSize, compression }) => {
    if (!name.endsWith(SUFFIX)) throw new FormatError(`${subject}: the entry ${JSON.stringify(name)} is no array`);
    if (seen.has(name)) throw new FormatError(`${subject}: the entry ${JSON.stringify(name)} is there twice`);
    if (seen.add(name).size > MAX_ARRAYS) throw new FormatError(`${subject}: more than ${MAX_ARRAYS} arrays`);
    const possible = compression === 0 ? originalSize === size : originalSize <= MOST_INFLATION * size;
    if (!possible || size > archiveBytes)
      throw new FormatError(
        `${subject}: the entry ${JSON.stringify(name)} declares ${originalSize} bytes, which its ${size} cannot be`,
      );
    total += originalSize;
    if (!(total <= maxBytes)) throw new FormatError(`${subject}: takes more than the ${maxBytes} bytes allowed`);
    return true;
  };
}

function unzipped<T>(unzip: () => T, subject: string): T {
  try {
    return unzip();
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(`${subject}: not a ZIP archive that can be read (${(cause as Error).message})`, { cause });
  }
}

/** The bytes of an NPZ file, compressed. Throws as `formatNpy`; ResourceError if fflate is not installed. */
export async function formatNpz(arrays: Readonly<Record<string, NpyInput>>): Promise<Uint8Array> {
  const entries = Object.entries(arrays);
  const odd = entries.find(([name]) => name === "" || name.includes("\0") || name === "__proto__");
  if (odd) throw new ParameterError(`formatNpz: ${JSON.stringify(odd[0])} cannot name an array`);
  const { zipSync } = await loadFflate("formatNpz");
  return zipSync(Object.fromEntries(entries.map(([name, array]) => [name + SUFFIX, formatNpy(array)])));
}
