/** What a quantised network answers. Pure: integers, scales and rows in, probabilities out. */
import { AbortError } from "../../core/errors.js";
import type { Matrix } from "../../core/matrix.js";
import type { Engine } from "../../engine/engine.js";
import { defineTask } from "../../engine/executor.js";
import type { Runtime } from "../../engine/runtime.js";
import { applyMath } from "../../kernels/math.js";
import { convertRows, softmax } from "../../kernels/nn.js";
import { type FeatureTensor, rowsOf, type Tensor, view, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import { deviceModel } from "../mlp/device-cache.js";
import { asProbabilities, BLOCK_ROWS, probabilitiesByBlock, rowsPerTask } from "../mlp/predict.js";
import {
  type BlockBuffers,
  blockBuffers,
  forwardRows,
  putNetwork,
  type QuantizedNetwork,
  type QuantizedState,
} from "./network.js";

/** A quantised network in the engine's memory, and buffers for a block of rows. */
export interface PlacedQuantized {
  readonly network: QuantizedNetwork;
  readonly buffers: BlockBuffers;
}

export function placeQuantized(workspace: Workspace, state: QuantizedState): PlacedQuantized {
  const network = putNetwork(workspace, state);
  return { network, buffers: blockBuffers(workspace, network) };
}

/** Probabilities of the classes, rows × classes; of few rows in the calling thread. Throws AbortError when cancelled. */
export async function quantizedProbabilities(
  { engine, executor }: Runtime,
  state: QuantizedState,
  X: Matrix,
  signal?: AbortSignal,
): Promise<Matrix<Float32Array>> {
  const model = deviceModel(engine, state, placeQuantized);
  if (X.rows <= BLOCK_ROWS) return quantizedProbabilitiesNow(engine, model.placed, X);
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
    await executor.map(quantizedScoreTask, parts, { signal });
    // Reading `state` only now keeps it, and with it the weights in the engine's memory, alive until here.
    return asProbabilities(view(engine, out).slice(), X.rows, state.intercepts.at(-1)!.length);
  });
  return scored.finally(() => model.users--);
}

/** The same in the calling thread, at once, block by block. */
export function quantizedProbabilitiesNow(
  engine: Engine,
  { network, buffers }: PlacedQuantized,
  X: Matrix,
): Matrix<Float32Array> {
  return probabilitiesByBlock(engine, X, network.layers.at(-1)!.W.cols, (features, floats, out) =>
    scoreBlock(engine, network, features, floats, buffers, out),
  );
}

interface ScorePart {
  readonly network: QuantizedNetwork;
  readonly X: FeatureTensor;
  /** Takes the probabilities: rows × outputs. */
  readonly out: Tensor<"f32">;
}

export const quantizedScoreTask = defineTask<ScorePart, void>(
  "quantized.score",
  ({ network, X, out }, { engine, cancelled }) =>
    withWorkspace(engine, (workspace) => {
      const buffers = blockBuffers(workspace, network);
      const floats = X.dtype === "u8" ? workspace.alloc("f32", BLOCK_ROWS, X.cols) : undefined;
      for (let start = 0; start < X.rows; start += BLOCK_ROWS) {
        if (cancelled()) throw new AbortError("QuantizedMLPClassifier.predict");
        const end = Math.min(X.rows, start + BLOCK_ROWS);
        scoreBlock(engine, network, rowsOf(X, start, end), floats, buffers, rowsOf(out, start, end));
      }
    }),
);

/** Probabilities of one block; `floats` holds the values of bytes, so that these are rounded like the floats they stand for. */
function scoreBlock(
  engine: Engine,
  network: QuantizedNetwork,
  X: FeatureTensor,
  floats: Tensor<"f32"> | undefined,
  buffers: BlockBuffers,
  out: Tensor<"f32">,
): void {
  let input = X as Tensor<"f32">;
  if (floats) {
    input = { ...floats, rows: X.rows };
    convertRows(engine, X, input);
  }
  forwardRows(engine, network, input, out, buffers);
  if (out.cols === 1) applyMath(engine, "logistic", out, out);
  else softmax(engine, out, out);
}
