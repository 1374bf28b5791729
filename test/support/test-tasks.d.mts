/** Types of test-tasks.mjs. */
import type { Task } from "../../src/engine/executor.js";
import type { Barrier } from "../../src/kernels/barrier.js";
import type { Tensor } from "../../src/kernels/tensor.js";

export const square: Task<number, number>;
export const count: Task<number, number>;
export const fail: Task<{ type: string; message: string }, never>;
export const untilCancelled: Task<{ fail?: boolean }, never>;
export const die: Task<null, never>;
export const dieHolding: Task<{ bytes: number; code?: number }, never>;
export const hang: Task<{ how: string; bytes?: number }, never>;
export const usedBytes: Task<number, number>;
export const enginesHeld: Task<null, number>;
export const waitAtBarrier: Task<{ barrier: Barrier; hangs: boolean }, void>;
export const meet: Task<{ words: Int32Array; size: number; absent?: boolean }, "met" | "abandoned">;
export const fill: Task<{ tensor: Tensor<"u8">; value: number; scratchBytes: number }, number>;
