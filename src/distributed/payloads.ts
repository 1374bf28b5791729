/** Payloads on their way out: their tensors and arrays become blobs, each once, however many payloads share it. */
import { createHash } from "node:crypto";
import type { Engine } from "../engine/engine.js";
import { bytesOf, type Tensor, view } from "../kernels/tensor.js";
import { type Json, toJson } from "./codec.js";
import type { BlobName } from "./message.js";

export interface Blob extends BlobName {
  /** A view: good until the next allocation. */
  read(): Uint8Array;
}

export interface PackedPayload {
  readonly json: Json;
  readonly blobs: readonly BlobName[];
}

export class PayloadPacker {
  readonly #engine: Engine;
  readonly #byHash = new Map<string, Blob>();
  readonly #byOwner = new Map<object, Blob>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Of all payloads so far. */
  get blobs(): Blob[] {
    return [...this.#byHash.values()];
  }

  pack(payload: unknown): PackedPayload {
    const used = new Map<string, BlobName>();
    const json = toJson(payload, (owner) => {
      const { hash, bytes } = this.#blobOf(owner);
      used.set(hash, { hash, bytes });
      return hash;
    });
    return { json, blobs: [...used.values()] };
  }

  #blobOf(owner: Tensor | ArrayBufferView): Blob {
    const known = this.#byOwner.get(owner);
    if (known) return known;
    const read = () => (ArrayBuffer.isView(owner) ? bytesIn(owner) : tensorBytes(this.#engine, owner));
    const data = read();
    const hash = createHash("sha256").update(data).digest("hex");
    const blob = this.#byHash.get(hash) ?? { hash, bytes: data.length, read };
    this.#byOwner.set(owner, blob);
    this.#byHash.set(hash, blob);
    return blob;
  }
}

function bytesIn({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function tensorBytes(engine: Engine, tensor: Tensor): Uint8Array {
  return view(engine, { ...tensor, dtype: "u8", cols: tensor.cols * bytesOf(tensor.dtype) });
}
