/** Which leaf each row of a matrix ends in. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import type { FeatureTensor, Tensor } from "./tensor.js";

interface ApplyExports {
  tree_apply_f32: Apply;
  tree_apply_u8: Apply;
}
type Apply = (
  x: number,
  rows: number,
  cols: number,
  left: number,
  right: number,
  feature: number,
  threshold: number,
  leaves: number,
) => void;

/** A tree in the engine's memory. `threshold` serves floats, `byteLimit` bytes: the largest byte that goes left, −1 if none. */
export interface TreeTensors {
  readonly left: Tensor<"i32">;
  readonly right: Tensor<"i32">;
  readonly feature: Tensor<"i32">;
  readonly threshold: Tensor<"f64">;
  readonly byteLimit: Tensor<"i32">;
}

/** Writes the leaf of every row of X to `leaves` (rows × 1). */
export function treeApply(engine: Engine, tree: TreeTensors, X: FeatureTensor, leaves: Tensor<"i32">): void {
  if (leaves.rows !== X.rows) throw new ShapeError(`treeApply: ${leaves.rows} results for ${X.rows} rows`);
  const { tree_apply_f32, tree_apply_u8 } = engine.exports as ApplyExports;
  const bytes = X.dtype === "u8";
  const apply = bytes ? tree_apply_u8 : tree_apply_f32;
  const threshold = bytes ? tree.byteLimit : tree.threshold;
  apply(X.ptr, X.rows, X.cols, tree.left.ptr, tree.right.ptr, tree.feature.ptr, threshold.ptr, leaves.ptr);
}
