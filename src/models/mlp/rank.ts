/** One thread's place in a fit: its share of every matrix, cut out once, so that steps only compute. */
import type { Engine } from "../../engine/engine.js";
import { gemmScratch } from "../../kernels/gemm.js";
import { rowsOf, type Tensor, type Workspace } from "../../kernels/tensor.js";
import { type HiddenBatch, share, type TrainPlan } from "./plan.js";

/** Columns that threads share out: a cache line of floats and the widest tile. */
const COLUMN_GRAIN = 16;
/** Rows that threads share out: the height of a tile. */
const ROW_GRAIN = 4;

type Range = readonly [start: number, end: number];

/** A parameter, its gradient and the optimiser's moments: the rows that this thread updates. */
export interface Owned {
  readonly value: Tensor<"f32">;
  readonly gradient: Tensor<"f32">;
  readonly moments: readonly Tensor<"f32">[];
}

export interface OwnedLayer {
  /** Rows of W. */
  readonly rows: Range;
  /** Columns: of the biases, and of what the forward pass computes. */
  readonly cols: Range;
  readonly W: Owned;
  readonly b: Owned;
  readonly squares: Tensor<"f64">;
}

/** The tensors of a step with a given number of rows. */
export interface Batch {
  readonly rows: number;
  readonly inputs: readonly Tensor<"f32">[];
  readonly hidden: readonly HiddenBatch[];
  readonly output: Tensor<"f32">;
  readonly losses: Tensor<"f64">;
  /** This thread's rows. */
  readonly mine: {
    readonly range: Range;
    readonly inputs: readonly Tensor<"f32">[];
    readonly codes: readonly Tensor<"i32">[];
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
  readonly layers: readonly OwnedLayer[];
  batch(rows: number): Batch;
}

export function createRank(workspace: Workspace, plan: TrainPlan, rank: number): Rank {
  const ranks = plan.barrier.size;
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
    ranks,
    scratch: gemmScratch(workspace),
    layers: cutLayers(plan, rank),
    batch,
  };
}

function cutLayers(plan: TrainPlan, rank: number): OwnedLayer[] {
  const ranks = plan.barrier.size;
  let squaresAt = 0;
  return plan.layers.map(({ W, b, dW, db, momentsW, momentsB }) => {
    const rows = share(W.rows, ROW_GRAIN, rank, ranks);
    const cols = share(W.cols, COLUMN_GRAIN, rank, ranks);
    const own = (value: Tensor<"f32">, gradient: Tensor<"f32">, moments: readonly Tensor<"f32">[], range: Range) => ({
      value: rowsOf(value, ...range),
      gradient: rowsOf(gradient, ...range),
      moments: moments.map((moment) => rowsOf(moment, ...range)),
    });
    const squares = rowsOf(plan.squares, squaresAt + rows[0], squaresAt + rows[1]);
    squaresAt += W.rows;
    return { rows, cols, W: own(W, dW, momentsW, rows), b: own(b, db, momentsB, cols), squares };
  });
}

function cutBatch(plan: TrainPlan, rows: number, rank: number): Batch {
  const range = share(rows, ROW_GRAIN, rank, plan.barrier.size);
  const cut = <T extends Tensor>(tensor: T) => rowsOf(tensor, 0, rows);
  const own = <T extends Tensor>(tensor: T) => rowsOf(tensor, ...range);
  return {
    rows,
    inputs: plan.inputs.map(cut),
    hidden: plan.hidden.map((layer) => ({
      activation: cut(layer.activation),
      dropped: cut(layer.dropped),
      delta: cut(layer.delta),
    })),
    output: cut(plan.output),
    losses: cut(plan.losses),
    mine: {
      range,
      inputs: plan.inputs.map(own),
      codes: plan.batchCodes.map(own),
      output: own(plan.output),
      losses: own(plan.losses),
    },
  };
}
