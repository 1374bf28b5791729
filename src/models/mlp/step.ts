/**
 * One step of gradient descent, computed by all threads together.
 *
 * Forward and errors: each thread takes some rows of the batch through all layers and back, so it needs no one else. Update: each takes some
 * of every layer's weights, whose gradient and change stay with it, block by block in its cache. All wait for each other twice: before the
 * weights change and after; batch normalisation, which takes whole columns, adds two waits a layer each way. Weights, inputs and hidden activations stand in panels, so that most products pack one small operand or none.
 * Every element is computed by one thread in one order, so no bit depends on their number.
 */
import { barrierWait } from "../../kernels/barrier.js";
import { columnsOf, gemm, type Operand } from "../../kernels/gemm.js";
import { columnSums, crossEntropy, dropout } from "../../kernels/nn.js";
import { adamUpdate, movingAverage, type StepSize, sgdMomentumUpdate, sgdUpdate } from "../../kernels/optim.js";
import { columnSquares, gatherPanels, packPanels, panelColumns, turnPanels } from "../../kernels/panels.js";
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

/** Activations, losses and the error of the logits of this thread's rows. Returns how many of them are right. */
export function forwardStep(rank: Rank, batch: Batch, parity: number, step: number): number {
  const { engine, plan, scratch } = rank;
  const { mine } = batch;
  const [first] = mine.range;
  const epilogue = ACTIVATION_EPILOGUES[plan.activation].forward;
  let x: Operand = mine.inputs[parity];
  mine.hidden.forEach(({ activation, normalized, dropped }, index) => {
    const { W, b } = plan.layers[index];
    const transA = index === 0;
    const norm = normOf(rank, batch, index);
    if (norm && normalized) {
      gemm(engine, x, W, normalized, scratch, { transA });
      barrierWait(engine, plan.barrier);
      normForward(engine, norm, batch.hidden[index].activation, epilogue);
      barrierWait(engine, plan.barrier);
    } else gemm(engine, x, W, activation, scratch, { transA, epilogue, bias: b });
    if (dropped !== activation) dropout(engine, activation, dropped, maskOf(plan, index, step), undefined, first);
    packPanels(engine, dropped, batch.hidden[index].panels, first);
    x = dropped;
  });
  const { W, b } = plan.layers.at(-1)!;
  const transA = mine.hidden.length === 0;
  gemm(engine, x, W, mine.output, scratch, { transA, epilogue: "bias", bias: b });
  const { labelSmoothing } = plan.params;
  const scale = 1 / batch.rows;
  return crossEntropy(engine, mine.output, mine.codes[parity], scale, mine.output, mine.losses, labelSmoothing);
}

/** Errors of the hidden layers, from the last to the first, of this thread's rows. */
export function backwardStep(rank: Rank, batch: Batch, step: number): void {
  const { engine, plan, scratch } = rank;
  const { mine } = batch;
  const epilogue = ACTIVATION_EPILOGUES[plan.activation].backward;
  for (let index = mine.hidden.length - 1; index >= 0; index--) {
    const { activation, dropped, delta } = mine.hidden[index];
    const above = mine.hidden[index + 1]?.delta ?? mine.output;
    gemm(engine, above, plan.layers[index + 1].turned!, delta, scratch, { epilogue, aux: activation });
    if (dropped !== activation) dropout(engine, delta, delta, maskOf(plan, index, step), undefined, mine.range[0]);
    const norm = normOf(rank, batch, index);
    if (!norm) continue;
    barrierWait(engine, plan.barrier);
    normBackward(engine, norm, batch.hidden[index].delta);
    barrierWait(engine, plan.barrier);
  }
}

/** Σ W² of this thread's columns, for the penalty. */
export function squareStep({ engine, plan, layers }: Rank): void {
  if (plan.params.alpha > 0) for (const { squares } of layers) columnSquares(engine, squares.W, squares.out);
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
    const { turned } = plan.layers[index];
    const delta = batch.hidden[index]?.delta ?? batch.output;
    for (const block of blocks) {
      gemm(engine, panelColumns(x, ...block.rows), columnsOf(delta, ...block.cols), block.dW, scratch, {
        transA: true,
      });
      descend(rank, block, { ...stride, decay });
      if (turned) turnPanels(engine, block.W, turned, block.rows[0], block.cols[0]);
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
