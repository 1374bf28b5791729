/** The blobs of a client: each is put where workers find it once, kept alive while calls need it, and removed in the end. */
import type { BlobTarget } from "./blob-targets.js";
import type { BlobName } from "./message.js";
import type { Blob } from "./payloads.js";

interface Upload {
  blob: Blob;
  /** Calls that need it; without any, its numbers may be gone from this memory. */
  users: number;
  done: Promise<void>;
}

export class BlobUploads {
  readonly #target: BlobTarget;
  readonly #uploads = new Map<string, Upload>();

  constructor(target: BlobTarget) {
    this.#target = target;
  }

  /** Resolves when all are there. Whatever comes of it, they have to be released. */
  async hold(blobs: readonly Blob[]): Promise<void> {
    const held = blobs.map((blob) => this.#use(blob));
    for (const { done } of held) await done;
  }

  release(blobs: readonly BlobName[]): void {
    for (const { hash } of blobs) {
      const upload = this.#uploads.get(hash);
      if (upload) upload.users--;
    }
  }

  /** Those that have vanished, because Redis lost what it had, are put there again. */
  async refresh(): Promise<void> {
    for (const [hash, upload] of this.#uploads) {
      await upload.done.catch(() => undefined);
      if (await this.#target.refresh(upload.blob)) continue;
      if (upload.users === 0) this.#uploads.delete(hash);
      else await this.#put(upload);
    }
  }

  async clear(): Promise<void> {
    const names = [...this.#uploads.values()].map(({ blob }) => blob);
    this.#uploads.clear();
    if (names.length > 0) await this.#target.remove(names);
  }

  #use(blob: Blob): Upload {
    const known = this.#uploads.get(blob.hash);
    if (known) {
      known.blob = blob;
      known.users++;
      return known;
    }
    const upload = { blob, users: 1, done: Promise.resolve() };
    this.#uploads.set(blob.hash, upload);
    upload.done = this.#put(upload);
    return upload;
  }

  /** What fails, or is not wanted any more half-way, is forgotten: who asks next begins anew. */
  async #put(upload: Upload): Promise<void> {
    const { blob } = upload;
    let complete = false;
    try {
      complete = await this.#target.put(blob, () => (upload.users > 0 ? upload.blob.read() : undefined));
    } finally {
      if (!complete && this.#uploads.get(blob.hash) === upload) this.#uploads.delete(blob.hash);
    }
  }
}
