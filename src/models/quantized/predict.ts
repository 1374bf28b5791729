/** What a quantised network answers. Pure: integers, scales and rows in, probabilities out. */
import type { Matrix } from "../../core/matrix.js";
import type { Engine } from "../../engine/engine.js";
import { defineTask } from "../../engine/executor.js";
import type { Runtime } from "../../engine/runtime.js";
import { applyMath } from "../../kernels/math.js";
import { softmax } from "../../kernels/nn.js";
import { type FeatureTensor, type Tensor, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import { deviceModel } from "../mlp/device-cache.js";
import {
  asFloats,
  isSmall,
  probabilitiesByBlock,
  probabilitiesByTask,
  type ScorePart,
  scorePart,
} from "../mlp/predict.js";
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
  runtime: Runtime,
  state: QuantizedState,
  X: Matrix,
  signal?: AbortSignal,
): Promise<Matrix<Float32Array>> {
  const model = deviceModel(runtime.engine, state, placeQuantized);
  if (isSmall(X.rows, state.coefs)) return quantizedProbabilitiesNow(runtime.engine, model.placed, X);
  return probabilitiesByTask(runtime, state, model, quantizedScoreTask, X, signal);
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

export const quantizedScoreTask = defineTask<ScorePart<QuantizedNetwork>, void>("quantized.score", (part, context) =>
  withWorkspace(context.engine, (workspace) => {
    const buffers = blockBuffers(workspace, part.network);
    scorePart("QuantizedMLPClassifier.predict", workspace, part, context, (features, floats, out) =>
      scoreBlock(context.engine, part.network, features, floats, buffers, out),
    );
  }),
);

/** Probabilities of one block; bytes are rounded like the floats they stand for. */
function scoreBlock(
  engine: Engine,
  network: QuantizedNetwork,
  X: FeatureTensor,
  floats: Tensor<"f32"> | undefined,
  buffers: BlockBuffers,
  out: Tensor<"f32">,
): void {
  forwardRows(engine, network, asFloats(engine, X, floats), out, buffers);
  if (out.cols === 1) applyMath(engine, "logistic", out, out);
  else softmax(engine, out, out);
}
