/** Where a worker finds a blob: where its operator said that clients put theirs, else in Redis. The task names no place, so that none can be made up. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { ParameterError } from "../core/errors.js";
import { download } from "../data/download.js";
import { CHUNK_BYTES, type Keys, SECOND } from "./keys.js";
import type { BlobName } from "./message.js";

/** The bytes of a blob, unchecked; undefined if it is not there. */
export type BlobSource = (session: string, name: BlobName, signal: AbortSignal) => Promise<Uint8Array | undefined>;

/** Chunks on their way at once. */
const IN_FLIGHT = 8;
const STALL = 30 * SECOND;

export function redisSource(redis: Redis, keys: Keys): BlobSource {
  return async (session, { hash, bytes }) => {
    const whole = new Uint8Array(bytes);
    for (let start = 0; start < bytes; start += IN_FLIGHT * CHUNK_BYTES) {
      const pipeline = redis.pipeline();
      for (let at = start; at < Math.min(bytes, start + IN_FLIGHT * CHUNK_BYTES); at += CHUNK_BYTES) {
        pipeline.getBuffer(keys.chunk(session, hash, at / CHUNK_BYTES));
      }
      for (const [i, [error, chunk]] of ((await pipeline.exec()) ?? []).entries()) {
        const at = start + i * CHUNK_BYTES;
        const expected = Math.min(CHUNK_BYTES, bytes - at);
        if (error || !Buffer.isBuffer(chunk) || chunk.length !== expected) return undefined;
        whole.set(chunk, at);
      }
    }
    return whole;
  };
}

/** `place`: a folder, or the http(s) address under which a folder is served. Throws ParameterError for another address. */
export function placeSource(place: string): BlobSource {
  if (!/^[a-z][\w+.-]+:\/\//i.test(place)) return folderSource(place);
  if (!/^https?:\/\//i.test(place) || !URL.canParse(place)) {
    throw new ParameterError(`worker: data is ${JSON.stringify(place)}; it must be a folder or an http(s) address`);
  }
  const base = place.replace(/\/*$/, "/");
  return (session, { hash, bytes }, signal) =>
    download(`${base}${session}/${hash}`, { maxBytes: bytes, stallMs: STALL, signal }).catch((error) => {
      if ((error as Error).name === "AbortError") throw error;
      return undefined;
    });
}

function folderSource(folder: string): BlobSource {
  return async (session, { hash, bytes }) => {
    const path = join(folder, session, hash);
    try {
      // A file of another length is another file, and may be too large to read.
      return (await stat(path)).size === bytes ? await readFile(path) : undefined;
    } catch {
      return undefined;
    }
  };
}
