/** Keeps account of the parts of an engine's memory that the threads of a pool have taken, and takes them back when a thread ends. */
import type { Piscina } from "piscina";
import type { Arena, Region } from "../engine/arena.js";

interface ThreadState {
  readonly regions: Region[];
  /** Stops listening for the thread's end. */
  readonly forget: () => void;
  gone: boolean;
}

export class ThreadMemory {
  readonly #arena: Arena;
  readonly #pool: Piscina;
  readonly #threads = new Map<number, ThreadState>();
  #closed = false;

  constructor(arena: Arena, pool: Piscina) {
    this.#arena = arena;
    this.#pool = pool;
  }

  /** Learns of the pool's threads; to be called before one of them can have ended in a task. */
  watch(): void {
    if (this.#closed) return;
    for (const thread of this.#pool.threads) {
      if (this.#threads.has(thread.threadId)) continue;
      const regions: Region[] = [];
      const onExit = () => {
        state.gone = true;
        for (const region of regions.splice(0)) this.#arena.adopt(region);
      };
      const state: ThreadState = { regions, forget: () => thread.off("exit", onExit), gone: false };
      this.#threads.set(thread.threadId, state);
      thread.once("exit", onExit);
    }
  }

  /** Watches no thread any more. */
  close(): void {
    this.#closed = true;
    for (const { forget } of this.#threads.values()) forget();
    this.#threads.clear();
  }

  /** A thread has taken `region` for its own arena. What it said last may be heard after it has ended. */
  add(threadId: number, region: Region): void {
    const state = this.#threads.get(threadId);
    if (state?.gone) this.#arena.adopt(region);
    else state?.regions.push(region);
  }
}
