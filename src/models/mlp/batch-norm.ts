/**
 * Batch normalisation of a hidden layer in training: its tensors, a thread's share of them, its place in a step.
 * The layer's bias is the shift beta: the sums themselves have none, since their mean is taken off.
 */
import type { Engine } from "../../engine/engine.js";
import { batchNormBackward, batchNormForward } from "../../kernels/batch-norm.js";
import type { Epilogue } from "../../kernels/gemm.js";
import { movingAverage } from "../../kernels/optim.js";
import { rowsOf, type Tensor, view, type Workspace } from "../../kernels/tensor.js";

/** Share of a batch in the running statistics, as in PyTorch. */
const MOMENTUM = 0.1;

/** What stands for a batch's moments when rows are predicted: mean, and variance divided by rows − 1. */
export interface Statistics {
  readonly mean: Tensor<"f32">;
  readonly variance: Tensor<"f32">;
}

/** Of one layer, units × 1 each. */
export interface NormLayer {
  readonly gamma: Tensor<"f32">;
  readonly dgamma: Tensor<"f32">;
  /** Of the optimiser, for gamma. */
  readonly moments: readonly Tensor<"f32">[];
  /** Of the batch under way. */
  readonly mean: Tensor<"f32">;
  readonly variance: Tensor<"f32">;
  readonly running: Statistics;
}

/** `moments` is how many the optimiser keeps. */
export function createNorm(workspace: Workspace, units: number, moments: number): NormLayer {
  const filled = (value: number) => {
    const tensor = workspace.alloc("f32", units);
    view(workspace.engine, tensor).fill(value);
    return tensor;
  };
  return {
    gamma: filled(1),
    dgamma: filled(0),
    moments: Array.from({ length: moments }, () => filled(0)),
    mean: filled(0),
    variance: filled(0),
    running: { mean: filled(0), variance: filled(1) },
  };
}

/** A layer's normalisation in one batch. */
export interface NormStep {
  readonly norm: NormLayer;
  /** The shift, and its gradient. */
  readonly beta: Tensor<"f32">;
  readonly dbeta: Tensor<"f32">;
  /** rows × units: sums of the product, then normalised. */
  readonly normalized: Tensor<"f32">;
  readonly work: Tensor<"f32">;
  readonly cols: readonly [start: number, end: number];
}

/** From the sums in `normalized` to `activation`, and the running statistics one batch further. */
export function normForward(
  engine: Engine,
  { norm, beta, normalized, work, cols }: NormStep,
  activation: Tensor<"f32">,
  epilogue: Extract<Epilogue, "bias" | `bias${string}`>,
): void {
  const { gamma, mean, variance, running } = norm;
  const tensors = { z: normalized, y: activation, gamma, beta, mean, variance, epilogue };
  batchNormForward(engine, tensors, work, cols);
  const { rows } = normalized;
  // One row has no variance to tell of.
  if (rows === 1) return;
  const mine = (tensor: Tensor<"f32">) => rowsOf(tensor, ...cols);
  movingAverage(engine, mine(running.mean), mine(mean), MOMENTUM);
  movingAverage(engine, mine(running.variance), mine(variance), MOMENTUM, rows / (rows - 1));
}

/** `delta`, the error of the activated sums, becomes the error of the product. Leaves the gradients of gamma and beta. */
export function normBackward(
  engine: Engine,
  { norm, dbeta, normalized, work, cols }: NormStep,
  delta: Tensor<"f32">,
): void {
  const { gamma, variance, dgamma } = norm;
  batchNormBackward(engine, { delta, normalized, gamma, variance, dgamma, dbeta }, work, cols);
}
