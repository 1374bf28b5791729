/**
 * Scratch memory inside a WebAssembly.Memory: a best-fit free list over chunks obtained with `memory.grow`.
 *
 * `memory.grow` hands every caller a region of its own, also when several threads share the memory. So each thread has
 * its own arena on the shared memory and they need no lock. Freed blocks are joined with their neighbours and used
 * again; the memory never shrinks, and does not grow over repeated work of the same size.
 */
import { EngineError } from "../core/errors.js";

const PAGE = 65536;
/** Every block starts on a cache line. */
const ALIGN = 64;
const MIN_CHUNK_PAGES = 16;

interface Block {
  ptr: number;
  bytes: number;
}

/** A part of the memory that belongs to one arena. */
export interface Region {
  readonly start: number;
  readonly bytes: number;
}

export class Arena {
  readonly #memory: WebAssembly.Memory;
  /** Free blocks by rising address; no two of them touch. */
  readonly #free: Block[] = [];
  readonly #used = new Map<number, number>();
  /** Told of every part of the memory that this arena takes. */
  onGrow: ((region: Region) => void) | undefined;
  #usedBytes = 0;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /** Bytes handed out and not yet freed. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Address of `bytes` fresh bytes, 64-byte aligned, contents undefined. */
  alloc(bytes: number): number {
    const size = Math.max(ALIGN, Math.ceil(bytes / ALIGN) * ALIGN);
    let index = this.#bestFit(size);
    if (index < 0) {
      this.#grow(size);
      index = this.#bestFit(size);
    }
    const block = this.#free[index];
    const { ptr } = block;
    if (block.bytes === size) this.#free.splice(index, 1);
    else {
      block.ptr += size;
      block.bytes -= size;
    }
    this.#used.set(ptr, size);
    this.#usedBytes += size;
    return ptr;
  }

  free(ptr: number): void {
    const bytes = this.#used.get(ptr);
    if (bytes === undefined) throw new EngineError(`arena: ${ptr} is not an allocated address`);
    this.#used.delete(ptr);
    this.#usedBytes -= bytes;
    this.#release(ptr, bytes);
  }

  /** Takes over what an arena held whose thread is gone. */
  adopt({ start, bytes }: Region): void {
    this.#release(start, bytes);
  }

  #bestFit(size: number): number {
    let best = -1;
    for (let i = 0; i < this.#free.length; i++) {
      const { bytes } = this.#free[i];
      if (bytes >= size && (best < 0 || bytes < this.#free[best].bytes)) best = i;
    }
    return best;
  }

  /** Adds a chunk with room for `size` bytes. Another thread may grow at the same time, so it need not touch the last one. */
  #grow(size: number): void {
    const pages = Math.max(MIN_CHUNK_PAGES, Math.ceil(size / PAGE));
    let before: number;
    try {
      before = this.#memory.grow(pages);
    } catch (cause) {
      const megabytes = (bytes: number) => Math.ceil(bytes / 2 ** 20);
      throw new EngineError(
        `out of WebAssembly memory: ${megabytes(size)} MB asked for, ${megabytes(this.#memory.buffer.byteLength)} MB in use; ` +
          "use fewer rows at a time, lower cacheSize or batchSize, or run fewer fits at once",
        { cause },
      );
    }
    const region = { start: before * PAGE, bytes: pages * PAGE };
    this.#release(region.start, region.bytes);
    this.onGrow?.(region);
  }

  /** Puts a block back in its place and joins it with free neighbours. */
  #release(ptr: number, bytes: number): void {
    const free = this.#free;
    let at = 0;
    while (at < free.length && free[at].ptr < ptr) at++;
    free.splice(at, 0, { ptr, bytes });
    if (at + 1 < free.length && ptr + bytes === free[at + 1].ptr) {
      free[at].bytes += free[at + 1].bytes;
      free.splice(at + 1, 1);
    }
    if (at > 0 && free[at - 1].ptr + free[at - 1].bytes === ptr) {
      free[at - 1].bytes += free[at].bytes;
      free.splice(at, 1);
    }
  }
}
