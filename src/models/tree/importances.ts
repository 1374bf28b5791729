/** Impurity-based importance of each feature. */
import { LEAF, type Tree } from "./tree.js";

/** Total decrease of weighted impurity by each feature's splits, normalised to sum 1; all 0 for a tree of one node. */
export function featureImportances(tree: Tree, features: number): Float64Array {
  const { childrenLeft, childrenRight, impurity, weightedNNodeSamples: weight } = tree;
  const importances = new Float64Array(features);
  for (let i = 0; i < tree.nodeCount; i++) {
    if (childrenLeft[i] === LEAF) continue;
    const children = [childrenLeft[i], childrenRight[i]];
    const below = children.reduce((sum, child) => sum + weight[child] * impurity[child], 0);
    importances[tree.feature[i]] += weight[i] * impurity[i] - below;
  }
  const total = importances.reduce((sum, value) => sum + value, 0);
  return total > 0 ? importances.map((value) => value / total) : importances;
}
