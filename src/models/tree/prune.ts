/**
 * Minimal cost-complexity pruning (Breiman, Friedman, Olshen, Stone 1984, chapter 3): again and again the weakest link is cut, the
 * inner node whose subtree lowers the impurity least per leaf.
 */
import { LEAF, type Tree, UNDEFINED } from "./tree.js";

/** `impurities[i]` is the total impurity of the leaves once every link weaker than or as weak as `ccpAlphas[i]` is cut. */
export interface CostComplexityPath {
  readonly ccpAlphas: number[];
  readonly impurities: number[];
}

interface Pruned extends CostComplexityPath {
  /** 1 for the leaves of what is left; ids of the given tree. */
  readonly isLeaf: Uint8Array;
}

/** Cuts links while the weakest is at most `ccpAlpha`; Infinity cuts down to the root. */
export function costComplexityPrune(tree: Tree, ccpAlpha: number): Pruned {
  const { nodeCount, childrenLeft, childrenRight } = tree;
  const total = tree.weightedNNodeSamples[0];
  const risk = tree.weightedNNodeSamples.map((weight, i) => (weight * tree.impurity[i]) / total);
  const parent = new Int32Array(nodeCount).fill(-1);
  const isLeaf = new Uint8Array(nodeCount);
  for (let i = 0; i < nodeCount; i++) {
    if (childrenLeft[i] === LEAF) isLeaf[i] = 1;
    else parent[childrenLeft[i]] = parent[childrenRight[i]] = i;
  }
  const branchRisk = new Float64Array(nodeCount);
  const leaves = new Int32Array(nodeCount);
  for (let leaf = 0; leaf < nodeCount; leaf++) {
    if (!isLeaf[leaf]) continue;
    for (let i = leaf; i >= 0; i = parent[i]) {
      branchRisk[i] += risk[leaf];
      leaves[i] += 1;
    }
  }
  /** What pruning at each inner node costs per leaf; ∞ for leaves and for nodes already cut off. */
  const strength = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY);
  const weigh = (i: number) => {
    strength[i] = (risk[i] - branchRisk[i]) / (leaves[i] - 1);
  };
  for (let i = 0; i < nodeCount; i++) if (!isLeaf[i]) weigh(i);
  const ccpAlphas = [0];
  const impurities = [branchRisk[0]];
  while (!isLeaf[0]) {
    const node = weakestLink(strength);
    const alpha = strength[node];
    if (alpha > ccpAlpha) break;
    cut(tree, node, strength, isLeaf);
    const lostLeaves = leaves[node] - 1;
    const rise = risk[node] - branchRisk[node];
    branchRisk[node] = risk[node];
    leaves[node] = 1;
    for (let i = parent[node]; i >= 0; i = parent[i]) {
      leaves[i] -= lostLeaves;
      branchRisk[i] += rise;
      weigh(i);
    }
    ccpAlphas.push(alpha);
    impurities.push(branchRisk[0]);
  }
  return { isLeaf, ccpAlphas, impurities };
}

/** The smallest; ties go to the lower node. */
function weakestLink(strength: Float64Array): number {
  let node = 0;
  for (let i = 1; i < strength.length; i++) if (strength[i] < strength[node]) node = i;
  return node;
}

/** Turns `node` into a leaf and takes its descendants out. */
function cut(tree: Tree, node: number, strength: Float64Array, isLeaf: Uint8Array): void {
  const stack = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (tree.childrenLeft[next] !== LEAF) stack.push(tree.childrenLeft[next], tree.childrenRight[next]);
    strength[next] = Number.POSITIVE_INFINITY;
    isLeaf[next] = 0;
  }
  isLeaf[node] = 1;
}

/** The tree in which the nodes marked in `isLeaf` are leaves, numbered depth first, left before right. */
export function pruneTree(tree: Tree, isLeaf: Uint8Array): Tree {
  const kept: number[] = [];
  const depths: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const stack = [{ node: 0, depth: 0, parent: -1, side: left }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, depth, parent, side } = next;
    const id = kept.push(node) - 1;
    depths.push(depth);
    left.push(LEAF);
    right.push(LEAF);
    if (parent >= 0) side[parent] = id;
    if (isLeaf[node]) continue;
    stack.push({ node: tree.childrenRight[node], depth: depth + 1, parent: id, side: right });
    stack.push({ node: tree.childrenLeft[node], depth: depth + 1, parent: id, side: left });
  }
  const classes = tree.value.length / tree.nodeCount;
  const inner = (values: ArrayLike<number>) => kept.map((node, id) => (left[id] === LEAF ? UNDEFINED : values[node]));
  return {
    nodeCount: kept.length,
    maxDepth: depths.reduce((deepest, depth) => Math.max(deepest, depth), 0),
    nLeaves: left.filter((child) => child === LEAF).length,
    childrenLeft: Int32Array.from(left),
    childrenRight: Int32Array.from(right),
    feature: Int32Array.from(inner(tree.feature)),
    threshold: Float64Array.from(inner(tree.threshold)),
    impurity: Float64Array.from(kept, (node) => tree.impurity[node]),
    nNodeSamples: Int32Array.from(kept, (node) => tree.nNodeSamples[node]),
    weightedNNodeSamples: Float64Array.from(kept, (node) => tree.weightedNNodeSamples[node]),
    value: Float64Array.from(kept.flatMap((node) => [...tree.value.subarray(node * classes, (node + 1) * classes)])),
  };
}
