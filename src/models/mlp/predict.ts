/** What a fitted network answers, block by block; quantised ones share how. Pure: weights and rows in, probabilities out. */
import { AbortError } from "../../core/errors.js";
import { isUint8Array, type Matrix, sliceRows } from "../../core/matrix.js";
import type { Engine } from "../../engine/engine.js";
import { defineTask, type Task, type TaskContext } from "../../engine/executor.js";
import type { Runtime } from "../../engine/runtime.js";
import { applyMath } from "../../kernels/math.js";
import { convertRows, softmax } from "../../kernels/nn.js";
import { type FeatureTensor, rowsOf, type Tensor, view, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import { type DeviceModel, deviceModel } from "./device-cache.js";
import {
  type ForwardBuffers,
  forward,
  forwardBuffers,
  type MlpState,
  type Network,
  type PlacedNetwork,
  placeNetwork,
  shaped,
} from "./network.js";

/** Up to this many multiplications (2 ms, with turbo or in 8 bits 1) the calling thread computes itself. */
const DIRECT_PRODUCTS = 4e7;

/** Whether so many rows are too little for threads to share. Never changes a result. */
export function isSmall(rows: number, coefs: readonly { readonly data: ArrayLike<number> }[]): boolean {
  const products = coefs.reduce((total, W) => total + W.data.length, 0);
  return rows <= BLOCK_ROWS && rows * products <= DIRECT_PRODUCTS;
}

/** Probabilities of the classes, rows × classes. Throws AbortError when cancelled. */
export async function mlpProbabilities(
  runtime: Runtime,
  state: MlpState,
  X: Matrix,
  signal?: AbortSignal,
): Promise<Matrix<Float32Array>> {
  const { engine } = runtime;
  if (isSmall(X.rows, state.coefs)) return mlpProbabilitiesNow(engine, state, X);
  return probabilitiesByTask(runtime, state, deviceModel(engine, state, placeForBlocks), mlpScoreTask, X, signal);
}

function placeForBlocks(workspace: Workspace, state: MlpState): PlacedNetwork {
  return placeNetwork(workspace, state, BLOCK_ROWS);
}

/** The same in the calling thread, at once: for small inputs. */
export function mlpProbabilitiesNow(engine: Engine, state: MlpState, X: Matrix): Matrix<Float32Array> {
  return networkProbabilities(engine, deviceModel(engine, state, placeForBlocks).placed, X);
}

/** Probabilities from a network placed with buffers for BLOCK_ROWS rows, in the calling thread. */
export function networkProbabilities(
  engine: Engine,
  { network, buffers }: PlacedNetwork,
  X: Matrix,
): Matrix<Float32Array> {
  return probabilitiesByBlock(engine, X, network.layers.at(-1)!.W.cols, (features, floats, out) =>
    scoreBlock(engine, network, features, floats, buffers, out),
  );
}

export const mlpScoreTask = defineTask<ScorePart<Network>, void>("mlp.score", (part, context) =>
  withWorkspace(context.engine, (workspace) => {
    const { network, X } = part;
    const units = network.layers.map(({ W }) => W.cols);
    const buffers = forwardBuffers(workspace, [X.cols, ...units], BLOCK_ROWS);
    scorePart("MLPClassifier.predict", workspace, part, context, (features, floats, out) =>
      scoreBlock(context.engine, network, features, floats, buffers, out),
    );
  }),
);

/** Probabilities of one block. */
function scoreBlock(
  engine: Engine,
  network: Network,
  X: FeatureTensor,
  floats: Tensor<"f32"> | undefined,
  buffers: ForwardBuffers,
  out: Tensor<"f32">,
): void {
  const logits = forward(engine, network, asFloats(engine, X, floats), buffers);
  if (logits.cols === 1) applyMath(engine, "logistic", logits, out);
  else softmax(engine, logits, out);
}

/** Rows scored at a time: activations of 512 units (0.5 MB) stay in a core's cache. */
export const BLOCK_ROWS = 256;
/** Rows of a task: enough to outweigh its way to another thread, few enough to look for a cancellation in between. */
const TASK_ROWS = { least: 32, most: 4 * BLOCK_ROWS } as const;

/** Leaves the probabilities of a block's rows in `out`; `floats` has room for the values of bytes. */
type ScoreBlock = (features: FeatureTensor, floats: Tensor<"f32"> | undefined, out: Tensor<"f32">) => void;

/** Some rows of a call, for one task. */
export interface ScorePart<N> {
  readonly network: N;
  readonly X: FeatureTensor;
  /** Takes the probabilities: rows × outputs. */
  readonly out: Tensor<"f32">;
}

/** Probabilities of the rows of X in the calling thread. */
export function probabilitiesByBlock(
  engine: Engine,
  X: Matrix,
  outputs: number,
  score: ScoreBlock,
): Matrix<Float32Array> {
  const scores = new Float32Array(X.rows * outputs);
  for (let start = 0; start < X.rows; start += BLOCK_ROWS) {
    const block = sliceRows(X, start, Math.min(X.rows, start + BLOCK_ROWS));
    withWorkspace(engine, (workspace) => {
      const features = workspace.putMatrix(block);
      const floats = isUint8Array(X.data) ? workspace.alloc("f32", block.rows, X.cols) : undefined;
      const out = workspace.alloc("f32", block.rows, outputs);
      score(features, floats, out);
      scores.set(view(engine, out), start * outputs);
    });
  }
  return asProbabilities(scores, X.rows, outputs);
}

/** The same, spread over the executor by `task`. Throws AbortError when cancelled. */
export function probabilitiesByTask<N>(
  { engine, executor }: Runtime,
  state: { readonly intercepts: readonly Float32Array[] },
  model: DeviceModel<{ readonly network: N }>,
  task: Task<ScorePart<N>, void>,
  X: Matrix,
  signal: AbortSignal | undefined,
): Promise<Matrix<Float32Array>> {
  const { network } = model.placed;
  const outputs = state.intercepts.at(-1)!.length;
  model.users++;
  const scored = withWorkspace(engine, async (workspace) => {
    const features = workspace.putMatrix(X);
    const out = workspace.alloc("f32", X.rows, outputs);
    const step = rowsPerTask(X.rows, executor.concurrency);
    const parts = Array.from({ length: Math.ceil(X.rows / step) }, (_, part): ScorePart<N> => {
      const [start, end] = [part * step, Math.min(X.rows, (part + 1) * step)];
      return { network, X: rowsOf(features, start, end), out: rowsOf(out, start, end) };
    });
    await executor.map(task, parts, { signal });
    // Reading `state` only now keeps it, and with it the weights in the engine's memory, alive until here.
    return asProbabilities(view(engine, out).slice(), X.rows, state.intercepts.at(-1)!.length);
  });
  return scored.finally(() => model.users--);
}

/** Never changes a result. */
function rowsPerTask(rows: number, concurrency: number): number {
  return Math.min(TASK_ROWS.most, Math.max(TASK_ROWS.least, Math.ceil(rows / concurrency)));
}

/** What a task does with its rows. `operation` goes into the AbortError. */
export function scorePart(
  operation: string,
  workspace: Workspace,
  { X, out }: Omit<ScorePart<unknown>, "network">,
  { cancelled }: TaskContext,
  score: ScoreBlock,
): void {
  const floats = X.dtype === "u8" ? workspace.alloc("f32", BLOCK_ROWS, X.cols) : undefined;
  for (let start = 0; start < X.rows; start += BLOCK_ROWS) {
    if (cancelled()) throw new AbortError(operation);
    const end = Math.min(X.rows, start + BLOCK_ROWS);
    score(rowsOf(X, start, end), floats, rowsOf(out, start, end));
  }
}

/** The features as floats: themselves, or the values of bytes in `floats`. */
export function asFloats(engine: Engine, X: FeatureTensor, floats: Tensor<"f32"> | undefined): Tensor<"f32"> {
  if (!floats) return X as Tensor<"f32">;
  const values = shaped(floats, X.rows, X.cols);
  convertRows(engine, X, values);
  return values;
}

/** One output p becomes the columns 1 − p and p. */
function asProbabilities(scores: Float32Array, rows: number, outputs: number): Matrix<Float32Array> {
  if (outputs > 1) return { data: scores, rows, cols: outputs };
  const data = new Float32Array(2 * rows);
  scores.forEach((p, i) => {
    data[2 * i] = 1 - p;
    data[2 * i + 1] = p;
  });
  return { data, rows, cols: 2 };
}
