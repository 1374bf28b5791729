/** A decision tree as TreeEnsembleClassifier. */
import { LEAF, type Tree } from "../../models/tree/tree.js";
import { type Answer, bothClasses, highest } from "./answer.js";
import type { Features } from "./features.js";
import type { OnnxGraph } from "./graph.js";

/**
 * Two or more classes. With two, the leaves hold the weight of the second only; what runtimes put in the column of the first then differs, so
 * it is computed here.
 */
export function treeGraph(graph: OnnxGraph, { floats }: Features, tree: Tree): Answer {
  const classes = tree.value.length / tree.nodeCount;
  const leaf = (node: number) => tree.childrenLeft[node] === LEAF;
  const nodes = Array.from({ length: tree.nodeCount }, (_, node) => node);
  const [codes, weights] = graph.pair(
    "TreeEnsembleClassifier",
    [floats],
    {
      nodes_treeids: new Int32Array(tree.nodeCount),
      nodes_nodeids: Int32Array.from(nodes),
      nodes_featureids: tree.feature.map((feature) => Math.max(0, feature)),
      nodes_values: Float32Array.from(nodes, (node) => (leaf(node) ? 0 : floatAtMost(tree.threshold[node]))),
      nodes_modes: nodes.map((node) => (leaf(node) ? "LEAF" : "BRANCH_LEQ")),
      nodes_truenodeids: tree.childrenLeft.map((child) => Math.max(0, child)),
      nodes_falsenodeids: tree.childrenRight.map((child) => Math.max(0, child)),
      ...leafWeights(tree, nodes.filter(leaf), classes),
      classlabels_int64s: Int32Array.from({ length: classes }, (_, code) => code),
      post_transform: "NONE",
    },
    "ai.onnx.ml",
  );
  if (classes > 2) return { codes, scores: { kind: "probabilities", value: weights, cols: classes } };
  const value = bothClasses(graph, graph.node("Gather", [weights, graph.integers(1)], { axis: 1 }), "float");
  return { codes: highest(graph, value), scores: { kind: "probabilities", value, cols: 2 } };
}

/** Shares of the classes in every leaf; shares of 0 are left out, but for two classes, where each leaf has one weight. */
function leafWeights(tree: Tree, leaves: readonly number[], classes: number) {
  const entries = leaves.flatMap((node) => {
    const shares = Array.from({ length: classes }, (_, code) => ({
      node,
      code,
      share: tree.value[node * classes + code] / tree.weightedNNodeSamples[node],
    }));
    return classes === 2 ? [shares[1]] : shares.filter(({ share }) => share > 0);
  });
  return {
    class_treeids: new Int32Array(entries.length),
    class_nodeids: Int32Array.from(entries, ({ node }) => node),
    class_ids: Int32Array.from(entries, ({ code }) => code),
    class_weights: Float32Array.from(entries, ({ share }) => share),
  };
}

/** The largest float that is not above `value`: a float is at most that exactly if it is at most `value`. */
function floatAtMost(value: number): number {
  const nearest = Math.fround(value);
  if (nearest <= value) return nearest;
  const bits = new Int32Array(Float32Array.of(nearest).buffer);
  // Floats of one sign are ordered as their bits are; the one below the smallest positive is 0.
  bits[0] += nearest > 0 ? -1 : 1;
  return new Float32Array(bits.buffer)[0];
}
