/** The search itself, for one block of queries in one thread. */
import { AbortError } from "../../core/errors.js";
import type { Engine } from "../../engine/engine.js";
import { defineTask } from "../../engine/executor.js";
import {
  bytesL2Scratch,
  clearNearest,
  floatsL2Scratch,
  type Nearest,
  offerBytesL2,
  offerFloatsL2,
  offerL1,
  type RowRange,
  type Screen,
  type Search,
  sortNearest,
} from "../../kernels/distance.js";
import { groupSums } from "../../kernels/distance-rows.js";
import { rowsOf, type Tensor, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import type { ByteReference, FloatReference, Reference, ReferenceScreen } from "./reference.js";
import type { Metric } from "./state.js";

/** All queries of a call and where their neighbours go. */
export interface SearchJob {
  readonly metric: Metric;
  readonly reference: Reference;
  /** Of the reference's element type. */
  readonly queries: Tensor<"u8"> | Tensor<"f32">;
  readonly nearest: Nearest;
  /** The queries are the training rows themselves and must not find themselves. */
  readonly excludeSelf: boolean;
}

/** Queries `[first, end)` of a job. */
export interface SearchBlock {
  readonly job: SearchJob;
  readonly first: number;
  readonly end: number;
}

/** Training rows between two looks at the cancel flag; a multiple of 16. */
const ROWS_AT_ONCE = 2048;
/** With 256 queries, the products of a block are 512 KB and stay in L2. */
const PRODUCTS_AT_ONCE = 512;
/** An exact distance costs about as much as 4 in a tile, so a screen that lets more than this through is a loss. */
const WORTHWHILE_PASSES = 0.2;

export const searchTask = defineTask("neighbors.search", (block: SearchBlock, context) => {
  searchBlock(context.engine, block, () => context.cancelled());
});

export function searchBlock(engine: Engine, block: SearchBlock, cancelled: () => boolean): void {
  const { job, first, end } = block;
  const { reference, metric } = job;
  const nearest = {
    distances: rowsOf(job.nearest.distances, first, end),
    indices: rowsOf(job.nearest.indices, first, end),
  };
  const search = { rows: reference.rows, queries: rowsOf(job.queries, first, end), nearest };
  const self = job.excludeSelf ? first : -1;
  clearNearest(engine, nearest);
  withWorkspace(engine, (workspace) => {
    const offer =
      metric === "l1"
        ? { atOnce: ROWS_AT_ONCE, rows: (range: RowRange) => offerL1(engine, { ...search, self }, range) }
        : reference.kind === "bytes"
          ? bytesOffer(workspace, { ...search, self } as Search<"u8">, reference)
          : floatsOffer(workspace, { ...search, self } as Search<"f32">, reference);
    for (let start = 0; start < reference.rows.rows; start += offer.atOnce) {
      if (cancelled()) throw new AbortError("nearest-neighbour search");
      offer.rows([start, Math.min(start + offer.atOnce, reference.rows.rows)]);
    }
  });
  sortNearest(engine, nearest);
}

/** How to offer a range of rows, and how many at a time. */
interface Offer {
  readonly atOnce: number;
  rows(range: RowRange): void;
}

function floatsOffer(workspace: Workspace, search: Search<"f32">, { lows }: FloatReference): Offer {
  const scratch = floatsL2Scratch(workspace, search.queries, PRODUCTS_AT_ONCE);
  return {
    atOnce: PRODUCTS_AT_ONCE,
    rows: (range) => offerFloatsL2(workspace.engine, search, range, lows, scratch),
  };
}

function bytesOffer(workspace: Workspace, search: Search<"u8">, reference: ByteReference): Offer {
  const { engine } = workspace;
  const { queries } = search;
  const scratch = bytesL2Scratch(workspace, queries.rows, queries.cols);
  let screen = reference.screen && screenQueries(workspace, queries, reference.screen);
  const rows = (range: RowRange) => {
    const passed = offerBytesL2(engine, search, range, reference.norms, scratch, screen);
    // The first rows pass because nothing is known yet; they say nothing about the screen.
    if (range[0] > 0 && passed > WORTHWHILE_PASSES * queries.rows * (range[1] - range[0])) screen = undefined;
  };
  return { atOnce: ROWS_AT_ONCE, rows };
}

function screenQueries(workspace: Workspace, queries: Tensor<"u8">, reference: ReferenceScreen): Screen {
  const { group, order, sums, norms } = reference;
  const querySums = workspace.alloc("i16", queries.rows, sums.cols);
  groupSums(workspace.engine, queries, order, group, querySums);
  return { group, querySums, rowSums: sums, rowNorms: norms };
}
