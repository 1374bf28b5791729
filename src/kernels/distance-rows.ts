/** Checked wrappers of what a nearest-neighbour search computes of the training rows beforehand. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { ROW_ALIGN } from "./distance.js";
import { bytesOf, rowsOf, type Tensor, view, type Workspace } from "./tensor.js";

interface RowExports {
  norms_u8(rows: number, count: number, cols: number, norms: number): void;
  norms_i16(rows: number, count: number, cols: number, norms: number): void;
  lows_f32(rows: number, count: number, cols: number, lows: number): void;
  group_sums_u8(rows: number, count: number, cols: number, order: number, group: number, sums: number): void;
}

/** Marks the places between the last row and the next multiple of ROW_ALIGN: farther than any row. */
const NO_ROW_NORM = 0x7fffffff;

/** Room for the squared norms of `rows` rows of bytes or sums, with the padding that `offerBytesL2` wants. */
export function allocNorms(workspace: Workspace, rows: number): Tensor<"i32"> {
  const norms = workspace.alloc("i32", Math.ceil(rows / ROW_ALIGN) * ROW_ALIGN);
  view(workspace.engine, norms).fill(NO_ROW_NORM, rows);
  return norms;
}

/** Squared norms of rows `[first, end)` into their places of `norms`. Exact. */
export function squaredNorms(
  engine: Engine,
  rows: Tensor<"u8" | "i16">,
  norms: Tensor<"i32">,
  first = 0,
  end = rows.rows,
): void {
  const part = rowsOf(rows, first, end);
  const { norms_u8, norms_i16 } = engine.exports as RowExports;
  const kernel = rows.dtype === "u8" ? norms_u8 : norms_i16;
  kernel(part.ptr, part.rows, part.cols, rowsOf(norms, first, end).ptr);
}

/** Lower bounds of the squared norms of all rows of floats, as `offerFloatsL2` wants them. */
export function lowerNorms(workspace: Workspace, rows: Tensor<"f32">): Tensor<"f32"> {
  const lows = workspace.alloc("f32", Math.ceil(rows.rows / ROW_ALIGN) * ROW_ALIGN);
  (workspace.engine.exports as RowExports).lows_f32(rows.ptr, rows.rows, rows.cols, lows.ptr);
  return lows;
}

/** sums[i, g] = Σ of the bytes of row i in the columns order[g·group … (g+1)·group−1], for rows `[first, end)`. */
export function groupSums(
  engine: Engine,
  rows: Tensor<"u8">,
  order: Tensor<"i32">,
  group: number,
  sums: Tensor<"i16">,
  first = 0,
  end = rows.rows,
): void {
  const groups = Math.ceil(rows.cols / group);
  if (order.rows * order.cols !== rows.cols || sums.rows !== rows.rows || sums.cols !== groups) {
    throw new ShapeError(
      `groupSums: ${rows.rows} × ${rows.cols} in groups of ${group} gives ${rows.rows} × ${groups}, not ${sums.rows} × ${sums.cols}`,
    );
  }
  const part = rowsOf(rows, first, end);
  const { group_sums_u8 } = engine.exports as RowExports;
  group_sums_u8(part.ptr, part.rows, part.cols, order.ptr, group, sums.ptr + first * groups * bytesOf("i16"));
}
