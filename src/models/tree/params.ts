/** The options of a decision tree, their rules, and what they come to on a data set. */
import { between, either, integerAtLeast, nonNegative, oneOf, optional, type Rules, seed } from "../../core/params.js";

export interface DecisionTreeOptions {
  /** Measure of impurity; "log_loss" is another name for "entropy". Default "gini". */
  criterion: "gini" | "entropy" | "log_loss";
  /** How a node's split is chosen: always the best one. Default "best". */
  splitter: "best";
  /** Most edges between root and leaf; null: no bound. Default null. */
  maxDepth: number | null;
  /** Fewest samples a node needs to be split: a count of 2 or more, or a fraction in (0, 1] of the samples, rounded up. Default 2. */
  minSamplesSplit: number;
  /** Fewest samples of a leaf: a count of 1 or more, or a fraction in (0, 1), rounded up. Default 1. */
  minSamplesLeaf: number;
  /** Smallest share in [0, 0.5] of the total weight that a leaf holds. Default 0. */
  minWeightFractionLeaf: number;
  /** Features tried at each node: null all, a count of 1 or more, a fraction in (0, 1), "sqrt" or "log2". Default null. */
  maxFeatures: number | "sqrt" | "log2" | null;
  /** Most leaves, best improvements first; null: no bound. Default null. */
  maxLeafNodes: number | null;
  /** A node is split only if that lowers the weighted impurity of the tree by this much. Default 0. */
  minImpurityDecrease: number;
  /** Minimal cost-complexity pruning: the largest subtree whose links are all stronger than this is kept. Default 0: no pruning. */
  ccpAlpha: number;
  /** Seed of the draw of features when `maxFeatures` is less than all of them. Default 0. */
  randomState: number;
  /** Weight of a class: null 1, "balanced" inversely proportional to its frequency. Default null. */
  classWeight: "balanced" | null;
}

export const DEFAULTS: DecisionTreeOptions = {
  criterion: "gini",
  splitter: "best",
  maxDepth: null,
  minSamplesSplit: 2,
  minSamplesLeaf: 1,
  minWeightFractionLeaf: 0,
  maxFeatures: null,
  maxLeafNodes: null,
  minImpurityDecrease: 0,
  ccpAlpha: 0,
  randomState: 0,
  classWeight: null,
};

export const RULES: Rules<DecisionTreeOptions> = {
  criterion: oneOf("gini", "entropy", "log_loss"),
  splitter: oneOf("best"),
  maxDepth: optional(integerAtLeast(1)),
  minSamplesSplit: either(integerAtLeast(2), between(0, 1, "low")),
  minSamplesLeaf: either(integerAtLeast(1), between(0, 1, "both")),
  minWeightFractionLeaf: between(0, 0.5),
  maxFeatures: optional(either(integerAtLeast(1), between(0, 1, "both"), oneOf("sqrt", "log2"))),
  maxLeafNodes: optional(integerAtLeast(2)),
  minImpurityDecrease: nonNegative,
  ccpAlpha: nonNegative,
  randomState: seed,
  classWeight: optional(oneOf("balanced")),
};

/** What bounds the growth of a tree, in absolute numbers. */
export interface GrowthLimits {
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly minWeightLeaf: number;
  readonly minImpurityDecrease: number;
  readonly maxFeatures: number;
}

export function growthLimits(options: DecisionTreeOptions, samples: number, features: number): GrowthLimits {
  const { minSamplesLeaf: leaf, minSamplesSplit: split } = options;
  const minSamplesLeaf = leaf < 1 ? Math.ceil(leaf * samples) : leaf;
  const minSamplesSplit = split <= 1 ? Math.ceil(split * samples) : split;
  return {
    maxDepth: options.maxDepth ?? Number.POSITIVE_INFINITY,
    minSamplesLeaf,
    minSamplesSplit: Math.max(2, minSamplesSplit, 2 * minSamplesLeaf),
    // Class weights are 1, or balanced so that they too sum to the number of samples.
    minWeightLeaf: options.minWeightFractionLeaf * samples,
    minImpurityDecrease: options.minImpurityDecrease,
    maxFeatures: maxFeatures(options.maxFeatures, features),
  };
}

function maxFeatures(option: DecisionTreeOptions["maxFeatures"], features: number): number {
  if (option === null || option === undefined) return features;
  if (option === "sqrt") return Math.max(1, Math.floor(Math.sqrt(features)));
  if (option === "log2") return Math.max(1, 31 - Math.clz32(features));
  return option < 1 ? Math.max(1, Math.floor(option * features)) : Math.min(option, features);
}
