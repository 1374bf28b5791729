/** Everything the threads of one fit share, as plain data: tensors, settings, and who computes which part. */
import type { Matrix } from "../../core/matrix.js";
import { type Barrier, createBarrier } from "../../kernels/barrier.js";
import { allocPanels, type Panels, paddedColumns, panelValues, tileOf, turnPanels } from "../../kernels/panels.js";
import { type FeatureTensor, type Tensor, view, type Workspace } from "../../kernels/tensor.js";
import { createNorm, type NormLayer } from "./batch-norm.js";
import type { Weights } from "./init.js";
import type { MonitorState } from "./monitor.js";
import { type Activation, type Layer, putPanels } from "./network.js";
import type { MLPParams } from "./options.js";
import { createAverage, type WholeLayer } from "./shown.js";

/** A layer in training. Every list is as long as the optimiser keeps moments: 0, 1 or 2. */
export interface TrainedLayer extends Layer {
  /** The transpose of W, for the errors of the layer below; the first layer has none. */
  readonly turned?: Panels;
  readonly db: Tensor<"f32">;
  readonly momentsW: readonly Panels[];
  readonly momentsB: readonly Tensor<"f32">[];
  /** With batch normalisation, of hidden layers; `b` is then its shift. */
  readonly norm?: NormLayer;
  /** With weight averaging. */
  readonly average?: WholeLayer;
  /** What validation scores and the caller gets: this layer, its average, or a layer that normalisation is folded into. */
  readonly shown: Layer;
  /** The weights of the best epoch; only with early stopping. */
  readonly best?: Layer;
}

/** What a hidden layer gives for a batch: rows × units each. */
export interface HiddenBatch {
  readonly activation: Tensor<"f32">;
  /** With batch normalisation: the sums, then normalised. */
  readonly normalized?: Tensor<"f32">;
  /** After dropout; the same tensor as `activation` without. */
  readonly dropped: Tensor<"f32">;
  readonly delta: Tensor<"f32">;
  /** `dropped` in panels, for the gradient of the weights that follow. */
  readonly panels: Panels;
}

/** The inputs of a batch: rows × features in panels, for the gradient, and their transpose, for the forward pass. */
export interface InputBatch {
  readonly x: Panels;
  readonly turned: Panels;
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
  readonly inputs: readonly InputBatch[];
  readonly batchCodes: readonly Tensor<"i32">[];
  readonly hidden: readonly HiddenBatch[];
  /** Logits, then their gradient. */
  readonly output: Tensor<"f32">;
  readonly losses: Tensor<"f64">;
  /** Σ W² of every column of every layer's weights, padding included. */
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
  const layers = weights.coefs.map((_, index) => createLayer(workspace, weights, index, params));
  const batch = (cols: number) => workspace.alloc("f32", batchSize, cols);
  const { rows: tileRows } = tileOf(workspace.engine);
  const panels = (height: number, cols: number) => allocPanels(workspace, height, cols, tileRows);
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
    layers,
    inputs: [0, 1].map(() => ({ x: panels(batchSize, train.X.cols), turned: panels(train.X.cols, batchSize) })),
    batchCodes: [0, 1].map(() => workspace.alloc("i32", batchSize)),
    hidden: hiddenUnits.map((units) => {
      const activation = batch(units);
      const dropped = params.dropout > 0 ? batch(units) : activation;
      const normalized = params.batchNorm ? batch(units) : undefined;
      return { activation, normalized, dropped, delta: batch(units), panels: panels(batchSize, units) };
    }),
    output: batch(weights.intercepts.at(-1)!.length),
    losses: workspace.alloc("f64", batchSize),
    squares: workspace.zeros(
      "f64",
      layers.reduce((total, { W }) => total + paddedColumns(W), 0),
    ),
    hits: workspace.zeros("i32", ranks, 2),
    control: workspace.zeros("f64", CONTROL_WORDS),
    barrier: createBarrier(workspace, ranks),
    monitor,
  };
}

function createLayer(workspace: Workspace, weights: Weights, index: number, params: MLPParams): TrainedLayer {
  const W = weights.coefs[index];
  const normed = params.batchNorm && index + 1 < weights.coefs.length;
  const b = normed ? new Float32Array(W.cols) : weights.intercepts[index];
  const moments = params.solver === "adam" ? 2 : Number(params.momentum > 0);
  const times = <T>(make: () => T) => Array.from({ length: moments }, make);
  const put = () => ({ W: putPanels(workspace, W), b: workspace.put("f32", b) });
  const layer = put();
  const norm = normed ? createNorm(workspace, W.cols, moments) : undefined;
  const average = params.weightAveraging > 0 ? createAverage(workspace, layer, norm) : undefined;
  return {
    ...layer,
    turned: index > 0 ? turnedPanels(workspace, layer.W) : undefined,
    norm,
    average,
    shown: norm ? put() : (average ?? layer),
    db: workspace.alloc("f32", W.cols),
    momentsW: times(() => zeroPanels(workspace, W)),
    momentsB: times(() => workspace.zeros("f32", W.cols)),
    best: params.earlyStopping ? put() : undefined,
  };
}

function turnedPanels(workspace: Workspace, W: Panels): Panels {
  const turned = allocPanels(workspace, W.cols, W.rows, W.width);
  turnPanels(workspace.engine, W, turned);
  return turned;
}

function zeroPanels(workspace: Workspace, { rows, cols }: Matrix): Panels {
  const panels = allocPanels(workspace, rows, cols, tileOf(workspace.engine).cols);
  view(workspace.engine, panelValues(panels)).fill(0);
  return panels;
}

/** The part of `count` that falls to `rank` of `ranks`, in whole grains: [start, end). */
export function share(count: number, grain: number, rank: number, ranks: number): readonly [number, number] {
  const grains = Math.ceil(count / grain);
  const edge = (r: number) => Math.min(count, Math.floor((grains * r) / ranks) * grain);
  return [edge(rank), edge(rank + 1)];
}
