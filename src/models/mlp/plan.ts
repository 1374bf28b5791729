/** Everything the threads of one fit share, as plain data: tensors, settings, and who computes which part. */
import { type Barrier, createBarrier } from "../../kernels/barrier.js";
import type { FeatureTensor, Tensor, Workspace } from "../../kernels/tensor.js";
import type { Weights } from "./init.js";
import type { MonitorState } from "./monitor.js";
import type { Activation, Layer } from "./network.js";
import type { MLPParams } from "./options.js";

/** A layer in training. Every list is as long as the optimiser keeps moments: 0, 1 or 2. */
export interface TrainedLayer extends Layer {
  /** Gradients, laid out like W and b. */
  readonly dW: Tensor<"f32">;
  readonly db: Tensor<"f32">;
  readonly momentsW: readonly Tensor<"f32">[];
  readonly momentsB: readonly Tensor<"f32">[];
  /** The weights of the best epoch; only with early stopping. */
  readonly best?: Layer;
}

/** What a hidden layer gives for a batch: rows × units each. */
export interface HiddenBatch {
  readonly activation: Tensor<"f32">;
  /** After dropout; the same tensor as `activation` without. */
  readonly dropped: Tensor<"f32">;
  readonly delta: Tensor<"f32">;
}

/** The rows of one set: row `index[i]` of X has the code `codes[index[i]]`. */
export interface RowSet {
  readonly X: FeatureTensor;
  readonly codes: Tensor<"i32">;
  readonly index: Tensor<"i32">;
}

export interface TrainPlan {
  readonly params: MLPParams;
  readonly activation: Activation;
  readonly seed: number;
  readonly batchSize: number;
  readonly train: RowSet;
  readonly validation?: RowSet & { readonly losses: Tensor<"f64"> };
  readonly layers: readonly TrainedLayer[];
  /** Two batches: one is computed with while the next is gathered. */
  readonly inputs: readonly Tensor<"f32">[];
  readonly batchCodes: readonly Tensor<"i32">[];
  readonly hidden: readonly HiddenBatch[];
  /** Logits, then their gradient. */
  readonly output: Tensor<"f32">;
  readonly losses: Tensor<"f64">;
  /** Σ W² of every row of every layer's weights. */
  readonly squares: Tensor<"f64">;
  /** Correct rows of each thread: training, validation. */
  readonly hits: Tensor<"i32">;
  /** See control.ts. */
  readonly control: Tensor<"f64">;
  readonly barrier: Barrier;
  readonly monitor: MonitorState;
}

export interface PlanRequest {
  readonly params: MLPParams;
  readonly activation: Activation;
  readonly seed: number;
  readonly weights: Weights;
  readonly train: RowSet;
  readonly validation?: RowSet;
  readonly monitor: MonitorState;
  /** Threads that may be used. */
  readonly concurrency: number;
}

export const CONTROL_WORDS = 2;

/**
 * Multiply-adds of a step that each thread must have to itself, or the barriers cost more than it brings.
 * Measured on two cores with one hidden layer: a step of 4e6 takes 0.25 ms in one thread; its four barriers cost next to nothing while the
 * cores are idle, but 0.06 to 0.08 ms when other processes keep them busy. From 1.6e7 on two threads are level or ahead even then.
 */
const PRODUCTS_PER_RANK = 4e6;

/** Threads for a network of `weights` parameters; never changes a result. */
export function rankCount(concurrency: number, batchSize: number, weights: number): number {
  const products = 3 * batchSize * weights;
  return Math.max(1, Math.min(concurrency, Math.floor(products / PRODUCTS_PER_RANK)));
}

/** Allocates all that a fit needs, so that its steps allocate nothing. */
export function createPlan(workspace: Workspace, request: PlanRequest): TrainPlan {
  const { params, activation, seed, weights, train, monitor } = request;
  const rows = train.index.rows;
  const batchSize = Math.min(rows, params.batchSize === "auto" ? 200 : params.batchSize);
  const weightCount = weights.coefs.reduce((total, W) => total + W.data.length, 0);
  const ranks = rankCount(request.concurrency, batchSize, weightCount);
  const hiddenUnits = weights.coefs.slice(0, -1).map((W) => W.cols);
  const batch = (cols: number) => workspace.alloc("f32", batchSize, cols);
  return {
    params,
    activation,
    seed,
    batchSize,
    train,
    validation: request.validation && {
      ...request.validation,
      losses: workspace.alloc("f64", request.validation.index.rows),
    },
    layers: weights.coefs.map((_, index) => createLayer(workspace, weights, index, params)),
    inputs: [0, 1].map(() => batch(train.X.cols)),
    batchCodes: [0, 1].map(() => workspace.alloc("i32", batchSize)),
    hidden: hiddenUnits.map((units) => {
      const activations = batch(units);
      return { activation: activations, dropped: params.dropout > 0 ? batch(units) : activations, delta: batch(units) };
    }),
    output: batch(weights.intercepts.at(-1)!.length),
    losses: workspace.alloc("f64", batchSize),
    squares: workspace.zeros(
      "f64",
      weights.coefs.reduce((total, W) => total + W.rows, 0),
    ),
    hits: workspace.zeros("i32", ranks, 2),
    control: workspace.zeros("f64", CONTROL_WORDS),
    barrier: createBarrier(workspace, ranks),
    monitor,
  };
}

function createLayer(workspace: Workspace, weights: Weights, index: number, params: MLPParams): TrainedLayer {
  const W = weights.coefs[index];
  const b = weights.intercepts[index];
  const moments = params.solver === "adam" ? 2 : Number(params.momentum > 0);
  const zeros = (rows: number, cols: number) =>
    Array.from({ length: moments }, () => workspace.zeros("f32", rows, cols));
  const put = () => ({ W: workspace.put("f32", W.data, W.rows, W.cols), b: workspace.put("f32", b) });
  return {
    ...put(),
    dW: workspace.alloc("f32", W.rows, W.cols),
    db: workspace.alloc("f32", W.cols),
    momentsW: zeros(W.rows, W.cols),
    momentsB: zeros(W.cols, 1),
    best: params.earlyStopping ? put() : undefined,
  };
}

/** The part of `count` that falls to `rank` of `ranks`, in whole grains: [start, end). */
export function share(count: number, grain: number, rank: number, ranks: number): readonly [number, number] {
  const grains = Math.ceil(count / grain);
  const edge = (r: number) => Math.min(count, Math.floor((grains * r) / ranks) * grain);
  return [edge(rank), edge(rank + 1)];
}
