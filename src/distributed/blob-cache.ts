/** Blobs on a worker's disk, by hash: fetched once, checked when they come and whenever they are read, the longest unused removed first. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { ResourceError } from "../core/errors.js";
import { writeFileAtomic } from "../data/atomic-write.js";
import type { BlobSource } from "./blob-sources.js";
import { isHash, SECOND } from "./keys.js";
import type { BlobName } from "./message.js";

export interface BlobCacheOptions {
  readonly folder: string;
  /** Most bytes to keep. One larger than that passes through. */
  readonly maxBytes: number;
  readonly sources: readonly BlobSource[];
  readonly onFetched: (name: BlobName) => void;
}

/** A file that a killed process left half-written is as old as this when it is removed. */
const HALF_WRITTEN = 3600 * SECOND;

export class BlobCache {
  readonly #options: BlobCacheOptions;

  constructor(options: BlobCacheOptions) {
    this.#options = options;
  }

  /** The bytes of a blob. Throws ResourceError if no source has it; AbortError. */
  async get(session: string, name: BlobName, signal: AbortSignal): Promise<Uint8Array> {
    const kept = await this.#read(name);
    if (kept) return kept;
    for (const source of this.#options.sources) {
      const data = await source(session, name, signal);
      if (!data || !matches(data, name)) continue;
      this.#options.onFetched(name);
      await this.#keep(name, data);
      return data;
    }
    throw new ResourceError(
      `data ${name.hash.slice(0, 12)} of the task is not there; where clients put it in a folder, workers are started with --data`,
    );
  }

  async #read(name: BlobName): Promise<Uint8Array | undefined> {
    const path = this.#pathOf(name.hash);
    try {
      if ((await stat(path)).size !== name.bytes) return undefined;
      const data = await readFile(path);
      if (!matches(data, name)) return undefined;
      const now = new Date();
      await utimes(path, now, now);
      return data;
    } catch {
      return undefined;
    }
  }

  /** A cache that cannot be written is slow, not wrong. */
  async #keep({ hash, bytes }: BlobName, data: Uint8Array): Promise<void> {
    const { folder, maxBytes } = this.#options;
    if (bytes > maxBytes) return;
    try {
      await mkdir(folder, { recursive: true });
      await this.#makeRoom(maxBytes - bytes);
      await writeFileAtomic(this.#pathOf(hash), data);
    } catch {
      // The next one who needs it fetches it again.
    }
  }

  /** Removes what was unused for longest until at most `room` bytes are left. */
  async #makeRoom(room: number): Promise<void> {
    const { folder } = this.#options;
    const files = await Promise.all((await readdir(folder)).map((file) => describe(folder, file)));
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size, used, whole } of files.sort((a, b) => a.used - b.used)) {
      const abandoned = !whole && Date.now() - used > HALF_WRITTEN;
      if (total <= room && !abandoned) continue;
      if (!whole && !abandoned) continue;
      await rm(path, { force: true });
      total -= size;
    }
  }

  #pathOf(hash: string): string {
    return join(this.#options.folder, hash);
  }
}

async function describe(folder: string, file: string) {
  const path = join(folder, file);
  // Another worker of this machine may have removed it.
  const found = await stat(path).catch(() => undefined);
  return { path, size: found?.size ?? 0, used: found?.mtimeMs ?? 0, whole: isHash(file) };
}

function matches(data: Uint8Array, { hash, bytes }: BlobName): boolean {
  return data.length === bytes && createHash("sha256").update(data).digest("hex") === hash;
}
