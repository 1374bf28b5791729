/** A barrier between the tasks of one call, each on its own thread of the same memory. */
import { WorkerError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import type { Tensor, Workspace } from "./tensor.js";

interface BarrierExports {
  barrier_wait(state: number, size: number): number;
  barrier_abandon(state: number): void;
}

/** Plain data: it travels to the tasks in their payload. */
export interface Barrier {
  readonly state: Tensor<"i32">;
  /** Threads that meet. */
  readonly size: number;
}

const WORDS = 3;

export function createBarrier(workspace: Workspace, size: number): Barrier {
  return { state: workspace.zeros("i32", WORDS), size };
}

/** Returns once all have come. Throws WorkerError if one of them never will. Alone, it costs nothing. */
export function barrierWait(engine: Engine, { state, size }: Barrier): void {
  if (size === 1) return;
  if ((engine.exports as BarrierExports).barrier_wait(state.ptr, size) !== 0) {
    throw new WorkerError("barrier: another task of this group failed");
  }
}

/** Frees everyone who waits or will wait. */
export function barrierAbandon(engine: Engine, { state }: Barrier): void {
  (engine.exports as BarrierExports).barrier_abandon(state.ptr);
}
