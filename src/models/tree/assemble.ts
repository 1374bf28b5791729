/** From grown nodes to the fitted tree: which nodes are kept, and in which order they are numbered. */
import { type Impurity, improvement } from "./impurity.js";
import { countsOf, LEAF, type NodeList, type Tree, UNDEFINED } from "./tree.js";

interface Kept {
  readonly node: number;
  readonly depth: number;
  left: number;
  right: number;
}

/** All nodes, depth first, left before right. */
export function assembleDepthFirst(list: NodeList, impurity: Impurity): Tree {
  const kept: Kept[] = [];
  const stack = [{ node: 0, depth: 0, parent: -1, isLeft: false }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, depth, parent, isLeft } = next;
    const id = kept.push({ node, depth, left: LEAF, right: LEAF }) - 1;
    if (parent >= 0) kept[parent][isLeft ? "left" : "right"] = id;
    if (list.left[node] === LEAF) continue;
    stack.push({ node: list.right[node], depth: depth + 1, parent: id, isLeft: false });
    stack.push({ node: list.left[node], depth: depth + 1, parent: id, isLeft: true });
  }
  return toTree(list, impurity, kept);
}

/**
 * At most `maxLeafNodes` leaves: the split that improves the tree most comes first, ties to the lower number. No split depends
 * on the order in which nodes are split, so this chooses among the splits of the full tree.
 */
export function assembleBestFirst(list: NodeList, impurity: Impurity, maxLeafNodes: number): Tree {
  const kept: Kept[] = [{ node: 0, depth: 0, left: LEAF, right: LEAF }];
  const gain = gains(list, impurity);
  const frontier = new Frontier(kept, gain);
  frontier.add(0);
  for (let leaves = 1; leaves < maxLeafNodes; leaves++) {
    const id = frontier.takeBest();
    if (id === undefined) break;
    const { node, depth } = kept[id];
    kept[id].left = kept.push({ node: list.left[node], depth: depth + 1, left: LEAF, right: LEAF }) - 1;
    kept[id].right = kept.push({ node: list.right[node], depth: depth + 1, left: LEAF, right: LEAF }) - 1;
    frontier.add(kept[id].left);
    frontier.add(kept[id].right);
  }
  return toTree(list, impurity, kept);
}

/** Improvement by each node's split; −∞ for leaves. */
function gains(list: NodeList, impurity: Impurity): number[] {
  const total = impurity.weight(countsOf(list, 0));
  return list.left.map((left, node) =>
    left === LEAF
      ? Number.NEGATIVE_INFINITY
      : improvement(impurity, total, countsOf(list, node), countsOf(list, left), countsOf(list, list.right[node])),
  );
}

/** Splittable nodes as a binary heap, largest gain first, ties to the lower id. */
class Frontier {
  readonly #heap: number[] = [];
  readonly #kept: readonly Kept[];
  readonly #gain: readonly number[];

  constructor(kept: readonly Kept[], gain: readonly number[]) {
    this.#kept = kept;
    this.#gain = gain;
  }

  add(id: number): void {
    if (this.#gainOf(id) === Number.NEGATIVE_INFINITY) return;
    const heap = this.#heap;
    let at = heap.push(id) - 1;
    for (let up = (at - 1) >> 1; at > 0 && this.#before(heap[at], heap[up]); at = up, up = (at - 1) >> 1) {
      [heap[at], heap[up]] = [heap[up], heap[at]];
    }
  }

  takeBest(): number | undefined {
    const heap = this.#heap;
    const best = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return best;
    heap[0] = last;
    for (let at = 0; ; ) {
      let first = at;
      for (const down of [2 * at + 1, 2 * at + 2]) {
        if (down < heap.length && this.#before(heap[down], heap[first])) first = down;
      }
      if (first === at) return best;
      [heap[at], heap[first]] = [heap[first], heap[at]];
      at = first;
    }
  }

  #gainOf(id: number): number {
    return this.#gain[this.#kept[id].node];
  }

  #before(a: number, b: number): boolean {
    const difference = this.#gainOf(a) - this.#gainOf(b);
    return difference > 0 || (difference === 0 && a < b);
  }
}

function toTree(list: NodeList, impurity: Impurity, kept: readonly Kept[]): Tree {
  const { classes } = list;
  const counts = kept.map(({ node }) => countsOf(list, node));
  const inner = (value: readonly number[]) => kept.map(({ node, left }) => (left === LEAF ? UNDEFINED : value[node]));
  const value = new Float64Array(kept.length * classes);
  const unit = new Float64Array(classes);
  for (let k = 0; k < classes; k++) {
    const weight = impurity.weight(unit.fill(0).fill(1, k, k + 1));
    for (let i = 0; i < kept.length; i++) value[i * classes + k] = weight * counts[i][k];
  }
  return {
    nodeCount: kept.length,
    maxDepth: kept.reduce((deepest, { depth }) => Math.max(deepest, depth), 0),
    nLeaves: kept.filter(({ left }) => left === LEAF).length,
    childrenLeft: Int32Array.from(kept, ({ left }) => left),
    childrenRight: Int32Array.from(kept, ({ right }) => right),
    feature: Int32Array.from(inner(list.feature)),
    threshold: Float64Array.from(inner(list.threshold)),
    impurity: Float64Array.from(counts, (of) => impurity.of(of)),
    nNodeSamples: Int32Array.from(counts, (of) => of.reduce((sum, count) => sum + count, 0)),
    weightedNNodeSamples: Float64Array.from(counts, (of) => impurity.weight(of)),
    value,
  };
}
