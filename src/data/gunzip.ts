/** Decompression with a bound on the result, so that no file can fill the memory. */
import { promisify } from "node:util";
import { FormatError } from "../core/errors.js";

const CHUNK_BYTES = 1 << 20;

/**
 * Decompresses a gzip file off the main thread.
 * @param name what error messages call the input.
 * @param maxBytes most bytes the result may have.
 * @throws FormatError when the input is corrupt, truncated, or decompresses to more than `maxBytes`.
 */
export async function gunzip(bytes: Uint8Array, name: string, maxBytes: number): Promise<Uint8Array> {
  // Loaded here, on first use: importing the library does not pay for it.
  const zlib = await import("node:zlib");
  const inflate = promisify(zlib.gunzip);
  try {
    return plainBytes(await inflate(bytes, { maxOutputLength: maxBytes, chunkSize: CHUNK_BYTES }));
  } catch (error) {
    throw new FormatError(`${name}: ${reason(error as NodeJS.ErrnoException, maxBytes)}`, { cause: error });
  }
}

function reason(error: NodeJS.ErrnoException, maxBytes: number): string {
  if (error.code === "ERR_BUFFER_TOO_LARGE") return `decompresses to more than the ${maxBytes} bytes allowed`;
  if (error.code === "Z_BUF_ERROR") return "the gzip data is truncated";
  return `the gzip data is corrupt (${error.message})`;
}

/** A Uint8Array with a buffer of its own: Node's small Buffers share one. */
export function plainBytes(buffer: Uint8Array): Uint8Array {
  const whole = buffer.byteLength === buffer.buffer.byteLength;
  return whole ? new Uint8Array(buffer.buffer) : new Uint8Array(buffer);
}
