/** One thread's place in a fit: its share of every matrix, cut out once, so that steps only compute. */
import type { Engine } from "../../engine/engine.js";
import { WORK_ROWS } from "../../kernels/batch-norm.js";
import { gemmScratch } from "../../kernels/gemm.js";
import {
  allocPanels,
  type Panels,
  paddedColumns,
  panelColumns,
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

/** Some columns of a layer's weights. */
export interface OwnedBlock extends Owned {
  readonly cols: Range;
  readonly W: Panels;
  /** In the thread's own memory, used by one block after the other. */
  readonly dW: Panels;
  readonly squares: Tensor<"f64">;
}

/** What this thread computes of a layer, forward and in the update. */
export interface OwnedLayer {
  readonly cols: Range;
  readonly blocks: readonly OwnedBlock[];
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
    readonly output: Tensor<"f32">;
    readonly losses: Tensor<"f64">;
    /** Of each hidden layer's panels, the columns that this thread packs. */
    readonly panels: readonly Range[];
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
    const cols = share(layer.W.cols, COLUMN_GRAIN, rank, plan.barrier.size);
    const squares = rowsOf(plan.squares, squaresAt, squaresAt + paddedColumns(layer.W));
    squaresAt += squares.rows;
    return { cols, blocks: cutBlocks(layer, cols, gradient, squares), ...cutVectors(layer, cols) };
  });
}

function cutBlocks(layer: TrainedLayer, [first, last]: Range, gradient: Panels, squares: Tensor<"f64">): OwnedBlock[] {
  const count = Math.ceil((last - first) / BLOCK_COLUMNS);
  return Array.from({ length: count }, (_, index) => {
    const start = first + index * BLOCK_COLUMNS;
    const end = Math.min(last, start + BLOCK_COLUMNS);
    const W = panelColumns(layer.W, start, end);
    const dW = panelsShaped(gradient, W.rows, W.cols);
    return {
      cols: [start, end],
      W,
      dW,
      value: panelValues(W),
      gradient: panelValues(dW),
      moments: layer.momentsW.map((moment) => panelValues(panelColumns(moment, start, end))),
      average: layer.average && panelValues(panelColumns(layer.average.W, start, end)),
      squares: rowsOf(squares, start, start + paddedColumns(W)),
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
  return {
    rows,
    inputs: plan.inputs.map(({ x, turned }) => ({
      x: panelsShaped(x, rows, x.cols),
      turned: panelsShaped(turned, turned.rows, rows),
    })),
    hidden: plan.hidden.map(({ activation, normalized, dropped, delta, panels }) => ({
      activation: cut(activation),
      normalized: normalized && cut(normalized),
      dropped: cut(dropped),
      delta: cut(delta),
      panels: panelsShaped(panels, rows, panels.cols),
    })),
    output: cut(plan.output),
    losses: cut(plan.losses),
    mine: {
      range,
      codes: plan.batchCodes.map(own),
      output: own(plan.output),
      losses: own(plan.losses),
      panels: plan.hidden.map(({ panels }) => share(panels.cols, tileRows, rank, ranks)),
    },
  };
}
