/** The state of one `map` on a pool: its cancel word, its first failure, and how its tasks end. */
import { AbortError } from "../core/errors.js";
import type { MapOptions } from "../engine/executor.js";
import type { Slots } from "./slots.js";

export class Call<P, R> {
  readonly task: string;
  readonly options: MapOptions<P, R>;
  readonly cancel = new Int32Array(new SharedArrayBuffer(4));
  readonly #graceMs: number;
  readonly #waiting = new Set<() => void>();
  readonly #running = new Set<() => Promise<unknown>>();
  readonly #endings: Promise<unknown>[] = [];
  #overdue: NodeJS.Timeout | undefined;
  #failure: unknown;
  readonly #onAbort = () => this.fail(new AbortError(this.task, { cause: this.options.signal?.reason }));

  /** After a failure, tasks that have not left within `graceMs` are ended with their threads. */
  constructor(task: string, options: MapOptions<P, R>, graceMs: number) {
    this.task = task;
    this.options = options;
    this.#graceMs = graceMs;
    options.signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  get stopped(): boolean {
    return this.#failure !== undefined;
  }

  /** Waits for `count` slots, but not once the call has failed. Whether they were got. */
  async take(slots: Slots, count: number): Promise<boolean> {
    if (this.stopped) return false;
    const { granted, withdraw } = slots.request(count);
    this.#waiting.add(withdraw);
    const got = await granted;
    this.#waiting.delete(withdraw);
    return got;
  }

  /** Until `work` settles, `end` may be called to end the thread that does it; it resolves when the thread is gone. */
  async running<T>(work: Promise<T>, end: () => Promise<unknown>): Promise<T> {
    this.#running.add(end);
    try {
      return await work;
    } finally {
      this.#running.delete(end);
    }
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
    for (const withdraw of this.#waiting) withdraw();
    this.#overdue ??= setTimeout(() => this.#endRunning(), this.#graceMs);
    // An aborted group leaves by itself, in step; one that lost a member must be freed.
    if (!(error instanceof AbortError)) this.options.together?.abandon();
  }

  #endRunning(): void {
    for (const end of this.#running) this.#endings.push(end());
  }

  /** Nothing of the call is at work when this resolves, so what it worked on may be freed. Throws the failure, if there was one. */
  async close(): Promise<void> {
    this.options.signal?.removeEventListener("abort", this.#onAbort);
    clearTimeout(this.#overdue);
    await Promise.all(this.#endings);
    if (this.#failure !== undefined) throw this.#failure;
  }
}
