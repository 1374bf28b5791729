/**
 * Grows a classification tree (CART: Breiman, Friedman, Olshen, Stone 1984), exactly and in parallel.
 *
 * First the large nodes, level by level, their features spread over the threads; then the subtrees below them, whole, largest first. The split
 * of a node depends on its samples and its path from the root only, so neither the number of threads nor the order matters.
 */
import type { FitOptions, TrainingSet } from "../../core/estimator.js";
import { currentRuntime, type Runtime } from "../../engine/runtime.js";
import { rowsOf, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import { entropyTerms, type FoundSplit, type SplitRules } from "../../kernels/tree-search.js";
import { children } from "./grow.js";
import { type Impurity, improvement } from "./impurity.js";
import { codeData, featureRanges, placesByClass } from "./layout.js";
import { type DecisionTreeOptions, growthLimits } from "./params.js";
import { impurityOf, isEnough, mustBeLeaf, type OpenNode, type TreeProblem, thresholdOf } from "./problem.js";
import { ROOT_PATH, Splitter } from "./splitter.js";
import { growTask, splitsTask } from "./tasks.js";
import { addLeaf, createNodeList, graft, type NodeList } from "./tree.js";

/** Nodes of more than this share of the samples are split by all threads together. */
const LARGE_SHARE = 1 / 16;
/** A subtree of up to this many values is not worth spreading. */
const SMALL_VALUES = 2 ** 20;
/** Levels that are grown together; degenerate trees go on as subtrees. */
const MAX_LEVELS = 24;

/** All nodes of the tree before pruning, and the measure they were grown by. */
export interface GrownTree {
  readonly list: NodeList;
  readonly impurity: Impurity;
}

export async function growTree(
  data: TrainingSet,
  options: DecisionTreeOptions,
  { signal, onProgress }: FitOptions,
): Promise<GrownTree> {
  const runtime = await currentRuntime();
  return withWorkspace(runtime.engine, async (workspace) => {
    const problem = await layOut(workspace, data, options, runtime, signal);
    const list = await new LevelGrower(workspace, problem, runtime, { signal, onProgress }).run();
    return { list, impurity: impurityOf(problem, runtime.engine) };
  });
}

async function layOut(
  workspace: Workspace,
  { X, codes: y, classes }: TrainingSet,
  options: DecisionTreeOptions,
  runtime: Runtime,
  signal: AbortSignal | undefined,
): Promise<TreeProblem> {
  const { places, counts } = placesByClass(y, classes.length);
  const ranges = featureRanges(X.cols, runtime.executor.concurrency);
  const coded = await codeData(workspace, X, places, { runtime, ranges, signal });
  const weights = counts.map((count) => (options.classWeight === "balanced" ? X.rows / (classes.length * count) : 1));
  const criterion = options.criterion === "gini" ? "gini" : "entropy";
  const limits = growthLimits(options, X.rows, X.cols);
  const plain = criterion === "gini" && options.classWeight !== "balanced";
  const { terms, termStarts } = entropyTerms(workspace, criterion === "entropy" ? counts : [0], weights);
  const rules: SplitRules = {
    score: plain ? "gini" : criterion === "gini" ? "weightedGini" : "entropy",
    classes: classes.length,
    // Without class weights a weight is a number of samples.
    minSamplesLeaf: plain ? Math.max(limits.minSamplesLeaf, Math.ceil(limits.minWeightLeaf)) : limits.minSamplesLeaf,
    minWeightLeaf: limits.minWeightLeaf,
    weights: workspace.put("f64", weights),
    terms,
    termStarts,
    values: coded.values,
    distinct: coded.distinct,
  };
  return {
    codes: coded.codes,
    features: workspace.put(
      "i32",
      Int32Array.from({ length: X.cols }, (_, f) => f),
    ),
    idx: workspace.put(
      "u32",
      Uint32Array.from({ length: X.rows }, (_, i) => i),
    ),
    rules,
    criterion,
    weights,
    counts,
    totalWeight: weights.reduce((sum, weight, k) => sum + weight * counts[k], 0),
    limits,
    seed: options.randomState,
  };
}

/** An open node and its place in the list. */
interface Placed {
  readonly node: OpenNode;
  readonly id: number;
}

class LevelGrower {
  readonly #problem: TreeProblem;
  readonly #runtime: Runtime;
  readonly #options: FitOptions;
  readonly #impurity: Impurity;
  readonly #splitter: Splitter;
  readonly #list: NodeList;
  readonly #subtrees: Placed[] = [];
  #settled = 0;

  constructor(workspace: Workspace, problem: TreeProblem, runtime: Runtime, options: FitOptions) {
    this.#problem = problem;
    this.#runtime = runtime;
    this.#options = options;
    this.#impurity = impurityOf(problem, runtime.engine);
    this.#splitter = new Splitter(workspace, problem, problem.idx.rows);
    this.#list = createNodeList(problem.rules.classes);
  }

  async run(): Promise<NodeList> {
    const { codes, counts } = this.#problem;
    const root: OpenNode = { start: 0, n: codes.cols, counts, depth: 0, path: ROOT_PATH };
    let level = this.#place(root, MAX_LEVELS);
    for (let left = MAX_LEVELS - 1; level.length > 0; left--) {
      const found = await this.#search(level.map(({ node }) => node));
      level = level.flatMap((placed, i) => this.#split(placed, found[i], left));
    }
    await this.#growSubtrees();
    return this.#list;
  }

  /** Adds a node to the list; returns it if it is to be split on this level, else keeps it for later or as a leaf. */
  #place(node: OpenNode, levelsLeft: number): Placed[] {
    const { codes } = this.#problem;
    const placed = { node, id: addLeaf(this.#list, node.counts) };
    const isLarge = node.n > Math.max(codes.cols * LARGE_SHARE, SMALL_VALUES / codes.rows);
    if (mustBeLeaf(this.#problem, this.#impurity, node)) this.#settle(node.n);
    else if (isLarge && levelsLeft > 0) return [placed];
    else this.#subtrees.push(placed);
    return [];
  }

  /** The best split of each node, over all threads. */
  async #search(nodes: readonly OpenNode[]): Promise<(FoundSplit | null)[]> {
    const { executor } = this.#runtime;
    const { signal } = this.#options;
    const problem = this.#problem;
    const to = problem.codes.rows;
    if (problem.limits.maxFeatures < to) {
      const payloads = nodes.map((node) => ({ problem, nodes: [node], from: 0, to }));
      return (await executor.map(splitsTask, payloads, { signal })).flat();
    }
    const payloads = featureRanges(to, executor.concurrency).map((range) => ({ problem, nodes, ...range }));
    const parts = await executor.map(splitsTask, payloads, { signal });
    return nodes.map((_, i) => parts.map((part) => part[i]).reduce(better, null));
  }

  /** Splits a node as found; returns the children that are to be split on the next level. */
  #split({ node, id }: Placed, found: FoundSplit | null, levelsLeft: number): Placed[] {
    const problem = this.#problem;
    const { codes, features, idx } = problem;
    const samples = rowsOf(idx, node.start, node.start + node.n);
    const left = found && this.#splitter.part({ codes, features }, samples, node, found);
    const right = left?.map((count, k) => node.counts[k] - count);
    const gain = left && right ? improvement(this.#impurity, problem.totalWeight, node.counts, left, right) : 0;
    if (!found || !left || !right || !isEnough(problem, gain)) {
      this.#settle(node.n);
      return [];
    }
    const [rightChild, leftChild] = children(node, left, right);
    this.#list.feature[id] = found.feature;
    this.#list.threshold[id] = thresholdOf(problem, this.#runtime.engine, found);
    this.#list.left[id] = this.#list.left.length;
    const next = this.#place(leftChild, levelsLeft);
    this.#list.right[id] = this.#list.left.length;
    return [...next, ...this.#place(rightChild, levelsLeft)];
  }

  async #growSubtrees(): Promise<void> {
    const payloads = this.#subtrees.map(({ node }) => ({ problem: this.#problem, root: node }));
    const grown = await this.#runtime.executor.map(growTask, payloads, {
      signal: this.#options.signal,
      cost: ({ root }) => root.n,
      onReport: (samples) => this.#settle(samples as number),
    });
    grown.forEach((subtree, i) => {
      graft(this.#list, this.#subtrees[i].id, subtree);
    });
  }

  #settle(samples: number): void {
    this.#settled += samples;
    this.#options.onProgress?.({ done: this.#settled, total: this.#problem.idx.rows, unit: "samples" });
  }
}

/** Ties go to the earlier part: the lower features. */
function better(best: FoundSplit | null, next: FoundSplit | null): FoundSplit | null {
  return next && (!best || next.score > best.score) ? next : best;
}
