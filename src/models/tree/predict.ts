/** Tree, X → leaves, classes, probabilities: all that is needed without `fit`. */
import { throwIfAborted } from "../../core/errors.js";
import { isUint8Array, type Matrix, scaleOf, sliceRows } from "../../core/matrix.js";
import type { Engine } from "../../engine/engine.js";
import { view, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import { type TreeTensors, treeApply } from "../../kernels/tree-apply.js";
import type { Tree } from "./tree.js";

/** Rows copied into the engine's memory at a time: a few milliseconds, after which the event loop gets its turn. */
const BLOCK_ROWS = 8192;

/** Leaf of every row. Throws AbortError when `signal` fires between two blocks of rows. */
export async function applyTree(engine: Engine, tree: Tree, X: Matrix, signal?: AbortSignal): Promise<Int32Array> {
  const leaves = new Int32Array(X.rows);
  for (let start = 0; start < X.rows; start += BLOCK_ROWS) {
    if (start > 0) await new Promise((resolve) => setTimeout(resolve, 0));
    throwIfAborted(signal, "predict");
    const block = sliceRows(X, start, Math.min(start + BLOCK_ROWS, X.rows));
    leaves.set(applyTreeNow(engine, tree, block), start);
  }
  return leaves;
}

/** The same at once, for as many rows as fit into the engine's memory. */
export function applyTreeNow(engine: Engine, tree: Tree, X: Matrix): Int32Array {
  return withWorkspace(engine, (workspace) => {
    const found = workspace.alloc("i32", X.rows);
    const tensors = putTree(workspace, tree, isUint8Array(X.data) ? scaleOf(X) : 1);
    treeApply(engine, tensors, workspace.putMatrix(X), found);
    return view(engine, found).slice();
  });
}

function putTree(workspace: Workspace, tree: Tree, scale: number): TreeTensors {
  return {
    left: workspace.put("i32", tree.childrenLeft),
    right: workspace.put("i32", tree.childrenRight),
    feature: workspace.put("i32", tree.feature),
    threshold: workspace.put("f64", tree.threshold),
    byteLimit: workspace.put("i32", byteLimits(tree.threshold, scale)),
  };
}

/** For each threshold the largest byte whose f32 value `byte * scale` goes left, −1 if none. */
function byteLimits(thresholds: Float64Array, scale: number): Int32Array {
  const values = Float32Array.from({ length: 256 }, (_, byte) => byte * scale);
  return Int32Array.from(thresholds, (threshold) => {
    let below = 0;
    for (let step = 256; step >= 1; step >>= 1) {
      if (below + step <= 256 && values[below + step - 1] <= threshold) below += step;
    }
    return below - 1;
  });
}

/** Most frequent class of every node, by weight; ties go to the lower class. */
export function nodeClasses(tree: Tree): Int32Array {
  const classes = tree.value.length / tree.nodeCount;
  const best = new Int32Array(tree.nodeCount);
  for (let i = 0; i < tree.nodeCount; i++) {
    for (let k = 1; k < classes; k++) {
      if (tree.value[i * classes + k] > tree.value[i * classes + best[i]]) best[i] = k;
    }
  }
  return best;
}

/** Class shares of each row's leaf, rows × classes. */
export function leafProbabilities(tree: Tree, leaves: Int32Array): Matrix<Float32Array> {
  const classes = tree.value.length / tree.nodeCount;
  const data = new Float32Array(leaves.length * classes);
  for (let i = 0; i < leaves.length; i++) {
    const total = tree.weightedNNodeSamples[leaves[i]];
    for (let k = 0; k < classes; k++) data[i * classes + k] = tree.value[leaves[i] * classes + k] / total;
  }
  return { data, rows: leaves.length, cols: classes };
}
