/** Brings training data into the layout of the tree search: codes column-major, samples grouped by class. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { bytesOf, type FeatureTensor, type Tensor, type Workspace } from "./tensor.js";

interface DataExports {
  tree_columns(
    x: number,
    n: number,
    cols: number,
    width: number,
    places: number,
    from: number,
    to: number,
    out: number,
    stride: number,
  ): void;
  tree_rank(column: number, n: number, ranks: number, keys: number, spare: number, counters: number): number;
  tree_narrow(ranks: number, n: number): void;
  tree_gather(
    codes: number,
    stride: number,
    width: number,
    features: number,
    count: number,
    idx: number,
    n: number,
    out: number,
    outFeatures: number,
  ): number;
}

/** Codes of samples: order-preserving small integers, bytes or ranks. features × samples. */
export type Codes = Tensor<"u8" | "u32">;

/** The samples of a node and its descendants, in a place of their own. */
export interface TreeBlock {
  /** One row per column of the block, `codes.cols` samples each. */
  readonly codes: Codes;
  /** Which feature each column holds, ascending; features that do not vary are left out. */
  readonly features: Tensor<"i32">;
}

const exportsOf = (engine: Engine) => engine.exports as DataExports;

/** Columns `from` to `to` of X into rows `from` to `to` of `out` (features × samples), row i of X to place `places[i]`. */
export function treeColumns(
  engine: Engine,
  X: FeatureTensor,
  places: Tensor<"u32">,
  out: Tensor<"u8" | "f32">,
  from: number,
  to: number,
): void {
  if (out.dtype !== X.dtype || out.rows !== X.cols || places.rows !== X.rows) {
    throw new ShapeError(
      `treeColumns: ${X.rows} × ${X.cols} ${X.dtype} and ${places.rows} places do not fit ${out.rows} × ${out.cols} ${out.dtype}`,
    );
  }
  const width = bytesOf(X.dtype);
  exportsOf(engine).tree_columns(X.ptr, X.rows, X.cols, width, places.ptr, from, to, out.ptr, out.cols);
}

/**
 * Ranks of columns `from` to `to`: `values` rows become their distinct values, ascending; `ranks` rows each sample's place among
 * them. Returns the numbers of distinct values.
 */
export function treeRank(
  workspace: Workspace,
  values: Tensor<"f32">,
  ranks: Tensor<"u32">,
  from: number,
  to: number,
): number[] {
  const samples = values.cols;
  const keys = workspace.alloc("u32", samples, 2);
  const spare = workspace.alloc("u32", samples, 2);
  const counters = workspace.zeros("u32", 256);
  const distinct: number[] = [];
  for (let f = from; f < to; f++) {
    const at = f * samples * 4;
    const { tree_rank } = exportsOf(workspace.engine);
    distinct.push(tree_rank(values.ptr + at, samples, ranks.ptr + at, keys.ptr, spare.ptr, counters.ptr));
  }
  return distinct;
}

/** Ranks below 256 as bytes, in the same place: `ranks` must not be read again. */
export function treeNarrow(engine: Engine, ranks: Tensor<"u32">): Tensor<"u8"> {
  exportsOf(engine).tree_narrow(ranks.ptr, ranks.rows * ranks.cols);
  return { ...ranks, dtype: "u8" };
}

/** A block of its own for the samples `idx` of another block, without the columns that are constant there. */
export function treeGather(workspace: Workspace, block: TreeBlock, idx: Tensor<"u32">): TreeBlock {
  const { codes, features } = block;
  const out = workspace.alloc(codes.dtype, codes.rows, idx.rows);
  const kept = workspace.alloc("i32", codes.rows);
  const count = exportsOf(workspace.engine).tree_gather(
    codes.ptr,
    codes.cols,
    bytesOf(codes.dtype),
    features.ptr,
    codes.rows,
    idx.ptr,
    idx.rows,
    out.ptr,
    kept.ptr,
  );
  return { codes: { ...out, rows: count }, features: { ...kept, rows: count } };
}
