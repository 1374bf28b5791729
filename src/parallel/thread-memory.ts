/** Keeps account of the parts of an engine's memory that the threads of a pool have taken, and takes them back when a thread ends. */
import type { Piscina } from "piscina";
import type { Arena, Region } from "../engine/arena.js";

interface ThreadState {
  readonly regions: Region[];
  gone: boolean;
}

export class ThreadMemory {
  readonly #arena: Arena;
  readonly #pool: Piscina;
  readonly #threads = new Map<number, ThreadState>();

  constructor(arena: Arena, pool: Piscina) {
    this.#arena = arena;
    this.#pool = pool;
  }

  /** Learns of the pool's threads; to be called before one of them can have ended in a task. */
  watch(): void {
    for (const thread of this.#pool.threads) {
      if (this.#threads.has(thread.threadId)) continue;
      const state: ThreadState = { regions: [], gone: false };
      this.#threads.set(thread.threadId, state);
      thread.once("exit", () => {
        state.gone = true;
        for (const region of state.regions.splice(0)) this.#arena.adopt(region);
      });
    }
  }

  /** A thread has taken `region` for its own arena. What it said last may be heard after it has ended. */
  add(threadId: number, region: Region): void {
    const state = this.#threads.get(threadId);
    if (state?.gone) this.#arena.adopt(region);
    else state?.regions.push(region);
  }
}
