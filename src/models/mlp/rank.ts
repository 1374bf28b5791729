/** One thread's place in a fit: its share of every matrix, cut out once, so that steps only compute. */
import type { Engine } from "../../engine/engine.js";
import { WORK_ROWS } from "../../kernels/batch-norm.js";
import { gemmScratch } from "../../kernels/gemm.js";
import {
  allocPanels,
  type Panels,
  paddedColumns,
  panelColumns,
  panelPart,
  panelsShaped,
  panelValues,
} from "../../kernels/panels.js";
import { rowsOf, type Tensor, type Workspace } from "../../kernels/tensor.js";
import { type InputBuffers, inputBuffers } from "./input.js";
import { type HiddenBatch, type InputBatch, share, type TrainedLayer, type TrainPlan } from "./plan.js";

/** Columns that threads share out: a cache line of floats and the widest tile. */
const COLUMN_GRAIN = 16;
/**
 * Columns of weights whose gradient is computed and at once applied: of 784 rows, a gradient of 200 KB that stays in a core's second cache
 * with the weights it changes.
 */
const BLOCK_COLUMNS = 64;

type Range = readonly [start: number, end: number];

/** Parameters, their gradient and the optimiser's moments, as flat lists of equal length. */
export interface Owned {
  readonly value: Tensor<"f32">;
  readonly gradient: Tensor<"f32">;
  readonly moments: readonly Tensor<"f32">[];
  /** With weight averaging. */
  readonly average?: Tensor<"f32">;
}

/** A piece of the layer's weights: some columns, of all rows or, of a single panel, some. */
export interface OwnedBlock extends Owned {
  readonly rows: Range;
  readonly cols: Range;
  readonly W: Panels;
  /** In the thread's own memory, used by one block after the other. */
  readonly dW: Panels;
}

/** What this thread computes of a layer in the update. */
export interface OwnedLayer {
  readonly blocks: readonly OwnedBlock[];
  /** Units whose bias, and whose part of the penalty, is this thread's. */
  readonly cols: Range;
  readonly squares: { readonly W: Panels; readonly out: Tensor<"f64"> };
  readonly b: Owned;
  /** The scales of batch normalisation. */
  readonly gamma?: Owned;
}

/** The tensors of a step with a given number of rows. */
export interface Batch {
  readonly rows: number;
  readonly inputs: readonly InputBatch[];
  readonly hidden: readonly HiddenBatch[];
  readonly output: Tensor<"f32">;
  readonly losses: Tensor<"f64">;
  /** This thread's rows. */
  readonly mine: {
    readonly range: Range;
    readonly codes: readonly Tensor<"i32">[];
    /** Transposed, in panels. */
    readonly inputs: readonly Panels[];
    readonly hidden: readonly Omit<HiddenBatch, "panels">[];
    readonly output: Tensor<"f32">;
    readonly losses: Tensor<"f64">;
  };
}

export interface Rank {
  readonly engine: Engine;
  readonly plan: TrainPlan;
  readonly rank: number;
  readonly ranks: number;
  readonly scratch: Tensor<"u8">;
  readonly input: InputBuffers;
  /** For batch normalisation: as many columns as the widest layer has. */
  readonly normWork: Tensor<"f32">;
  readonly layers: readonly OwnedLayer[];
  batch(rows: number): Batch;
}

export function createRank(workspace: Workspace, plan: TrainPlan, rank: number): Rank {
  const batches = new Map<number, Batch>();
  const batch = (rows: number) => {
    const known = batches.get(rows) ?? cutBatch(plan, rows, rank);
    batches.set(rows, known);
    return known;
  };
  return {
    engine: workspace.engine,
    plan,
    rank,
    ranks: plan.barrier.size,
    scratch: gemmScratch(workspace),
    input: inputBuffers(workspace, plan),
    normWork: workspace.alloc("f32", WORK_ROWS, Math.max(...plan.layers.map(({ W }) => W.cols))),
    layers: cutLayers(workspace, plan, rank),
    batch,
  };
}

function cutLayers(workspace: Workspace, plan: TrainPlan, rank: number): OwnedLayer[] {
  const tallest = Math.max(...plan.layers.map(({ W }) => W.rows));
  const gradient = allocPanels(workspace, tallest, BLOCK_COLUMNS, plan.layers[0].W.width);
  let squaresAt = 0;
  return plan.layers.map((layer) => {
    const { W } = layer;
    const cols = share(W.cols, COLUMN_GRAIN, rank, plan.barrier.size);
    const out = rowsOf(plan.squares, squaresAt + cols[0], squaresAt + paddedColumns({ ...W, cols: cols[1] }));
    squaresAt += paddedColumns(W);
    const squares = { W: panelColumns(W, ...cols), out };
    return { blocks: cutWeights(plan, layer, rank, gradient), cols, squares, ...cutVectors(layer, cols) };
  });
}

/**
 * As many columns of the weights as each thread can have alike, in blocks of all rows, which call the fewest kernels; of those that are left,
 * panel by panel, some rows.
 */
function cutWeights(plan: TrainPlan, layer: TrainedLayer, rank: number, gradient: Panels): OwnedBlock[] {
  const ranks = plan.barrier.size;
  const { rows, cols, width } = layer.W;
  const each = Math.floor(cols / (COLUMN_GRAIN * ranks)) * COLUMN_GRAIN;
  const mine = cutBlocks(layer, [0, rows], [rank * each, (rank + 1) * each], BLOCK_COLUMNS, gradient);
  const part = share(rows, rowGrain(plan), rank, ranks);
  return [...mine, ...cutBlocks(layer, part, [ranks * each, cols], width, gradient)];
}

/** Whole groups of the tile's rows, as products read the inputs, and of its columns, as they read the transposed weights. */
function rowGrain({ inputs, layers }: TrainPlan): number {
  const [rows, cols] = [inputs[0].x.width, layers[0].W.width];
  return cols % rows === 0 ? cols : rows * cols;
}

function cutBlocks(layer: TrainedLayer, rows: Range, [first, last]: Range, step: number, gradient: Panels) {
  const count = Math.ceil((last - first) / step);
  return Array.from({ length: count }, (_, index): OwnedBlock => {
    const start = first + index * step;
    const end = Math.min(last, start + step);
    const part = (panels: Panels) => panelPart(panels, rows, [start, end]);
    const W = part(layer.W);
    const dW = panelsShaped(gradient, W.rows, W.cols);
    return {
      rows,
      cols: [start, end],
      W,
      dW,
      value: panelValues(W),
      gradient: panelValues(dW),
      moments: layer.momentsW.map((moment) => panelValues(part(moment))),
      average: layer.average && panelValues(part(layer.average.W)),
    };
  });
}

function cutVectors({ b, db, momentsB, norm, average }: TrainedLayer, range: Range): Pick<OwnedLayer, "b" | "gamma"> {
  const own = (tensor: Tensor<"f32">) => rowsOf(tensor, ...range);
  const cut = (
    value: Tensor<"f32">,
    gradient: Tensor<"f32">,
    moments: readonly Tensor<"f32">[],
    mean?: Tensor<"f32">,
  ) => ({
    value: own(value),
    gradient: own(gradient),
    moments: moments.map(own),
    average: mean && own(mean),
  });
  return {
    b: cut(b, db, momentsB, average?.b),
    gamma: norm && cut(norm.gamma, norm.dgamma, norm.moments, average?.norm?.gamma),
  };
}

function cutBatch(plan: TrainPlan, rows: number, rank: number): Batch {
  const ranks = plan.barrier.size;
  const tileRows = plan.inputs[0].x.width;
  const range = share(rows, tileRows, rank, ranks);
  const cut = <T extends Tensor>(tensor: T) => rowsOf(tensor, 0, rows);
  const own = <T extends Tensor>(tensor: T) => rowsOf(tensor, ...range);
  const inputs = plan.inputs.map(({ x, turned }) => ({
    x: panelsShaped(x, rows, x.cols),
    turned: panelsShaped(turned, turned.rows, rows),
  }));
  return {
    rows,
    inputs,
    hidden: plan.hidden.map(({ panels, ...matrices }) => ({
      ...cutMatrices(matrices, cut),
      panels: panelsShaped(panels, rows, panels.cols),
    })),
    output: cut(plan.output),
    losses: cut(plan.losses),
    mine: {
      range,
      codes: plan.batchCodes.map(own),
      inputs: inputs.map(({ turned }) => panelColumns(turned, ...range)),
      hidden: plan.hidden.map((matrices) => cutMatrices(matrices, own)),
      output: own(plan.output),
      losses: own(plan.losses),
    },
  };
}

/** Some rows of a hidden layer's matrices. What is one tensor stays one. */
function cutMatrices(
  { activation, normalized, dropped, delta }: Omit<HiddenBatch, "panels">,
  cut: (tensor: Tensor<"f32">) => Tensor<"f32">,
): Omit<HiddenBatch, "panels"> {
  const cutActivation = cut(activation);
  return {
    activation: cutActivation,
    normalized: normalized && cut(normalized),
    dropped: dropped === activation ? cutActivation : cut(dropped),
    delta: cut(delta),
  };
}
