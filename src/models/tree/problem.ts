/** A training set laid out for growing a tree: plain data that any thread can work on. */
import type { Engine } from "../../engine/engine.js";
import { type Tensor, view } from "../../kernels/tensor.js";
import type { Codes } from "../../kernels/tree-data.js";
import { type FoundSplit, type SplitRules, treeLog2 } from "../../kernels/tree-search.js";
import { type Criterion, createImpurity, type Impurity } from "./impurity.js";
import type { GrowthLimits } from "./params.js";

export interface TreeProblem {
  /** features × samples. */
  readonly codes: Codes;
  /** 0 … features − 1. */
  readonly features: Tensor<"i32">;
  /** Every node is a part of this list; grouped by class within each node. */
  readonly idx: Tensor<"u32">;
  readonly rules: SplitRules;
  readonly criterion: Criterion;
  readonly weights: readonly number[];
  /** Class counts and weight of all samples. */
  readonly counts: readonly number[];
  readonly totalWeight: number;
  readonly limits: GrowthLimits;
  readonly seed: number;
}

/** A node that may be split. `path` names it by the turns from the root, so that its draw of features depends on nothing else. */
export interface OpenNode {
  /** Its samples: idx[start] … idx[start + n − 1]. */
  readonly start: number;
  readonly n: number;
  readonly counts: ArrayLike<number>;
  readonly depth: number;
  readonly path: number;
}

export function impurityOf(problem: TreeProblem, engine: Engine): Impurity {
  return createImpurity(problem.criterion, problem.weights, treeLog2(engine));
}

/** Impurities up to this are rounding noise: the node is pure. */
const EPSILON = Number.EPSILON;

/** True when the limits, or purity, make the node a leaf. */
export function mustBeLeaf(problem: TreeProblem, impurity: Impurity, node: OpenNode): boolean {
  const { maxDepth, minSamplesSplit, minWeightLeaf } = problem.limits;
  return (
    node.depth >= maxDepth ||
    node.n < minSamplesSplit ||
    impurity.weight(node.counts) < 2 * minWeightLeaf ||
    impurity.of(node.counts) <= EPSILON
  );
}

/** True when an improvement is worth a split. */
export function isEnough(problem: TreeProblem, improvement: number): boolean {
  return improvement + EPSILON >= problem.limits.minImpurityDecrease;
}

/** The midpoint between the values on both sides of a split, in f64. */
export function thresholdOf(problem: TreeProblem, engine: Engine, { feature, low, high }: FoundSplit): number {
  const { values } = problem.rules;
  const table = view(engine, values);
  const start = values.rows === 1 ? 0 : feature * values.cols;
  return table[start + low] / 2 + table[start + high] / 2;
}
