/** Runs the kernels of the search on matrices, between guard bands. */
import type { Matrix } from "../../src/core/matrix.js";
import type { Engine } from "../../src/engine/engine.js";
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
} from "../../src/kernels/distance.js";
import { allocNorms, groupSums, lowerNorms, squaredNorms } from "../../src/kernels/distance-rows.js";
import { view, type Workspace, withWorkspace } from "../../src/kernels/tensor.js";
import type { Metric } from "../../src/models/neighbors/state.js";
import { guarded } from "../support/engine.js";

type Offer = (search: Search<"u8" & "f32">, range: RowRange) => void;

export interface Found {
  readonly indices: number[][];
  readonly distances: number[][];
}

export interface Options {
  readonly metric?: Metric;
  readonly group?: number;
  readonly self?: boolean;
  /** Rows offered at a time. */
  readonly step?: number;
}

/** Runs the kernels through guarded tensors. */
export function find(engine: Engine, X: Matrix, queries: Matrix, k: number, options: Options = {}): Found {
  const { metric = "l2", group = 1, self = false, step = X.rows } = options;
  return withWorkspace(engine, (workspace) => {
    const distances = guarded(workspace, "f64", queries.rows, k);
    const indices = guarded(workspace, "i32", queries.rows, k);
    const nearest: Nearest = { distances: distances.tensor, indices: indices.tensor };
    const dtype = X.data instanceof Uint8Array ? "u8" : "f32";
    const rows = workspace.put(dtype, X.data, X.rows, X.cols);
    const asked = workspace.put(dtype, queries.data, queries.rows, queries.cols);
    const search = { rows, queries: asked, nearest, self: self ? 0 : -1 } as Search<"u8" & "f32">;
    const offer = offerFor(workspace, search, metric, group, step);
    clearNearest(engine, nearest);
    for (let first = 0; first < X.rows; first += step) offer(search, [first, Math.min(first + step, X.rows)]);
    sortNearest(engine, nearest);
    distances.expectIntact();
    indices.expectIntact();
    const lines = (values: ArrayLike<number>) =>
      Array.from({ length: queries.rows }, (_, i) => Array.from({ length: k }, (_, j) => values[i * k + j]));
    const exact = Array.from(view(engine, distances.tensor), (d) => (metric === "l2" ? Math.sqrt(d) : d));
    return { indices: lines(view(engine, indices.tensor)), distances: lines(exact) };
  });
}

function offerFor(
  workspace: Workspace,
  search: Search<"u8" & "f32">,
  metric: Metric,
  group: number,
  step: number,
): Offer {
  const { engine } = workspace;
  if (metric === "l1") return (one, range) => offerL1(engine, one, range);
  if ((search.rows.dtype as string) === "f32") {
    const lows = lowerNorms(workspace, search.rows);
    const scratch = floatsL2Scratch(workspace, search.queries, step);
    return (one, range) => offerFloatsL2(engine, one, range, lows, scratch);
  }
  const norms = allocNorms(workspace, search.rows.rows);
  squaredNorms(engine, search.rows, norms);
  const scratch = bytesL2Scratch(workspace, search.queries.rows, search.rows.cols);
  const screen = group > 1 ? screenOf(workspace, search, group) : undefined;
  return (one, range) => offerBytesL2(engine, one, range, norms, scratch, screen);
}

/** Groups of columns taken from the back, so that order matters. */
function screenOf(workspace: Workspace, { rows, queries }: Search<"u8" & "f32">, group: number): Screen {
  const { engine } = workspace;
  const groups = Math.ceil(rows.cols / group);
  const order = workspace.put(
    "i32",
    Array.from({ length: rows.cols }, (_, j) => rows.cols - 1 - j),
  );
  const rowSums = guarded(workspace, "i16", rows.rows, groups);
  const querySums = guarded(workspace, "i16", queries.rows, groups);
  groupSums(engine, rows, order, group, rowSums.tensor);
  groupSums(engine, queries, order, group, querySums.tensor);
  const rowNorms = allocNorms(workspace, rows.rows);
  squaredNorms(engine, rowSums.tensor, rowNorms);
  rowSums.expectIntact();
  querySums.expectIntact();
  return { group, querySums: querySums.tensor, rowSums: rowSums.tensor, rowNorms };
}
