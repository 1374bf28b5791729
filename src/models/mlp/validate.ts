/** Loss and accuracy on the validation rows, blocks of rows shared out between the threads. */
import { crossEntropy, gatherRows } from "../../kernels/nn.js";
import { rowsOf, type Tensor, view, type Workspace } from "../../kernels/tensor.js";
import { type ForwardBuffers, forward, forwardBuffers, type Network, shaped } from "./network.js";
import type { TrainPlan } from "./plan.js";
import type { Rank } from "./rank.js";

const BLOCK_ROWS = 256;

export interface ValidationBuffers {
  readonly input: Tensor<"f32">;
  readonly codes: Tensor<"i32">;
  readonly network: Network;
  readonly forward: ForwardBuffers;
}

export function validationBuffers(workspace: Workspace, plan: TrainPlan): ValidationBuffers | undefined {
  if (!plan.validation) return undefined;
  const units = plan.layers.map(({ W }) => W.cols);
  const rows = Math.min(BLOCK_ROWS, plan.validation.index.rows);
  return {
    input: workspace.alloc("f32", rows, plan.train.X.cols),
    codes: workspace.alloc("i32", rows),
    network: { layers: plan.layers.map(({ shown }) => shown), activation: plan.activation },
    forward: forwardBuffers(workspace, units, rows),
  };
}

/** Leaves the loss of every row of this thread's blocks; returns how many of them are right. */
export function validateShare({ engine, plan, rank, ranks }: Rank, buffers: ValidationBuffers): number {
  const { X, codes, index, losses } = plan.validation!;
  const all = view(engine, codes);
  let hits = 0;
  for (let start = rank * BLOCK_ROWS; start < index.rows; start += ranks * BLOCK_ROWS) {
    const rows = rowsOf(index, start, Math.min(index.rows, start + BLOCK_ROWS));
    const input = shaped(buffers.input, rows.rows, X.cols);
    gatherRows(engine, X, rows, input);
    const logits = forward(engine, buffers.network, input, buffers.forward);
    const blockCodes = shaped(buffers.codes, rows.rows, 1);
    view(engine, blockCodes).set(view(engine, rows).map((row) => all[row]));
    const blockLosses = rowsOf(losses, start, start + rows.rows);
    hits += crossEntropy(engine, logits, blockCodes, 1, logits, blockLosses);
  }
  return hits;
}
