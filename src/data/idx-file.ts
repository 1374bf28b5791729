/** IDX files on disk, plain or gzip-compressed. */
import { readFile } from "node:fs/promises";
import { FormatError, ResourceError } from "../core/errors.js";
import { gunzip } from "./gunzip.js";
import { declaredIdxBytes, type IdxArray, isGzip, parseIdx } from "./idx.js";

/** Largest file that is read, decompressed. */
const MAX_BYTES = 2 ** 31 - 1;
/** Enough of a compressed file for the header, which has 1024 bytes at most. */
const HEAD_BYTES = 4096;

/** Throws FormatError for anything malformed, ResourceError when the file cannot be read. */
export async function readIdxFile(path: string): Promise<IdxArray> {
  try {
    return await decodeIdx(await readFile(path), path);
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new ResourceError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** As `parseIdx`; gzip-compressed bytes are decompressed into as many as the header declares, and no more. */
export async function decodeIdx(bytes: Uint8Array, name: string): Promise<IdxArray> {
  if (!isGzip(bytes)) return parseIdx(bytes, name);
  const declared = declaredIdxBytes(await beginning(bytes, name), name);
  if (declared > MAX_BYTES)
    throw new FormatError(`${name}: the header declares ${declared} bytes; at most ${MAX_BYTES} are read`);
  return parseIdx(await gunzip(bytes, name, declared), name);
}

/** What the first bytes decompress to: 4 MB at most. */
async function beginning(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const { constants, gunzipSync } = await import("node:zlib");
  try {
    return gunzipSync(bytes.subarray(0, HEAD_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (cause) {
    throw new FormatError(`${name}: the gzip data is corrupt (${(cause as Error).message})`, { cause });
  }
}
