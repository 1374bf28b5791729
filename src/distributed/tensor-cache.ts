/** Blobs in a worker's memory, as many as fit a limit, for the tasks that read them. */
import type { Engine } from "../engine/engine.js";
import { type Tensor, view, Workspace } from "../kernels/tensor.js";
import type { BlobName } from "./message.js";

interface Entry {
  readonly bytes: number;
  readonly workspace: Workspace;
  loaded: Promise<Tensor<"u8">>;
  /** Tasks that read it, and the loading itself. */
  users: number;
}

/** A task's hold on a blob. */
export interface Hold {
  readonly loaded: Promise<Tensor<"u8">>;
  release(): void;
}

export class TensorCache {
  readonly #engine: Engine;
  readonly #maxBytes: number;
  /** The longest unused first. */
  readonly #entries = new Map<string, Entry>();

  constructor(engine: Engine, maxBytes: number) {
    this.#engine = engine;
    this.#maxBytes = maxBytes;
  }

  /** The numbers of a blob, which `load` gives if they are not here. */
  hold(name: BlobName, load: () => Promise<Uint8Array>): Hold {
    const entry = this.#entries.get(name.hash) ?? this.#open(name, load);
    entry.users++;
    this.#entries.delete(name.hash);
    this.#entries.set(name.hash, entry);
    return { loaded: entry.loaded, release: () => this.#release(entry) };
  }

  #open({ hash, bytes }: BlobName, load: () => Promise<Uint8Array>): Entry {
    const workspace = new Workspace(this.#engine);
    const entry: Entry = { bytes, workspace, loaded: this.#load(workspace, load), users: 1 };
    entry.loaded
      .catch(() => {
        if (this.#entries.get(hash) === entry) this.#entries.delete(hash);
      })
      .finally(() => this.#release(entry));
    return entry;
  }

  async #load(workspace: Workspace, load: () => Promise<Uint8Array>): Promise<Tensor<"u8">> {
    const data = await load();
    this.#makeRoom();
    const tensor = workspace.alloc("u8", data.length);
    view(this.#engine, tensor).set(data);
    return tensor;
  }

  #release(entry: Entry): void {
    entry.users--;
    this.#makeRoom();
  }

  #makeRoom(): void {
    let total = [...this.#entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [hash, entry] of this.#entries) {
      if (total <= this.#maxBytes) return;
      if (entry.users > 0) continue;
      entry.workspace.release();
      this.#entries.delete(hash);
      total -= entry.bytes;
    }
  }
}
