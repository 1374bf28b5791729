/** How models hand out work without knowing where it runs. */
import type { Engine } from "./engine.js";

/** What a running task is given besides its payload. */
export interface TaskContext {
  /** The engine of the thread that runs the task, on the same memory as everyone's. */
  readonly engine: Engine;
  /** Sends `value` to the caller's `onReport`. */
  report(value: unknown): void;
  /** True once the caller gave up; long tasks look between units of work and throw AbortError. */
  cancelled(): boolean;
}

/**
 * A named unit of work. Payload and result are plain data that structured clone can carry; data sets travel as
 * Tensors, addresses in the shared memory. A new task is registered in src/parallel/tasks.ts.
 */
export interface Task<P, R> {
  readonly name: string;
  run(payload: P, context: TaskContext): R | Promise<R>;
  /** Left out where a task has to run on the caller's memory. */
  readonly portable?: Portable<P>;
}

/** What lets a task run on another machine, on copies of its tensors: it only reads them, answers in plain data, and reports the same each time. */
export interface Portable<P> {
  /** False for a payload that must stay. */
  accepts(payload: P): boolean;
  /** The payload in a few words, for messages. */
  describe(payload: P): string;
  /** What came from outside, as a payload if it is one; throws FormatError. */
  check(payload: unknown, engine: Engine): unknown;
}

export function defineTask<P, R>(name: string, run: Task<P, R>["run"], portable?: Portable<P>): Task<P, R> {
  return { name, run, portable };
}

export interface MapOptions<P, R> {
  readonly signal?: AbortSignal;
  /** Relative cost of a payload; the costliest start first. Results keep the order of the payloads. */
  readonly cost?: (payload: P, index: number) => number;
  /** Called as each result arrives, in any order. */
  readonly onResult?: (result: R, index: number) => void;
  /** Called with what a running task reports. */
  readonly onReport?: (value: unknown, index: number) => void;
  /**
   * The payloads wait for each other (a barrier) and must run at the same time; there are at most `concurrency` of them.
   * `abandon` must free those that wait when one of them has failed.
   */
  readonly together?: { abandon(): void };
}

export interface Executor {
  /** On whose memory the tensors of payloads stand. */
  readonly engine: Engine;
  /** Tasks that can run at the same time; 1 means in the calling thread or in one worker. */
  readonly concurrency: number;
  /** There where portable tasks run on other machines: the most of them that share the memory of one. */
  readonly remote?: { readonly threads: number };
  /** Runs every payload and returns the results in order. The first failure cancels the rest and is thrown. */
  map<P, R>(task: Task<P, R>, payloads: readonly P[], options?: MapOptions<P, R>): Promise<R[]>;
}

/** Positions of the payloads in the order in which they start. */
export function costliestFirst<P, R>(payloads: readonly P[], cost: MapOptions<P, R>["cost"]): number[] {
  const order = payloads.map((_, index) => index);
  if (!cost) return order;
  const costs = payloads.map(cost);
  return order.sort((a, b) => costs[b] - costs[a] || a - b);
}
