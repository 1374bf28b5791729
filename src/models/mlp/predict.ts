/** What a fitted network answers. Pure: weights and rows in, probabilities out. */
import { AbortError } from "../../core/errors.js";
import { isUint8Array, type Matrix, sliceRows } from "../../core/matrix.js";
import type { Engine } from "../../engine/engine.js";
import { defineTask } from "../../engine/executor.js";
import type { Runtime } from "../../engine/runtime.js";
import { applyMath } from "../../kernels/math.js";
import { convertRows, softmax } from "../../kernels/nn.js";
import { type FeatureTensor, rowsOf, type Tensor, view, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import { deviceModel } from "./device-cache.js";
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

/** Rows scored at a time: activations of 512 units (0.5 MB) stay in a core's cache. */
export const BLOCK_ROWS = 256;
/** Below this many multiplications (about 3 ms) the calling thread computes itself. */
const DIRECT_PRODUCTS = 4e7;
/** Rows of a task: enough to outweigh its way to another thread, few enough to look for a cancellation in between. */
const TASK_ROWS = { least: 64, most: 4 * BLOCK_ROWS } as const;

/** Never changes a result. */
export function rowsPerTask(rows: number, concurrency: number): number {
  return Math.min(TASK_ROWS.most, Math.max(TASK_ROWS.least, Math.ceil(rows / concurrency)));
}

/** Probabilities of the classes, rows × classes. Throws AbortError when cancelled. */
export async function mlpProbabilities(
  { engine, executor }: Runtime,
  state: MlpState,
  X: Matrix,
  signal?: AbortSignal,
): Promise<Matrix<Float32Array>> {
  const products = state.coefs.reduce((total, W) => total + W.data.length, 0);
  if (X.rows <= BLOCK_ROWS && X.rows * products <= DIRECT_PRODUCTS) return mlpProbabilitiesNow(engine, state, X);
  const model = deviceModel(engine, state, placeForBlocks);
  const { network } = model.placed;
  const outputs = state.intercepts.at(-1)!.length;
  model.users++;
  const scored = withWorkspace(engine, async (workspace) => {
    const features = workspace.putMatrix(X);
    const out = workspace.alloc("f32", X.rows, outputs);
    const step = rowsPerTask(X.rows, executor.concurrency);
    const parts = Array.from({ length: Math.ceil(X.rows / step) }, (_, part): ScorePart => {
      const [start, end] = [part * step, Math.min(X.rows, (part + 1) * step)];
      return { network, X: rowsOf(features, start, end), out: rowsOf(out, start, end) };
    });
    await executor.map(mlpScoreTask, parts, { signal });
    // Reading `state` only now keeps it, and with it the weights in the engine's memory, alive until here.
    return asProbabilities(view(engine, out).slice(), X.rows, state.intercepts.at(-1)!.length);
  });
  return scored.finally(() => model.users--);
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

/** Leaves the probabilities of a block's rows in `out`; `floats` has room for the values of bytes. */
type ScoreBlock = (features: FeatureTensor, floats: Tensor<"f32"> | undefined, out: Tensor<"f32">) => void;

/** Probabilities of the rows of X, BLOCK_ROWS at a time, in the calling thread. */
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

interface ScorePart {
  readonly network: Network;
  readonly X: FeatureTensor;
  /** Takes the probabilities: rows × outputs. */
  readonly out: Tensor<"f32">;
}

export const mlpScoreTask = defineTask<ScorePart, void>("mlp.score", ({ network, X, out }, { engine, cancelled }) =>
  withWorkspace(engine, (workspace) => {
    const units = network.layers.map(({ W }) => W.cols);
    const buffers = forwardBuffers(workspace, [X.cols, ...units], BLOCK_ROWS);
    const input = X.dtype === "u8" ? workspace.alloc("f32", BLOCK_ROWS, X.cols) : undefined;
    for (let start = 0; start < X.rows; start += BLOCK_ROWS) {
      if (cancelled()) throw new AbortError("MLPClassifier.predict");
      const end = Math.min(X.rows, start + BLOCK_ROWS);
      scoreBlock(engine, network, rowsOf(X, start, end), input, buffers, rowsOf(out, start, end));
    }
  }),
);

/** Probabilities of one block; `input` holds the floats of bytes. */
function scoreBlock(
  engine: Engine,
  network: Network,
  X: FeatureTensor,
  input: Tensor<"f32"> | undefined,
  buffers: ForwardBuffers,
  out: Tensor<"f32">,
): void {
  let floats = X as Tensor<"f32">;
  if (input) {
    floats = shaped(input, X.rows, X.cols);
    convertRows(engine, X, floats);
  }
  const logits = forward(engine, network, floats, buffers);
  if (logits.cols === 1) applyMath(engine, "logistic", logits, out);
  else softmax(engine, logits, out);
}

/** One output p becomes the columns 1 − p and p. */
export function asProbabilities(scores: Float32Array, rows: number, outputs: number): Matrix<Float32Array> {
  if (outputs > 1) return { data: scores, rows, cols: outputs };
  const data = new Float32Array(2 * rows);
  scores.forEach((p, i) => {
    data[2 * i] = 1 - p;
    data[2 * i + 1] = p;
  });
  return { data, rows, cols: 2 };
}
