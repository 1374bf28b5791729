/** Sums of products of features over the rows of a logistic regression, in f32: what its preconditioners are made of. */
import type { FitOptions } from "../../core/estimator.js";
import { defineTask } from "../../engine/executor.js";
import type { Runtime } from "../../engine/runtime.js";
import { gemm, gemmScratch } from "../../kernels/gemm.js";
import { weightedRows } from "../../kernels/logistic.js";
import { rowsOf, type Tensor, view, Workspace, withWorkspace } from "../../kernels/tensor.js";
import type { LogisticProblem } from "./logistic-problem.js";

/** Rows that are multiplied at a time: 1.6 MB of 784 floats. */
const CHUNK = 512;
/** A chunk with fewer rows left is handed on: short products are slow. */
const LEFT_OVER = 32;
/** Columns of the result that a thread computes at a time. */
const STRIP = 128;

/**
 * The part of thread `rank` of Xᵀ · weight · X into `gram`, with `weights` for the rows: every `barrier.size`-th strip of columns, from the diagonal down.
 * The bits do not depend on the number of threads, because those of a product do not depend on its strip.
 */
export function addGram(
  workspace: Workspace,
  problem: LogisticProblem,
  rank: number,
  weights: Tensor<"f64">,
  gram: Tensor<"f32">,
): void {
  const { engine } = workspace;
  const scratch = gemmScratch(workspace);
  let accumulate = false;
  for (const chunk of weightedChunks(workspace, problem, weights)) {
    for (let start = rank * STRIP; start < gram.cols; start += problem.barrier.size * STRIP) {
      const cols = [start, Math.min(gram.cols, start + STRIP)] as const;
      gemm(engine, chunk, chunk, gram, scratch, { transA: true, accumulate, rows: [start, gram.rows], cols });
    }
    accumulate = true;
  }
}

export interface GramPart {
  readonly problem: LogisticProblem;
  readonly rank: number;
  readonly gram: Tensor<"f32">;
}

/** A thread's part of the Gram matrix that a fit starts with. */
export const logisticGramTask = defineTask("logistic.gram", ({ problem, rank, gram }: GramPart, { engine }) =>
  withWorkspace(engine, (workspace) => addGram(workspace, problem, rank, problem.rows.weights, gram)),
);

/**
 * The Gram matrix that a fit starts with, or undefined where it does not pay. It depends on the rows and their weights alone: a `memory`
 * keeps it for the next fit.
 */
export async function startingGram(
  { engine, executor }: Runtime,
  problem: LogisticProblem,
  key: string,
  { memory, signal }: FitOptions,
): Promise<Tensor<"f32"> | undefined> {
  const room = problem.gram;
  if (!room) return undefined;
  const fill = async (gram: Tensor<"f32">) => {
    const parts = Array.from({ length: problem.barrier.size }, (_, rank) => ({ problem, rank, gram }));
    await executor.map(logisticGramTask, parts, { signal });
    return gram;
  };
  if (!memory) return fill(room);
  return memory.keep("LogisticRegression gram", key, async () => {
    const lasting = new Workspace(engine);
    const release = () => lasting.release();
    try {
      return { value: await fill(lasting.alloc("f32", room.rows, room.cols)), release };
    } catch (error) {
      release();
      throw error;
    }
  });
}

/** Σ weight · X² a feature, and Σ weight for the intercept. */
export function columnSquares(workspace: Workspace, problem: LogisticProblem): Float64Array {
  const { features } = problem.shape;
  const squares = new Float64Array(features + 1);
  for (const chunk of weightedChunks(workspace, problem, problem.rows.weights)) {
    const values = view(workspace.engine, chunk);
    for (let i = 0; i < values.length; i++) squares[i % squares.length] += values[i] * values[i];
  }
  return squares;
}

/** √weight · (X, 1) chunk by chunk, always in the same place, without rows of weight 0. Without an intercept its column is 0. */
function* weightedChunks(
  workspace: Workspace,
  { rows: { X }, fitIntercept }: LogisticProblem,
  weights: Tensor<"f64">,
): Generator<Tensor<"f32">> {
  const room = workspace.alloc("f32", CHUNK, X.cols + 1);
  let filled = 0;
  for (let start = 0; start < X.rows; ) {
    const end = Math.min(X.rows, start + CHUNK - filled);
    const part = { X: rowsOf(X, start, end), weights: rowsOf(weights, start, end) };
    filled += weightedRows(workspace.engine, part, fitIntercept ? 1 : 0, rowsOf(room, filled, filled + end - start));
    start = end;
    if (start < X.rows && CHUNK - filled > LEFT_OVER) continue;
    yield rowsOf(room, 0, filled);
    filled = 0;
  }
}
