/** Probes of the kernels of decision trees. */
import { rowsOf, type Tensor, type Workspace } from "../tensor.js";
import { treeApply } from "../tree-apply.js";
import { treeColumns, treeGather, treeNarrow, treeRank } from "../tree-data.js";
import { entropyTerms, type SplitScore, TreeSearch, treeLog2 } from "../tree-search.js";
import type { Draw, Outcome, Probe } from "./probe.js";

const FEATURES = 7;
const ROWS = 150;
const SCORES: readonly SplitScore[] = ["gini", "weightedGini", "entropy"];

interface NodeShape {
  readonly n: number;
  readonly classes: number;
  /** Distinct codes. */
  readonly values: number;
  readonly codes: "u8" | "u32";
}

/** One node for each way to search: sorted, counted in narrow and in wide histograms, with codes of both widths. */
const NODES: readonly NodeShape[] = [
  { n: 10, classes: 3, values: 256, codes: "u8" },
  { n: 150, classes: 5, values: 256, codes: "u8" },
  { n: 400, classes: 20, values: 256, codes: "u8" },
  { n: 150, classes: 5, values: 200, codes: "u32" },
  { n: 150, classes: 5, values: 1000, codes: "u32" },
];

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

function classCounts(draw: Draw, n: number, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const code of draw.integers(n, classes)) counts[code]++;
  return counts;
}

/** The best split of a node by each score, and its samples parted by it. */
function splits(workspace: Workspace, draw: Draw, { n, classes, values, codes }: NodeShape): Outcome {
  const block = {
    codes: workspace.put(codes, draw.integers(FEATURES * n, values), FEATURES, n),
    features: workspace.put("i32", upTo(FEATURES)),
  };
  const counts = classCounts(draw, n, classes);
  const weights = draw.numbers(classes, 0.5, 2);
  const table = {
    values: workspace.put(
      "f32",
      Array.from(upTo(values), (code) => code / 8),
      1,
      values,
    ),
    distinct: workspace.put("i32", new Array<number>(FEATURES).fill(values)),
    weights: workspace.put("f64", weights),
    ...entropyTerms(workspace, counts, weights),
  };
  return SCORES.flatMap((score) => {
    const rules = { ...table, score, classes, minSamplesLeaf: 2, minWeightLeaf: 1 };
    const search = new TreeSearch(workspace, rules, FEATURES, n);
    const idx = workspace.put("u32", upTo(n));
    search.use(block);
    search.node(counts);
    const varying = search.search(upTo(FEATURES), idx);
    const best = search.best!;
    const left = search.partition(best.feature, best.low, idx);
    return [varying, best.score, best.feature, best.low, best.high, left, idx, table.terms];
  });
}

/** A tree of three leaves and two questions, and the leaves in which rows end. */
function applied(name: string, bytes: boolean): Probe {
  return {
    name,
    run(workspace, draw) {
      const X = draw.features(ROWS, FEATURES)[bytes ? 0 : 1];
      const leaves = workspace.alloc("i32", ROWS);
      const tree = {
        left: workspace.put("i32", [1, -1, 3, -1, -1]),
        right: workspace.put("i32", [2, -1, 4, -1, -1]),
        feature: workspace.put("i32", [2, -1, 5, -1, -1]),
        threshold: workspace.put("f64", [0.1, 0, -0.2, 0, 0]),
        byteLimit: workspace.put("i32", [120, 0, 90, 0, 0]),
      };
      treeApply(workspace.engine, tree, X, leaves);
      return [leaves];
    },
  };
}

function ranked(workspace: Workspace, draw: Draw): { values: Tensor<"f32">; ranks: Tensor<"u32">; distinct: number[] } {
  const values = workspace.put(
    "f32",
    draw.integers(FEATURES * ROWS, 200).map((value) => value - 100),
    FEATURES,
    ROWS,
  );
  const ranks = workspace.alloc("u32", FEATURES, ROWS);
  return { values, ranks, distinct: treeRank(workspace, values, ranks, 0, FEATURES) };
}

export const treeProbes: readonly Probe[] = [
  { name: "tree_best_split", run: (workspace, draw) => NODES.flatMap((shape) => [...splits(workspace, draw, shape)]) },
  applied("tree_apply_u8", true),
  applied("tree_apply_f32", false),
  {
    name: "tree_columns",
    run: (workspace, draw) =>
      draw.features(ROWS, FEATURES).map((X) => {
        const out = workspace.zeros(X.dtype, FEATURES, ROWS);
        treeColumns(workspace.engine, X, workspace.put("u32", draw.permutation(ROWS)), out, 0, FEATURES);
        return out;
      }),
  },
  {
    name: "tree_rank",
    run(workspace, draw) {
      const { values, ranks, distinct } = ranked(workspace, draw);
      return [...distinct, ...distinct.map((count, f) => ({ ...rowsOf(values, f, f + 1), cols: count })), ranks];
    },
  },
  { name: "tree_narrow", run: (workspace, draw) => [treeNarrow(workspace.engine, ranked(workspace, draw).ranks)] },
  {
    name: "tree_gather",
    run: (workspace, draw) =>
      (["u8", "u32"] as const).flatMap((dtype) => {
        const codes = workspace.put(dtype, draw.integers(FEATURES * ROWS, 2), FEATURES, ROWS);
        const features = workspace.put("i32", upTo(FEATURES));
        const gathered = treeGather(workspace, { codes, features }, workspace.put("u32", [3, 17, 60, 149]));
        return [gathered.codes, gathered.features];
      }),
  },
  { name: "tree_log2", run: ({ engine }, draw) => Array.from(draw.numbers(50, 1, 1000), treeLog2(engine)) },
];
