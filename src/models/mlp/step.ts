/**
 * One step of gradient descent, computed by all threads together.
 *
 * Forward: threads share out the columns of each hidden layer; the logits by rows, so that each row's loss needs no one else.
 * Backward: columns of the errors, then columns of the weights, whose gradient, penalty and update stay with one thread, and block by block
 * in its cache. Weights, inputs and hidden activations stand in panels, so that most products pack one small operand or none.
 * Between phases all wait for each other. Every element is computed by one thread in one order, so no bit depends on their number.
 */
import { barrierWait } from "../../kernels/barrier.js";
import { columnsOf, gemm, type Operand } from "../../kernels/gemm.js";
import { columnSums, crossEntropy, dropout } from "../../kernels/nn.js";
import { adamUpdate, type StepSize, sgdMomentumUpdate, sgdUpdate } from "../../kernels/optim.js";
import { columnSquares, gatherPanels, packPanels } from "../../kernels/panels.js";
import { rowsOf, view } from "../../kernels/tensor.js";
import { altersInputs, gatherAltered } from "./input.js";
import { maskOf } from "./mask.js";
import { ACTIVATION_EPILOGUES } from "./network.js";
import type { Batch, Owned, Rank } from "./rank.js";

/** Gathers this thread's rows of the batch of step `step`, which begins at row `start` of the order, into buffer `parity`. */
export function gatherBatch(rank: Rank, { mine, inputs }: Batch, start: number, parity: number, step: number): void {
  const { engine, plan, inputRows } = rank;
  const { X, codes, index } = plan.train;
  const [first, end] = mine.range;
  const rows = rowsOf(index, start + first, start + end);
  if (altersInputs(plan.params)) gatherAltered(rank, rows, inputs[parity], first, step);
  else gatherPanels(engine, X, rows, { ...inputs[parity], scratch: inputRows }, first);
  const order = view(engine, rows);
  const all = view(engine, codes);
  const own = view(engine, mine.codes[parity]);
  for (let i = 0; i < own.length; i++) own[i] = all[order[i]];
}

/** Activations, losses and the error of the logits. Returns this thread's correct rows. All have arrived when it returns. */
export function forwardStep(rank: Rank, batch: Batch, parity: number, step: number): number {
  const { engine, plan, scratch } = rank;
  const { mine } = batch;
  const epilogue = ACTIVATION_EPILOGUES[plan.activation].forward;
  let x: Operand = batch.inputs[parity].turned;
  batch.hidden.forEach(({ activation, dropped, panels }, index) => {
    const { W, b } = plan.layers[index];
    const { cols } = rank.layers[index];
    gemm(engine, x, W, activation, scratch, { transA: index === 0, epilogue, bias: b, cols });
    if (dropped !== activation) dropout(engine, activation, dropped, maskOf(plan, index, step), cols);
    barrierWait(engine, plan.barrier);
    packPanels(engine, dropped, panels, mine.panels[index]);
    x = dropped;
  });
  const { W, b } = plan.layers.at(-1)!;
  const transA = batch.hidden.length === 0;
  gemm(engine, x, W, batch.output, scratch, { transA, epilogue: "bias", bias: b, rows: mine.range });
  const { labelSmoothing } = plan.params;
  const hits = crossEntropy(
    engine,
    mine.output,
    mine.codes[parity],
    1 / batch.rows,
    mine.output,
    mine.losses,
    labelSmoothing,
  );
  barrierWait(engine, plan.barrier);
  return hits;
}

/** Errors of the hidden layers, from the last to the first. */
export function backwardStep(rank: Rank, batch: Batch, step: number): void {
  const { engine, plan, scratch } = rank;
  const epilogue = ACTIVATION_EPILOGUES[plan.activation].backward;
  for (let index = batch.hidden.length - 1; index >= 0; index--) {
    const { activation, dropped, delta } = batch.hidden[index];
    const above = batch.hidden[index + 1]?.delta ?? batch.output;
    const { W } = plan.layers[index + 1];
    const { cols } = rank.layers[index];
    gemm(engine, above, W, delta, scratch, { transB: true, epilogue, aux: activation, cols });
    if (dropped !== activation) dropout(engine, delta, delta, maskOf(plan, index, step), cols);
    barrierWait(engine, plan.barrier);
  }
}

/** Gradients and new values of this thread's weights and biases. */
export function updateStep(rank: Rank, batch: Batch, parity: number, size: StepSize): void {
  const { engine, plan, scratch } = rank;
  const decay = plan.params.alpha / batch.rows;
  rank.layers.forEach(({ cols, blocks, b }, index) => {
    const x = index === 0 ? batch.inputs[parity].x : batch.hidden[index - 1].panels;
    const delta = batch.hidden[index]?.delta ?? batch.output;
    for (const block of blocks) {
      gemm(engine, x, columnsOf(delta, ...block.cols), block.dW, scratch, { transA: true });
      if (decay > 0) columnSquares(engine, block.W, block.squares);
      descend(rank, block, { ...size, decay });
    }
    columnSums(engine, delta, plan.layers[index].db, cols);
    descend(rank, b, { rate: size.rate });
  });
}

function descend({ engine, plan }: Rank, { value, gradient, moments }: Owned, size: StepSize): void {
  const { params } = plan;
  const [first, second] = moments;
  if (params.solver === "adam") adamUpdate(engine, value, gradient, first, second, size, params);
  else if (first) {
    const { momentum, nesterovsMomentum: nesterov } = params;
    sgdMomentumUpdate(engine, value, gradient, first, size, { momentum, nesterov });
  } else sgdUpdate(engine, value, gradient, size);
}
