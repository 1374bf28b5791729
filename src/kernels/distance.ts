/** Checked wrappers of the nearest-neighbour kernels: each offers a range of training rows to the heaps of a block of queries. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { gemm, gemmScratch } from "./gemm.js";
import { rowsOf, type Tensor, type Workspace } from "./tensor.js";

interface DistanceExports {
  nearest_clear(distances: number, indices: number, count: number, k: number): void;
  nearest_sort(distances: number, indices: number, count: number, k: number): void;
  knn_l2_u8_work_bytes(queryCount: number, screenCols: number): number;
  knn_l2_u8(
    queries: number,
    queryCount: number,
    rows: number,
    first: number,
    end: number,
    cols: number,
    queryScreen: number,
    rowScreen: number,
    screenCols: number,
    group: number,
    rowNorms: number,
    self: number,
    k: number,
    distances: number,
    indices: number,
    work: number,
    nr: number,
  ): number;
  knn_l2_f32(
    dots: number,
    ldDots: number,
    queries: number,
    queryCount: number,
    queryNorms: number,
    rows: number,
    rowLows: number,
    first: number,
    end: number,
    cols: number,
    self: number,
    k: number,
    distances: number,
    indices: number,
  ): void;
  knn_l1_u8: ManhattanKernel;
  knn_l1_f32: ManhattanKernel;
  norms_f32(rows: number, count: number, cols: number, norms: number): void;
}

type ManhattanKernel = (
  queries: number,
  queryCount: number,
  rows: number,
  first: number,
  end: number,
  cols: number,
  self: number,
  k: number,
  distances: number,
  indices: number,
) => void;

/** A heap of k places for every query; ascending by distance, then by index, once sorted. Distances may be squared. */
export interface Nearest {
  readonly distances: Tensor<"f64">;
  readonly indices: Tensor<"i32">;
}

/** A block of queries in search of neighbours among `rows`. */
export interface Search<T extends "u8" | "f32"> {
  readonly queries: Tensor<T>;
  readonly rows: Tensor<T>;
  /** queries.rows × k. */
  readonly nearest: Nearest;
  /** Index among `rows` of query 0 when the queries are training rows and must not find themselves; otherwise −1. */
  readonly self: number;
}

/** Which rows to offer, `[first, end)`. */
export type RowRange = readonly [first: number, end: number];

/** `first` of every range is a multiple of this, the widest tile. */
export const ROW_ALIGN = 16;

export function clearNearest(engine: Engine, { distances, indices }: Nearest): void {
  exportsOf(engine).nearest_clear(distances.ptr, indices.ptr, distances.rows, distances.cols);
}

export function sortNearest(engine: Engine, { distances, indices }: Nearest): void {
  exportsOf(engine).nearest_sort(distances.ptr, indices.ptr, distances.rows, distances.cols);
}

/** Sums over groups of columns, and their squared norms, by which most rows are ruled out; see assembly/distance/knn-l2-u8.ts. */
export interface Screen {
  readonly group: number;
  /** rows × groups; of the queries and of the training rows. */
  readonly querySums: Tensor<"i16">;
  readonly rowSums: Tensor<"i16">;
  readonly rowNorms: Tensor<"i32">;
}

/**
 * Squared Euclidean distances of bytes, exact. `rowNorms` and the scratch belong to the unscreened search; with a screen, its own norms count.
 * Returns how many rows were given their exact distance.
 */
export function offerBytesL2(
  engine: Engine,
  search: Search<"u8">,
  range: RowRange,
  rowNorms: Tensor<"i32">,
  scratch: Tensor<"u8">,
  screen?: Screen,
): number {
  checkSearch("offerBytesL2", search, range);
  const { queries, rows, nearest, self } = search;
  const group = screen?.group ?? 1;
  const screenCols = screen?.rowSums.cols ?? rows.cols;
  if (group * rows.cols > maxBytesL2Cols()) {
    throw new ShapeError(`offerBytesL2: ${rows.cols} columns in groups of ${group} overflow 32-bit sums`);
  }
  return exportsOf(engine).knn_l2_u8(
    queries.ptr,
    queries.rows,
    rows.ptr,
    range[0],
    range[1],
    rows.cols,
    screen?.querySums.ptr ?? 0,
    screen?.rowSums.ptr ?? 0,
    screenCols,
    group,
    (screen?.rowNorms ?? rowNorms).ptr,
    self,
    nearest.distances.cols,
    nearest.distances.ptr,
    nearest.indices.ptr,
    scratch.ptr,
    engine.turbo ? 16 : 8,
  );
}

/** Widest rows of bytes whose squared distance, 255² a column, stays below 2³¹. */
export function maxBytesL2Cols(): number {
  return 33025;
}

/** Scratch for one running `offerBytesL2` over `queryCount` queries. */
export function bytesL2Scratch(workspace: Workspace, queryCount: number, cols: number): Tensor<"u8"> {
  return workspace.alloc("u8", exportsOf(workspace.engine).knn_l2_u8_work_bytes(queryCount, cols));
}

/** Buffers of one running `offerFloatsL2`. */
export interface FloatsL2Scratch {
  readonly dots: Tensor<"f32">;
  readonly queryNorms: Tensor<"f64">;
  readonly gemm: Tensor<"u8">;
}

/** Scratch for `queries` against at most `rowCount` rows at a time. */
export function floatsL2Scratch(workspace: Workspace, queries: Tensor<"f32">, rowCount: number): FloatsL2Scratch {
  const { engine } = workspace;
  const dots = workspace.alloc("f32", queries.rows, Math.ceil(rowCount / 4) * 4);
  const queryNorms = workspace.alloc("f64", queries.rows);
  const scratch = gemmScratch(workspace);
  exportsOf(engine).norms_f32(queries.ptr, queries.rows, queries.cols, queryNorms.ptr);
  return { dots, queryNorms, gemm: scratch };
}

/** Squared Euclidean distances of floats: candidates by a matrix product, decided by f64 sums. `rowLows` is of `lowerNorms`. */
export function offerFloatsL2(
  engine: Engine,
  search: Search<"f32">,
  range: RowRange,
  rowLows: Tensor<"f32">,
  scratch: FloatsL2Scratch,
): void {
  checkSearch("offerFloatsL2", search, range);
  const { queries, rows, nearest, self } = search;
  const [first, end] = range;
  const width = end - first;
  if (scratch.dots.rows < queries.rows || scratch.dots.cols < width) {
    throw new ShapeError(
      `offerFloatsL2: ${queries.rows} × ${width} products do not fit ${scratch.dots.rows} × ${scratch.dots.cols}`,
    );
  }
  const dots = { ...scratch.dots, rows: queries.rows, cols: width };
  gemm(engine, queries, rowsOf(rows, first, end), dots, scratch.gemm, { transB: true });
  exportsOf(engine).knn_l2_f32(
    dots.ptr,
    width,
    queries.ptr,
    queries.rows,
    scratch.queryNorms.ptr,
    rows.ptr,
    rowLows.ptr,
    first,
    end,
    rows.cols,
    self,
    nearest.distances.cols,
    nearest.distances.ptr,
    nearest.indices.ptr,
  );
}

/** Manhattan distances: exact for bytes, f64 sums for floats. */
export function offerL1<T extends "u8" | "f32">(engine: Engine, search: Search<T>, range: RowRange): void {
  checkSearch("offerL1", search, range);
  const { queries, rows, nearest, self } = search;
  const { knn_l1_u8, knn_l1_f32 } = exportsOf(engine);
  const kernel = rows.dtype === "u8" ? knn_l1_u8 : knn_l1_f32;
  kernel(
    queries.ptr,
    queries.rows,
    rows.ptr,
    range[0],
    range[1],
    rows.cols,
    self,
    nearest.distances.cols,
    nearest.distances.ptr,
    nearest.indices.ptr,
  );
}

function checkSearch(operation: string, { queries, rows, nearest }: Search<"u8" | "f32">, range: RowRange): void {
  const { distances, indices } = nearest;
  if (queries.cols !== rows.cols || queries.dtype !== rows.dtype) {
    throw new ShapeError(
      `${operation}: queries are ${queries.cols} columns of ${queries.dtype}, rows ${rows.cols} of ${rows.dtype}`,
    );
  }
  if (
    distances.rows !== queries.rows ||
    indices.rows !== queries.rows ||
    distances.cols !== indices.cols ||
    distances.cols < 1
  ) {
    throw new ShapeError(
      `${operation}: ${queries.rows} queries need as many heaps, not ${distances.rows} × ${distances.cols} and ${indices.rows} × ${indices.cols}`,
    );
  }
  const [first, end] = range;
  if (!(first >= 0 && first <= end && end <= rows.rows && first % ROW_ALIGN === 0)) {
    throw new ShapeError(
      `${operation}: rows [${first}, ${end}) are not inside 0 to ${rows.rows}, or do not start at a multiple of ${ROW_ALIGN}`,
    );
  }
}

function exportsOf(engine: Engine): DistanceExports {
  return engine.exports as DistanceExports;
}
