/** Grows the subtree below one node, depth first, in one thread. */
import { AbortError } from "../../core/errors.js";
import type { TaskContext } from "../../engine/executor.js";
import { filledWorkspace, rowsOf, type Tensor, view, Workspace, withWorkspace } from "../../kernels/tensor.js";
import { type TreeBlock, treeGather } from "../../kernels/tree-data.js";
import { type Impurity, improvement } from "./impurity.js";
import { impurityOf, isEnough, mustBeLeaf, type OpenNode, type TreeProblem, thresholdOf } from "./problem.js";
import { childPath, Splitter } from "./splitter.js";
import { addLeaf, createNodeList, type NodeList } from "./tree.js";

/**
 * A node moves with its samples to a block of its own when it has this many times fewer than the block: gathering then costs less than
 * reading scattered samples at every level below, and features that became constant are left behind.
 */
const SHRINK = 4;
/** Nodes smaller than this stay where they are. */
const SMALL = 16;

/** A block, its samples, and how many open nodes still need them. */
interface Home {
  readonly block: TreeBlock;
  readonly idx: Tensor<"u32">;
  readonly workspace: Workspace;
  users: number;
}

interface Pending {
  readonly node: OpenNode;
  readonly home: Home;
  readonly parent: number;
  readonly isLeft: boolean;
}

/** Nodes of the subtree below `root`, root first. Reports numbers of samples that reached their leaf. */
export function growSubtree(problem: TreeProblem, root: OpenNode, context: TaskContext): NodeList {
  return withWorkspace(context.engine, (workspace) => new Grower(workspace, problem, root, context).run());
}

class Grower {
  readonly #problem: TreeProblem;
  readonly #context: TaskContext;
  readonly #splitter: Splitter;
  readonly #list: NodeList;
  readonly #stack: Pending[] = [];
  readonly #homes = new Set<Home>();
  readonly #reportEvery: number;
  #settled = 0;

  constructor(workspace: Workspace, problem: TreeProblem, root: OpenNode, context: TaskContext) {
    this.#problem = problem;
    this.#context = context;
    this.#splitter = new Splitter(workspace, problem, root.n);
    this.#list = createNodeList(problem.rules.classes);
    this.#reportEvery = Math.ceil(problem.idx.rows / 64);
    const block = { codes: problem.codes, features: problem.features };
    const home = { block, idx: problem.idx, workspace: new Workspace(context.engine), users: 1 };
    this.#homes.add(home);
    this.#stack.push({ node: root, home, parent: -1, isLeft: false });
  }

  run(): NodeList {
    const impurity = impurityOf(this.#problem, this.#context.engine);
    try {
      for (let next = this.#stack.pop(); next; next = this.#stack.pop()) {
        const { node, parent, isLeft } = next;
        const id = addLeaf(this.#list, node.counts);
        if (parent >= 0) (isLeft ? this.#list.left : this.#list.right)[parent] = id;
        if (mustBeLeaf(this.#problem, impurity, node)) this.#settle(next);
        else {
          if (this.#context.cancelled()) throw new AbortError("fit");
          this.#split(next, id, impurity);
        }
      }
    } finally {
      for (const { workspace } of this.#homes) workspace.release();
    }
    this.#context.report(this.#settled);
    return this.#list;
  }

  #split(pending: Pending, id: number, impurity: Impurity): void {
    const { engine } = this.#context;
    const moved = this.#settleIn(pending);
    const { node, home } = moved;
    const idx = rowsOf(home.idx, node.start, node.start + node.n);
    const found = this.#splitter.find(home.block, idx, node);
    if (!found) {
      this.#settle(moved);
      return;
    }
    const left = this.#splitter.part(home.block, idx, node, found);
    const right = left.map((count, k) => node.counts[k] - count);
    const gain = improvement(impurity, this.#problem.totalWeight, node.counts, left, right);
    if (!isEnough(this.#problem, gain)) {
      this.#settle(moved);
      return;
    }
    this.#list.feature[id] = found.feature;
    this.#list.threshold[id] = thresholdOf(this.#problem, engine, found);
    home.users++;
    for (const child of children(node, left, right)) {
      this.#stack.push({ node: child, home, parent: id, isLeft: child.start === node.start });
    }
  }

  /** Moves a node that is much smaller than its block to one of its own. */
  #settleIn(pending: Pending): Pending {
    const { node, home } = pending;
    if (node.n < SMALL || node.n * SHRINK > home.block.codes.cols) return pending;
    const { engine } = this.#context;
    const { workspace, filled } = filledWorkspace(engine, (empty) => ({
      block: treeGather(empty, home.block, rowsOf(home.idx, node.start, node.start + node.n)),
      idx: empty.alloc("u32", node.n),
    }));
    const places = view(engine, filled.idx);
    for (let i = 0; i < node.n; i++) places[i] = i;
    this.#leave(home);
    const own = { ...filled, workspace, users: 1 };
    this.#homes.add(own);
    return { ...pending, node: { ...node, start: 0 }, home: own };
  }

  #settle({ node, home }: Pending): void {
    this.#leave(home);
    this.#settled += node.n;
    if (this.#settled < this.#reportEvery) return;
    this.#context.report(this.#settled);
    this.#settled = 0;
  }

  #leave(home: Home): void {
    home.users--;
    if (home.users > 0) return;
    home.workspace.release();
    this.#homes.delete(home);
  }
}

/** The two children of a split node, right first. */
export function children(node: OpenNode, left: Int32Array, right: Int32Array): OpenNode[] {
  const nLeft = left.reduce((sum, count) => sum + count, 0);
  const depth = node.depth + 1;
  return [
    { start: node.start + nLeft, n: node.n - nLeft, counts: right, depth, path: childPath(node.path, false) },
    { start: node.start, n: nLeft, counts: left, depth, path: childPath(node.path, true) },
  ];
}
