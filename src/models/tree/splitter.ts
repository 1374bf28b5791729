/** Chooses the split of a node: over all features, or over a random draw of them. */
import { mix32, Random } from "../../core/random.js";
import { type Tensor, view, type Workspace } from "../../kernels/tensor.js";
import type { TreeBlock } from "../../kernels/tree-data.js";
import { type FoundSplit, TreeSearch } from "../../kernels/tree-search.js";
import type { OpenNode, TreeProblem } from "./problem.js";

export const ROOT_PATH = 1;

export function childPath(path: number, isLeft: boolean): number {
  return mix32(path ^ (isLeft ? 0x2545f491 : 0x6c078965));
}

export class Splitter {
  readonly #search: TreeSearch;
  readonly #problem: TreeProblem;
  readonly #workspace: Workspace;
  readonly #all: Int32Array;
  readonly #columnOf: Int32Array;
  #block: TreeBlock | undefined;

  constructor(workspace: Workspace, problem: TreeProblem, maxRows: number) {
    const features = problem.features.rows;
    this.#workspace = workspace;
    this.#problem = problem;
    this.#search = new TreeSearch(workspace, problem.rules, features, maxRows);
    this.#all = Int32Array.from({ length: features }, (_, f) => f);
    this.#columnOf = new Int32Array(features);
  }

  /** The best split of a node whose samples are `idx` of `block`, or null; of columns `from` to `to` unless features are drawn. */
  find(block: TreeBlock, idx: Tensor<"u32">, node: OpenNode, from = 0, to = block.features.rows): FoundSplit | null {
    this.#search.use(block);
    this.#search.node(node.counts);
    if (this.#problem.limits.maxFeatures < this.#all.length) this.#searchDraw(block, idx, node.path);
    else this.#search.search(this.#all.subarray(from, to), idx);
    return this.#search.best;
  }

  /** Moves the samples that go left to the front of `idx`; returns their class counts. */
  part(block: TreeBlock, idx: Tensor<"u32">, node: OpenNode, split: FoundSplit): Int32Array {
    this.#search.use(block);
    this.#search.node(node.counts);
    return this.#search.partition(this.#columns(block)[split.feature], split.low, idx);
  }

  /** As scikit-learn draws: `maxFeatures` of them, and more one by one while all so far are constant in the node. */
  #searchDraw(block: TreeBlock, idx: Tensor<"u32">, path: number): void {
    const order = new Random(this.#problem.seed, path).shuffle(this.#all.slice());
    const columnOf = this.#columns(block);
    const drawn = order.subarray(0, this.#problem.limits.maxFeatures).slice().sort();
    const columns = drawn.map((feature) => columnOf[feature]).filter((column) => column >= 0);
    let varying = this.#search.search(columns, idx);
    for (let i = drawn.length; varying === 0 && i < order.length; i++) {
      const column = columnOf[order[i]];
      if (column >= 0) varying = this.#search.search([column], idx);
    }
  }

  /** Position of each feature in the block; −1 for those that are constant there. */
  #columns(block: TreeBlock): Int32Array {
    if (block !== this.#block) {
      this.#columnOf.fill(-1);
      view(this.#workspace.engine, block.features).forEach((feature, column) => {
        this.#columnOf[feature] = column;
      });
      this.#block = block;
    }
    return this.#columnOf;
  }
}
