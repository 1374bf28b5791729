/** The fitted tree as plain arrays, and the list of nodes from which it is made. */

export const LEAF = -1;
/** Feature and threshold of a leaf. */
export const UNDEFINED = -2;

/** One entry a node, root first. A row goes left where its value of `feature` is at most `threshold`. */
export interface Tree {
  readonly nodeCount: number;
  readonly maxDepth: number;
  readonly nLeaves: number;
  /** −1 for a leaf. */
  readonly childrenLeft: Int32Array;
  readonly childrenRight: Int32Array;
  /** −2 for a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly impurity: Float64Array;
  readonly nNodeSamples: Int32Array;
  readonly weightedNNodeSamples: Float64Array;
  /** Weighted class counts, nodes × classes. */
  readonly value: Float64Array;
}

/** Nodes as they are grown, in any order with the root first; plain data. `counts` holds `classes` numbers a node. */
export interface NodeList {
  readonly classes: number;
  readonly left: number[];
  readonly right: number[];
  readonly feature: number[];
  readonly threshold: number[];
  readonly counts: number[];
}

export function createNodeList(classes: number): NodeList {
  return { classes, left: [], right: [], feature: [], threshold: [], counts: [] };
}

/** Appends a leaf; returns its index. */
export function addLeaf(list: NodeList, counts: ArrayLike<number>): number {
  for (let k = 0; k < list.classes; k++) list.counts.push(counts[k]);
  list.left.push(LEAF);
  list.right.push(LEAF);
  list.feature.push(UNDEFINED);
  return list.threshold.push(UNDEFINED) - 1;
}

export function countsOf(list: NodeList, node: number): number[] {
  return list.counts.slice(node * list.classes, (node + 1) * list.classes);
}

/** Puts the tree `grown` in the place of leaf `node`. */
export function graft(list: NodeList, node: number, grown: NodeList): void {
  const shift = list.left.length - 1;
  const moved = (child: number) => (child === LEAF ? LEAF : child + shift);
  for (let i = 1; i < grown.left.length; i++) {
    const at = addLeaf(list, countsOf(grown, i));
    copyNode(list, at, grown, i, moved);
  }
  copyNode(list, node, grown, 0, moved);
}

function copyNode(list: NodeList, at: number, grown: NodeList, i: number, moved: (child: number) => number): void {
  list.left[at] = moved(grown.left[i]);
  list.right[at] = moved(grown.right[i]);
  list.feature[at] = grown.feature[i];
  list.threshold[at] = grown.threshold[i];
}
