/**
 * One step of gradient descent, computed by all threads together.
 *
 * Forward: threads share out the columns of each hidden layer; the logits by rows, so that each row's loss needs no one else.
 * Backward: columns of the errors, then columns of the weights, whose gradient, penalty and update stay with one thread, and block by block
 * in its cache. Weights, inputs and hidden activations stand in panels, so that most products pack one small operand or none.
 * Between phases all wait for each other. Every element is computed by one thread in one order, so no bit depends on their number.
 */
import { mix32 } from "../../core/random.js";
import { barrierWait } from "../../kernels/barrier.js";
import { columnsOf, gemm, type Operand } from "../../kernels/gemm.js";
import { columnSums, crossEntropy, type DropoutMask, dropout } from "../../kernels/nn.js";
import { adamUpdate, sgdMomentumUpdate, sgdUpdate } from "../../kernels/optim.js";
import { columnSquares, gatherPanels, packPanels } from "../../kernels/panels.js";
import { rowsOf, view } from "../../kernels/tensor.js";
import { ACTIVATION_EPILOGUES } from "./network.js";
import type { Batch, Owned, Rank } from "./rank.js";

/** Gathers this thread's rows of the batch that begins at row `start` of the order into buffer `parity`. */
export function gatherBatch(
  { engine, plan, inputRows }: Rank,
  { mine, inputs }: Batch,
  start: number,
  parity: number,
): void {
  const { X, codes, index } = plan.train;
  const [first, end] = mine.range;
  const rows = rowsOf(index, start + first, start + end);
  gatherPanels(engine, X, rows, { ...inputs[parity], scratch: inputRows }, first);
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
    if (dropped !== activation) dropout(engine, activation, dropped, maskOf(rank, index, step), cols);
    barrierWait(engine, plan.barrier);
    packPanels(engine, dropped, panels, mine.panels[index]);
    x = dropped;
  });
  const { W, b } = plan.layers.at(-1)!;
  const transA = batch.hidden.length === 0;
  gemm(engine, x, W, batch.output, scratch, { transA, epilogue: "bias", bias: b, rows: mine.range });
  const hits = crossEntropy(engine, mine.output, mine.codes[parity], 1 / batch.rows, mine.output, mine.losses);
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
    if (dropped !== activation) dropout(engine, delta, delta, maskOf(rank, index, step), cols);
    barrierWait(engine, plan.barrier);
  }
}

/** Gradients and new values of this thread's weights and biases. */
export function updateStep(rank: Rank, batch: Batch, parity: number, rate: number): void {
  const { engine, plan, scratch } = rank;
  const decay = plan.params.alpha / batch.rows;
  rank.layers.forEach(({ cols, blocks, b }, index) => {
    const x = index === 0 ? batch.inputs[parity].x : batch.hidden[index - 1].panels;
    const delta = batch.hidden[index]?.delta ?? batch.output;
    for (const block of blocks) {
      gemm(engine, x, columnsOf(delta, ...block.cols), block.dW, scratch, { transA: true });
      if (decay > 0) columnSquares(engine, block.W, block.squares);
      descend(rank, block, rate, decay);
    }
    columnSums(engine, delta, plan.layers[index].db, cols);
    descend(rank, b, rate, 0);
  });
}

function descend({ engine, plan }: Rank, { value, gradient, moments }: Owned, rate: number, decay: number): void {
  const { params } = plan;
  const [first, second] = moments;
  if (params.solver === "adam") adamUpdate(engine, value, gradient, first, second, rate, decay, params);
  else if (first) {
    const { momentum, nesterovsMomentum: nesterov } = params;
    sgdMomentumUpdate(engine, value, gradient, first, rate, decay, { momentum, nesterov });
  } else sgdUpdate(engine, value, gradient, rate, decay);
}

function maskOf({ plan }: Rank, layer: number, step: number): DropoutMask {
  return dropoutMask(plan.seed, layer, step, plan.params.dropout);
}

/** A mask of its own for every hidden layer and step of a seed. */
export function dropoutMask(seed: number, layer: number, step: number, rate: number): DropoutMask {
  const key0 = mix32(mix32(seed ^ mix32(layer + 1)) ^ step);
  return { key0, key1: mix32(key0 ^ seed ^ 0x6a09e667), rate };
}
