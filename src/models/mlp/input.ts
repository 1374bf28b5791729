/** What happens to the rows of a batch between the data set and the first product, where the options ask for more than a copy. */
import type { Engine } from "../../engine/engine.js";
import { dropout, gatherRows } from "../../kernels/nn.js";
import { placeRows } from "../../kernels/panels.js";
import type { Tensor } from "../../kernels/tensor.js";
import { inputMask } from "./mask.js";
import { shaped } from "./network.js";
import type { MLPParams } from "./options.js";
import type { InputBatch, TrainPlan } from "./plan.js";

/** A thread that gathers, with room for `inputRowCount` rows of X. */
interface Gatherer {
  readonly engine: Engine;
  readonly plan: TrainPlan;
  readonly inputRows: Tensor<"f32">;
}

export function altersInputs({ inputDropout }: MLPParams): boolean {
  return inputDropout > 0;
}

/** Rows of X that a thread needs room for: those of a tile, or all its rows of a batch where they are altered before they are packed. */
export function inputRowCount({ params, batchSize, inputs, barrier }: TrainPlan): number {
  const tileRows = inputs[0].x.width;
  const tiles = Math.ceil(Math.ceil(batchSize / tileRows) / barrier.size);
  return altersInputs(params) ? tileRows * tiles : tileRows;
}

/** The rows that `order` names, altered, become the rows of the batch from `first` on. */
export function gatherAltered(
  { engine, plan, inputRows }: Gatherer,
  order: Tensor<"i32">,
  batch: InputBatch,
  first: number,
  step: number,
): void {
  const { X } = plan.train;
  const x = shaped(inputRows, order.rows, X.cols);
  gatherRows(engine, X, order, x);
  dropout(engine, x, x, inputMask(plan, step), undefined, first);
  placeRows(engine, x, batch, first);
}
