/** What happens to the rows of a batch between the data set and the first product, where the options ask for more than a copy. */
import type { Engine } from "../../engine/engine.js";
import { dropout, gatherRows } from "../../kernels/nn.js";
import { placeRows } from "../../kernels/panels.js";
import { rowsOf, type Tensor, view, type Workspace } from "../../kernels/tensor.js";
import { type AugmentBuffers, augment, augmentBuffers } from "./augment.js";
import { inputMask } from "./mask.js";
import type { MLPParams } from "./options.js";
import type { InputBatch, TrainPlan } from "./plan.js";

/** Room for what a thread gathers. */
export interface InputBuffers {
  /** As many rows of X as a tile has, or all that a thread has of a batch where they are altered before they are packed. */
  readonly rows: Tensor<"f32">;
  readonly augment?: AugmentBuffers;
}

export function altersInputs({ inputDropout, augmentation }: MLPParams): boolean {
  return inputDropout > 0 || augmentation !== null;
}

export function inputBuffers(workspace: Workspace, { params, batchSize, inputs, barrier }: TrainPlan): InputBuffers {
  const { width: tileRows, cols } = inputs[0].x;
  if (!altersInputs(params)) return { rows: workspace.alloc("f32", tileRows, cols) };
  const count = tileRows * Math.ceil(Math.ceil(batchSize / tileRows) / barrier.size);
  const rows = workspace.alloc("f32", count, cols);
  return params.augmentation ? { rows, augment: augmentBuffers(workspace, count, cols) } : { rows };
}

/** A thread that gathers. */
interface Gatherer {
  readonly engine: Engine;
  readonly plan: TrainPlan;
  readonly input: InputBuffers;
}

/** The rows that `order` names, altered, become the rows of the batch from `first` on. */
export function gatherAltered(
  { engine, plan, input }: Gatherer,
  order: Tensor<"i32">,
  batch: InputBatch,
  first: number,
  step: number,
): void {
  const { params, seed, train } = plan;
  let x = rowsOf(input.rows, 0, order.rows);
  gatherRows(engine, train.X, order, x);
  if (params.augmentation && input.augment) {
    const epoch = Math.floor(step / Math.ceil(train.index.rows / plan.batchSize));
    x = augment(engine, params.augmentation, x, input.augment, view(engine, order), seed, epoch);
  }
  if (params.inputDropout > 0) dropout(engine, x, x, inputMask(plan, step), undefined, first);
  placeRows(engine, x, batch, first);
}
