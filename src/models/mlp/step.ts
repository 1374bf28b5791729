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
import { adamUpdate, movingAverage, type StepSize, sgdMomentumUpdate, sgdUpdate } from "../../kernels/optim.js";
import { columnSquares, gatherPanels, packPanels } from "../../kernels/panels.js";
import { rowsOf, view } from "../../kernels/tensor.js";
import { type NormStep, normBackward, normForward } from "./batch-norm.js";
import { altersInputs, gatherAltered } from "./input.js";
import { maskOf } from "./mask.js";
import { ACTIVATION_EPILOGUES } from "./network.js";
import type { Batch, Owned, Rank } from "./rank.js";
import { averageStatistics } from "./shown.js";

/** Gathers this thread's rows of the batch of step `step`, which begins at row `start` of the order, into buffer `parity`. */
export function gatherBatch(rank: Rank, { mine, inputs }: Batch, start: number, parity: number, step: number): void {
  const { engine, plan, input } = rank;
  const { X, codes, index } = plan.train;
  const [first, end] = mine.range;
  const rows = rowsOf(index, start + first, start + end);
  if (altersInputs(plan.params)) gatherAltered(rank, rows, inputs[parity], first, step);
  else gatherPanels(engine, X, rows, { ...inputs[parity], scratch: input.rows }, first);
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
    const transA = index === 0;
    const norm = normOf(rank, batch, index);
    if (norm) {
      gemm(engine, x, W, norm.normalized, scratch, { transA, cols });
      normForward(engine, norm, activation, epilogue);
    } else gemm(engine, x, W, activation, scratch, { transA, epilogue, bias: b, cols });
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
    const norm = normOf(rank, batch, index);
    if (norm) normBackward(engine, norm, delta);
    barrierWait(engine, plan.barrier);
  }
}

/** Batch normalisation of hidden layer `index`, if it has one. */
function normOf({ plan, normWork, layers }: Rank, batch: Batch, index: number): NormStep | undefined {
  const { norm, b, db } = plan.layers[index];
  const { normalized } = batch.hidden[index];
  return norm && normalized && { norm, beta: b, dbeta: db, normalized, work: normWork, cols: layers[index].cols };
}

/** How far a step goes. */
export interface Stride extends StepSize {
  /** Share of the new values in the averaged ones. */
  readonly averaging: number;
}

/** Gradients and new values of this thread's parameters, and their averages. */
export function updateStep(rank: Rank, batch: Batch, parity: number, stride: Stride): void {
  const { engine, plan, scratch } = rank;
  const decay = plan.params.alpha / batch.rows;
  const undecayed = { ...stride, shrink: 0 };
  rank.layers.forEach(({ cols, blocks, b, gamma }, index) => {
    const x = index === 0 ? batch.inputs[parity].x : batch.hidden[index - 1].panels;
    const delta = batch.hidden[index]?.delta ?? batch.output;
    for (const block of blocks) {
      gemm(engine, x, columnsOf(delta, ...block.cols), block.dW, scratch, { transA: true });
      if (decay > 0) columnSquares(engine, block.W, block.squares);
      descend(rank, block, { ...stride, decay });
    }
    const { db, norm, average } = plan.layers[index];
    // The way back through the normalisation has found the shift's gradient.
    if (gamma) descend(rank, gamma, undecayed);
    else columnSums(engine, delta, db, cols);
    descend(rank, b, undecayed);
    if (norm && average?.norm) averageStatistics(engine, average.norm.running, norm.running, cols, stride.averaging);
  });
}

function descend({ engine, plan }: Rank, { value, gradient, moments, average }: Owned, stride: Stride): void {
  const { params } = plan;
  const [first, second] = moments;
  if (params.solver === "adam") adamUpdate(engine, value, gradient, first, second, stride, params);
  else if (first) {
    const { momentum, nesterovsMomentum: nesterov } = params;
    sgdMomentumUpdate(engine, value, gradient, first, stride, { momentum, nesterov });
  } else sgdUpdate(engine, value, gradient, stride);
  if (average) movingAverage(engine, average, value, stride.averaging);
}
