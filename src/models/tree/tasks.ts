/** The pieces of growing a tree that workers do. */
import { AbortError } from "../../core/errors.js";
import { defineTask } from "../../engine/executor.js";
import { type FeatureTensor, rowsOf, type Tensor, withWorkspace } from "../../kernels/tensor.js";
import { treeColumns, treeNarrow, treeRank } from "../../kernels/tree-data.js";
import type { FoundSplit } from "../../kernels/tree-search.js";
import { growSubtree } from "./grow.js";
import type { OpenNode, TreeProblem } from "./problem.js";
import { Splitter } from "./splitter.js";
import type { NodeList } from "./tree.js";

/** Features `from` to `to` (exclusive). */
export interface FeatureRange {
  readonly from: number;
  readonly to: number;
}

interface ColumnsPayload extends FeatureRange {
  readonly X: FeatureTensor;
  /** Where each row of X goes. */
  readonly places: Tensor<"u32">;
  readonly out: Tensor<"u8" | "f32">;
}

export const columnsTask = defineTask<ColumnsPayload, void>("tree.columns", (payload, { engine }) => {
  const { X, places, out, from, to } = payload;
  treeColumns(engine, X, places, out, from, to);
});

interface RankPayload extends FeatureRange {
  readonly values: Tensor<"f32">;
  readonly ranks: Tensor<"u32">;
}

/** Returns the numbers of distinct values of the features. */
export const rankTask = defineTask<RankPayload, number[]>("tree.rank", (payload, { engine }) =>
  withWorkspace(engine, (workspace) => treeRank(workspace, payload.values, payload.ranks, payload.from, payload.to)),
);

/** Ranks below 256 become bytes in the same place. */
export const narrowTask = defineTask<Tensor<"u32">, Tensor<"u8">>("tree.narrow", (ranks, { engine }) =>
  treeNarrow(engine, ranks),
);

interface SplitsPayload extends FeatureRange {
  readonly problem: TreeProblem;
  readonly nodes: readonly OpenNode[];
}

/** The best split of each node among the given features. */
export const splitsTask = defineTask<SplitsPayload, (FoundSplit | null)[]>("tree.splits", (payload, context) => {
  const { problem, nodes, from, to } = payload;
  const { codes, features, idx } = problem;
  const block = { codes, features };
  return withWorkspace(context.engine, (workspace) => {
    const splitter = new Splitter(workspace, problem, Math.max(...nodes.map(({ n }) => n)));
    return nodes.map((node) => {
      if (context.cancelled()) throw new AbortError("fit");
      return splitter.find(block, rowsOf(idx, node.start, node.start + node.n), node, from, to);
    });
  });
});

interface GrowPayload {
  readonly problem: TreeProblem;
  readonly root: OpenNode;
}

export const growTask = defineTask<GrowPayload, NodeList>("tree.grow", ({ problem, root }, context) =>
  growSubtree(problem, root, context),
);
