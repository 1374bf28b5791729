/** Spreads tasks over the threads of a Piscina pool; all of them compute on the caller's memory. */
import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Piscina } from "piscina";
import { fromErrorRecord, throwIfAborted, WorkerError } from "../core/errors.js";
import type { Engine, EngineSeed } from "../engine/engine.js";
import { costliestFirst, type Executor, type MapOptions, type Task } from "../engine/executor.js";
import { Call } from "./call.js";
import type { PortMessage, TaskMessage, TaskReply } from "./messages.js";
import { Slots } from "./slots.js";
import { ThreadMemory } from "./thread-memory.js";
import { workerFilename } from "./worker-filename.js";

/**
 * How long a task may take to notice that its call was given up before its thread is ended. Tasks look every few milliseconds, a pass over a
 * large data set takes tenths of a second; a thread that is busy for longer hangs.
 */
const GRACE_MS = 5000;

export interface PoolOptions {
  /** Milliseconds; see GRACE_MS. */
  readonly graceMs?: number;
}

export async function createPool(threads: number): Promise<Piscina> {
  // Loaded with the first pool: who only imports the library does not pay for it.
  const { Piscina } = await import("piscina");
  const pool = new Piscina({
    filename: workerFilename,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    atomics: "disabled",
  });
  // A thread that fails between two tasks is replaced, and nobody's work is lost.
  pool.on("error", () => {});
  return pool;
}

/** One semaphore a pool, whoever uses it: groups of two executors would otherwise each hold half of the threads and wait for ever. */
const slotsByPool = new WeakMap<Piscina, Slots>();

function slotsOf(pool: Piscina): Slots {
  const slots = slotsByPool.get(pool) ?? new Slots(pool.options.maxThreads);
  slotsByPool.set(pool, slots);
  return slots;
}

export class PiscinaExecutor implements Executor {
  readonly engine: Engine;
  readonly concurrency: number;
  readonly #pool: Piscina;
  readonly #slots: Slots;
  readonly #seed: EngineSeed;
  /** Of TaskMessage. */
  readonly #closed = new Int32Array(new SharedArrayBuffer(4));
  readonly #memory: ThreadMemory;
  readonly #graceMs: number;

  constructor(engine: Engine, pool: Piscina, { graceMs = GRACE_MS }: PoolOptions = {}) {
    const { id, module, memory, turbo, relaxed } = engine;
    this.engine = engine;
    this.#seed = { id, module, memory, turbo, relaxed };
    this.#pool = pool;
    this.#memory = new ThreadMemory(engine.arena, pool);
    this.#graceMs = graceMs;
    this.concurrency = pool.options.maxThreads;
    this.#slots = slotsOf(pool);
  }

  /** After its last call: lets go of the engine on a pool that lives on. Threads do so when they join another. */
  close(): void {
    Atomics.store(this.#closed, 0, 1);
    this.#memory.close();
  }

  async map<P, R>(task: Task<P, R>, payloads: readonly P[], options: MapOptions<P, R> = {}): Promise<R[]> {
    throwIfAborted(options.signal, task.name);
    const { together } = options;
    if (together && payloads.length > this.concurrency) {
      throw new WorkerError(
        `${task.name}: ${payloads.length} tasks must run together, the pool has ${this.concurrency} threads`,
      );
    }
    const order = costliestFirst(payloads, options.cost);
    const call = new Call<P, R>(task.name, options, this.#graceMs);
    const results = new Array<R>(payloads.length);
    const run = async (index: number) => {
      try {
        if (call.stopped) return;
        results[index] = await this.#runTask(call, payloads[index], index);
        options.onResult?.(results[index], index);
      } catch (error) {
        call.fail(error);
      }
    };
    const all = () => Promise.all(order.map(run));
    const each = () => Promise.all(order.map((index) => this.#withSlots(call, 1, () => run(index))));
    await (together ? this.#withSlots(call, payloads.length, all) : each());
    await call.close();
    return results;
  }

  /** Does `work` on so many threads, unless the call fails before they are free. */
  async #withSlots<P, R>(call: Call<P, R>, count: number, work: () => Promise<unknown>): Promise<void> {
    if (!(await call.take(this.#slots, count))) return;
    try {
      await work();
    } finally {
      this.#slots.give(count);
    }
  }

  async #runTask<P, R>(call: Call<P, R>, payload: P, index: number): Promise<R> {
    const { port1, port2 } = new MessageChannel();
    const ended = new Promise<void>((resolve) => {
      port1.on("message", (message: PortMessage) => {
        if (message === "end") resolve();
        else if ("region" in message) this.#memory.add(message.threadId, message.region);
        else call.report(message.report, index);
      });
    });
    const { task, cancel } = call;
    const message: TaskMessage = { seed: this.#seed, closed: this.#closed, task, payload, cancel, port: port2 };
    const overdue = new AbortController();
    try {
      const running = this.#pool.run(message, { transferList: [port2], signal: overdue.signal });
      this.#memory.watch();
      const reply: TaskReply = await call
        .running(running, () => this.#endThread(overdue))
        .catch((cause) => {
          throw poolError(call.task, cause);
        });
      if (!reply.ok) throw fromErrorRecord(reply.error);
      // Comes after the last report, so nothing that was reported is lost. The port's own "close" would not do: a worker whose pool waits
      // with Atomics closes it only when it gets its next task.
      await ended;
      return reply.result as R;
    } finally {
      this.#memory.watch();
      this.#hearRegions(port1);
      port1.close();
    }
  }

  /** What a thread that died has said of its memory. */
  #hearRegions(port: MessagePort): void {
    for (let heard = receiveMessageOnPort(port); heard; heard = receiveMessageOnPort(port)) {
      const message: PortMessage = heard.message;
      if (message !== "end" && "region" in message) this.#memory.add(message.threadId, message.region);
    }
  }

  /** Ends the thread that runs a task, or takes the task out of the pool's queue. */
  #endThread(overdue: AbortController): Promise<unknown> {
    const before = this.#pool.threads;
    overdue.abort();
    // The pool has let go of it, but it may still be at work.
    const ending = before.filter((thread) => !this.#pool.threads.includes(thread));
    return Promise.all(ending.map((thread) => thread.terminate()));
  }
}

/** What the pool itself reports: values that cannot be copied are the caller's mistake, anything else means that the worker is gone. */
function poolError(task: string, cause: unknown): unknown {
  const { name, message } = cause as Error;
  if (name === "DataCloneError") return cause;
  return new WorkerError(`${task}: a worker of the pool died (${message}); the work was given up`, { cause });
}
