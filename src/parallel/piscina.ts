/** Spreads tasks over the threads of a Piscina pool; all of them compute on the caller's memory. */
import { MessageChannel } from "node:worker_threads";
import type { Piscina } from "piscina";
import { AbortError, fromErrorRecord, throwIfAborted, WorkerError } from "../core/errors.js";
import type { Engine, EngineSeed } from "../engine/engine.js";
import { costliestFirst, type Executor, type MapOptions, type Task } from "../engine/executor.js";
import type { PortMessage, TaskMessage, TaskReply } from "./messages.js";
import { Slots } from "./slots.js";
import { workerFilename } from "./worker-filename.js";

export async function createPool(threads: number): Promise<Piscina> {
  // Loaded with the first pool: who only imports the library does not pay for it.
  const { Piscina } = await import("piscina");
  return new Piscina({
    filename: workerFilename,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    atomics: "disabled",
  });
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

  constructor(engine: Engine, pool: Piscina) {
    const { id, module, memory, turbo, relaxed } = engine;
    this.engine = engine;
    this.#seed = { id, module, memory, turbo, relaxed };
    this.#pool = pool;
    this.concurrency = pool.options.maxThreads;
    this.#slots = slotsOf(pool);
  }

  async map<P, R>(task: Task<P, R>, payloads: readonly P[], options: MapOptions<P, R> = {}): Promise<R[]> {
    throwIfAborted(options.signal, task.name);
    const { together } = options;
    if (together && payloads.length > this.concurrency) {
      throw new WorkerError(
        `${task.name}: ${payloads.length} tasks must run together, the pool has ${this.concurrency} threads`,
      );
    }
    const call = new Call<P, R>(task.name, options);
    const order = costliestFirst(payloads, options.cost);
    const results = new Array<R>(payloads.length);
    const runOne = async (index: number) => {
      if (!together) await this.#slots.take(1);
      try {
        if (call.stopped) return;
        results[index] = await this.#runTask(call, payloads[index], index);
        options.onResult?.(results[index], index);
      } catch (error) {
        call.fail(error);
      } finally {
        if (!together) this.#slots.give(1);
      }
    };
    if (together) await this.#slots.take(payloads.length);
    try {
      await Promise.all(order.map(runOne));
    } finally {
      if (together) this.#slots.give(payloads.length);
      call.close();
    }
    call.throwIfFailed();
    return results;
  }

  async #runTask<P, R>(call: Call<P, R>, payload: P, index: number): Promise<R> {
    const { port1, port2 } = new MessageChannel();
    const ended = new Promise<void>((resolve) => {
      port1.on("message", (message: PortMessage) => {
        if (message === "end") resolve();
        else call.report(message.report, index);
      });
    });
    const message: TaskMessage = { seed: this.#seed, task: call.task, payload, cancel: call.cancel, port: port2 };
    try {
      const reply: TaskReply = await this.#pool.run(message, { transferList: [port2] }).catch((cause) => {
        throw poolError(call.task, cause);
      });
      if (!reply.ok) throw fromErrorRecord(reply.error);
      // Comes after the last report, so nothing that was reported is lost. The port's own "close" would not do: a worker whose pool waits
      // with Atomics closes it only when it gets its next task.
      await ended;
      return reply.result as R;
    } finally {
      port1.close();
    }
  }
}

/** The state of one `map`: its cancel word and its first failure. */
class Call<P, R> {
  readonly task: string;
  readonly options: MapOptions<P, R>;
  readonly cancel = new Int32Array(new SharedArrayBuffer(4));
  #failure: unknown;
  readonly #onAbort = () => this.fail(new AbortError(this.task, { cause: this.options.signal?.reason }));

  constructor(task: string, options: MapOptions<P, R>) {
    this.task = task;
    this.options = options;
    options.signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  get stopped(): boolean {
    return this.#failure !== undefined;
  }

  /** Hands on what a task reports. A listener that throws ends the call, not the process. */
  report(value: unknown, index: number): void {
    try {
      this.options.onReport?.(value, index);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Keeps the first failure and asks the other tasks to stop. */
  fail(error: unknown): void {
    this.#failure ??= error;
    Atomics.store(this.cancel, 0, 1);
    // An aborted group leaves by itself, in step; one that lost a member must be freed.
    if (!(error instanceof AbortError)) this.options.together?.abandon();
  }

  close(): void {
    this.options.signal?.removeEventListener("abort", this.#onAbort);
  }

  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** What the pool itself reports: values that cannot be copied are the caller's mistake, anything else means that the worker is gone. */
function poolError(task: string, cause: unknown): unknown {
  const { name, message } = cause as Error;
  if (name === "DataCloneError") return cause;
  return new WorkerError(`${task}: a worker of the pool died (${message}); the work was given up`, { cause });
}
