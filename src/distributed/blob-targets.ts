/** Where a client puts its blobs: in Redis, or in a folder that all workers can read. */
import { mkdir, readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Pipeline, Redis } from "ioredis";
import { ResourceError } from "../core/errors.js";
import { writeFileAtomic } from "../data/atomic-write.js";
import { CHUNK_BYTES, DATA_LIFE, isId, type Keys, SECOND } from "./keys.js";
import type { BlobName } from "./message.js";

export interface BlobTarget {
  /** `read` gives the numbers as long as they are wanted; false if that ended before all were there. */
  put(name: BlobName, read: () => Uint8Array | undefined): Promise<boolean>;
  /** Keeps a blob alive; false if it is not there any more. */
  refresh(name: BlobName): Promise<boolean>;
  remove(names: readonly BlobName[]): Promise<void>;
}

/** Chunks on their way at once. */
const IN_FLIGHT = 8;

export class RedisTarget implements BlobTarget {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #session: string;

  constructor(redis: Redis, keys: Keys, session: string) {
    this.#redis = redis;
    this.#keys = keys;
    this.#session = session;
  }

  async put(name: BlobName, read: () => Uint8Array | undefined): Promise<boolean> {
    const keys = this.#keysOf(name);
    for (let first = 0; first < keys.length; first += IN_FLIGHT) {
      const data = read();
      if (!data) return false;
      const pipeline = this.#redis.pipeline();
      for (const [i, key] of keys.slice(first, first + IN_FLIGHT).entries()) {
        const start = (first + i) * CHUNK_BYTES;
        // A copy: the memory may be shared, and grow while this is on its way.
        pipeline.set(key, Buffer.from(data.subarray(start, start + CHUNK_BYTES)), "PX", DATA_LIFE);
      }
      await runAll(pipeline);
    }
    return true;
  }

  async refresh(name: BlobName): Promise<boolean> {
    const pipeline = this.#redis.pipeline();
    for (const key of this.#keysOf(name)) pipeline.pexpire(key, DATA_LIFE);
    return (await runAll(pipeline)).every((found) => found === 1);
  }

  async remove(names: readonly BlobName[]): Promise<void> {
    for (const name of names) await this.#redis.unlink(...this.#keysOf(name));
  }

  #keysOf({ hash, bytes }: BlobName): string[] {
    const chunks = Math.max(1, Math.ceil(bytes / CHUNK_BYTES));
    return Array.from({ length: chunks }, (_, i) => this.#keys.chunk(this.#session, hash, i));
  }
}

/** The values; throws the first error, which says if Redis is out of memory. */
async function runAll(pipeline: Pipeline): Promise<unknown[]> {
  const replies = (await pipeline.exec()) ?? [];
  const failed = replies.find(([error]) => error !== null);
  if (failed) throw new ResourceError(`Redis: ${failed[0]!.message}`);
  return replies.map(([, value]) => value);
}

/** Folders of clients that were not heard of for so long are removed. */
const ABANDONED = 24 * 3600 * SECOND;

/** `folder/session/hash`. */
export class FolderTarget implements BlobTarget {
  readonly #root: string;
  readonly #folder: string;

  constructor(root: string, session: string) {
    this.#root = root;
    this.#folder = join(root, session);
  }

  async put({ hash }: BlobName, read: () => Uint8Array | undefined): Promise<boolean> {
    try {
      await mkdir(this.#folder, { recursive: true });
    } catch (cause) {
      throw new ResourceError(`cannot create ${this.#folder}: ${(cause as Error).message}`, { cause });
    }
    const data = read();
    if (data) await writeFileAtomic(join(this.#folder, hash), Buffer.from(data));
    return data !== undefined;
  }

  async refresh({ hash, bytes }: BlobName): Promise<boolean> {
    const now = new Date();
    await utimes(this.#folder, now, now).catch(() => undefined);
    return (await sizeOf(join(this.#folder, hash))) === bytes;
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    for (const name of await readdir(this.#root).catch(() => [])) {
      const path = join(this.#root, name);
      if (isId(name) && (await ageOf(path)) > ABANDONED) await rm(path, { recursive: true, force: true });
    }
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? -1;
}

async function ageOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found ? Date.now() - found.mtimeMs : 0;
}
