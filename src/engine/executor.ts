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
}

export function defineTask<P, R>(name: string, run: Task<P, R>["run"]): Task<P, R> {
  return { name, run };
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
  /** Tasks that can run at the same time; 1 means in the calling thread or in one worker. */
  readonly concurrency: number;
  /** Runs every payload and returns the results in order. The first failure cancels the rest and is thrown. */
  map<P, R>(task: Task<P, R>, payloads: readonly P[], options?: MapOptions<P, R>): Promise<R[]>;
}
