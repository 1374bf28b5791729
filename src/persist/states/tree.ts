/** The state of a DecisionTreeClassifier in a model file. */
import type { Tree } from "../../models/tree/tree.js";
import type { ClassifierFields } from "./fitted.js";

/** A child comes after its parent, so that a walk from the root always ends. */
export function readTree({ state, classes, features }: ClassifierFields): Tree {
  const tree = state.object("tree_");
  const nodeCount = tree.integer("nodeCount", 1, 2 ** 31 - 1);
  const childrenLeft = tree.vector("childrenLeft", "I32", nodeCount);
  const childrenRight = tree.vector("childrenRight", "I32", nodeCount);
  const feature = tree.vector("feature", "I32", nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const [left, right] = [childrenLeft[node], childrenRight[node]];
    const isLeaf = left === -1 && right === -1;
    const isSplit = Math.min(left, right) > node && Math.max(left, right) < nodeCount;
    if (!isLeaf && !isSplit) throw tree.refuse("childrenLeft", `-1 or later nodes (node ${node})`);
    if (isSplit && !(feature[node] >= 0 && feature[node] < features))
      throw tree.refuse("feature", `a column of ${features} (node ${node})`);
  }
  const weightedNNodeSamples = tree.vector("weightedNNodeSamples", "F64", nodeCount);
  if (weightedNNodeSamples.some((weight) => weight <= 0)) throw tree.refuse("weightedNNodeSamples", "above 0");
  return {
    nodeCount,
    maxDepth: tree.integer("maxDepth", 0),
    nLeaves: tree.integer("nLeaves", 1),
    childrenLeft,
    childrenRight,
    feature,
    threshold: tree.vector("threshold", "F64", nodeCount),
    impurity: tree.vector("impurity", "F64", nodeCount),
    nNodeSamples: tree.vector("nNodeSamples", "I32", nodeCount),
    weightedNNodeSamples,
    value: tree.vector("value", "F64", nodeCount * classes.length),
  };
}
