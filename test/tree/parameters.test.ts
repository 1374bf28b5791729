/** Each option does what it says. */
import { afterAll, describe, expect, test } from "@jest/globals";
import { ParameterError } from "../../src/core/errors.js";
import { close, DecisionTreeClassifier, type DecisionTreeOptions } from "../../src/index.js";
import { assembleBestFirst } from "../../src/models/tree/assemble.js";
import { createImpurity } from "../../src/models/tree/impurity.js";
import { LEAF, type NodeList, type Tree } from "../../src/models/tree/tree.js";
import { nested, randomSample, rowsAsNumbers, rowsOfNodes } from "./data.js";

afterAll(close);

const ROWS = 400;
const { X, y } = randomSample(21, [ROWS, 12, 4], (r) => r.below(80), "bytes");
const grown = async (options: Partial<DecisionTreeOptions>) =>
  (await new DecisionTreeClassifier(options).fit(X, y)).tree_!;
const leavesOf = (tree: Tree) => [...tree.childrenLeft.keys()].filter((i) => tree.childrenLeft[i] === LEAF);
const innerOf = (tree: Tree) => [...tree.childrenLeft.keys()].filter((i) => tree.childrenLeft[i] !== LEAF);

describe("bounds on samples", () => {
  test.each([[1], [4], [25], [0.05], [0.3]])("minSamplesLeaf %p holds in every leaf", async (minSamplesLeaf) => {
    const tree = await grown({ minSamplesLeaf });
    const least = minSamplesLeaf < 1 ? Math.ceil(minSamplesLeaf * ROWS) : minSamplesLeaf;
    for (const leaf of leavesOf(tree)) expect(tree.nNodeSamples[leaf]).toBeGreaterThanOrEqual(least);
    expect(tree.nodeCount).toBeGreaterThan(1);
  });

  test.each([[2], [30], [0.2], [1]])("minSamplesSplit %p holds in every inner node", async (minSamplesSplit) => {
    const tree = await grown({ minSamplesSplit });
    const least = minSamplesSplit <= 1 ? Math.ceil(minSamplesSplit * ROWS) : minSamplesSplit;
    for (const node of innerOf(tree)) expect(tree.nNodeSamples[node]).toBeGreaterThanOrEqual(least);
    for (const leaf of leavesOf(tree)) {
      if (tree.nNodeSamples[leaf] >= least) expect(tree.impurity[leaf]).toBeLessThan(1e-12);
    }
  });

  test.each([[null], ["balanced"]] as const)(
    "minWeightFractionLeaf holds in every leaf with classWeight %p",
    async (classWeight) => {
      const tree = await grown({ minWeightFractionLeaf: 0.07, classWeight });
      for (const leaf of leavesOf(tree)) expect(tree.weightedNNodeSamples[leaf]).toBeGreaterThanOrEqual(0.07 * ROWS);
      expect(tree.nodeCount).toBeGreaterThan(3);
    },
  );
});

test.each([1, 2, 5])(
  "maxDepth %i bounds the depth, and getDepth and getNLeaves agree with the arrays",
  async (maxDepth) => {
    const model = await new DecisionTreeClassifier({ maxDepth }).fit(X, y);
    expect(model.getDepth()).toBe(maxDepth);
    expect(model.getNLeaves()).toBe(leavesOf(model.tree_!).length);
  },
);

test("without bounds every leaf is pure", async () => {
  const tree = await grown({});
  for (const leaf of leavesOf(tree)) expect(tree.impurity[leaf]).toBe(0);
});

test("minImpurityDecrease keeps exactly the splits that improve the tree enough", async () => {
  const full = await grown({});
  const bound = 0.0041;
  const decrease = (tree: Tree, i: number) => {
    const risk = (node: number) => (tree.weightedNNodeSamples[node] / ROWS) * tree.impurity[node];
    return risk(i) - risk(tree.childrenLeft[i]) - risk(tree.childrenRight[i]);
  };
  const bounded = await grown({ minImpurityDecrease: bound });
  for (const node of innerOf(bounded)) expect(decrease(bounded, node)).toBeGreaterThanOrEqual(bound - 1e-15);
  expect(bounded.nodeCount).toBeLessThan(full.nodeCount);
  const prune = (node: number): number =>
    full.childrenLeft[node] === LEAF || decrease(full, node) < bound
      ? 1
      : 1 + prune(full.childrenLeft[node]) + prune(full.childrenRight[node]);
  expect(bounded.nodeCount).toBe(prune(0));
});

describe("maxFeatures", () => {
  test.each([
    ["sqrt", 3],
    ["log2", 3],
    [0.25, 3],
    [3, 3],
    [0.01, 1],
    [12, 12],
    [50, 12],
  ] as const)("%p of 12 features is %i", async (maxFeatures, count) => {
    const tree = await grown({ maxFeatures, randomState: 4 });
    expect(tree).toEqual(await grown({ maxFeatures: count, randomState: 4 }));
  });

  test("all of them is the same as null", async () => {
    expect(await grown({ maxFeatures: 12, randomState: 9 })).toEqual(await grown({}));
  });

  test("the seed decides the draw, and only the draw", async () => {
    const one = await grown({ maxFeatures: 2, randomState: 1 });
    expect(await grown({ maxFeatures: 2, randomState: 1 })).toEqual(one);
    expect((await grown({ maxFeatures: 2, randomState: 2 })).feature).not.toEqual(one.feature);
    expect(await grown({ randomState: 2 })).toEqual(await grown({ randomState: 1 }));
  });

  test("every leaf is still pure: constant features do not use up the draw", async () => {
    const sparse = randomSample(5, [300, 20, 3], (r, j) => (j % 5 === 0 ? r.below(200) : 1), "bytes");
    const { tree_ } = await new DecisionTreeClassifier({ maxFeatures: 1 }).fit(sparse.X, sparse.y);
    const rows = rowsOfNodes(tree_!, rowsAsNumbers(sparse.X));
    for (const leaf of leavesOf(tree_!)) expect(new Set(rows[leaf].map((i) => sparse.y[i])).size).toBe(1);
  });
});

describe("maxLeafNodes", () => {
  test.each([2, 3, 10, 57])("%i bounds the leaves", async (maxLeafNodes) => {
    expect((await grown({ maxLeafNodes })).nLeaves).toBe(maxLeafNodes);
  });

  test("more leaves than the tree has give the whole tree", async () => {
    expect(nested(await grown({ maxLeafNodes: 5000 }))).toEqual(nested(await grown({})));
  });

  test("the largest improvements come first, ties to the lower node, numbered as they are split", () => {
    // Root 16 + 16; the left child separates 8 of 16 perfectly, the right child 4 of 16.
    const list: NodeList = {
      classes: 2,
      left: [1, 3, 5, -1, -1, -1, -1],
      right: [2, 4, 6, -1, -1, -1, -1],
      feature: [0, 1, 2, -2, -2, -2, -2],
      threshold: [0.5, 1.5, 2.5, -2, -2, -2, -2],
      counts: [12, 20, 8, 8, 4, 12, 8, 0, 0, 8, 4, 0, 0, 12],
    };
    const impurity = createImpurity("gini", [1, 1], Math.log2);
    const three = assembleBestFirst(list, impurity, 3);
    expect([...three.feature]).toEqual([0, 1, -2, -2, -2]);
    expect([...three.childrenLeft]).toEqual([1, 3, -1, -1, -1]);
    const four = assembleBestFirst(list, impurity, 4);
    expect([...four.feature]).toEqual([0, 1, 2, -2, -2, -2, -2]);
    expect([...four.nNodeSamples]).toEqual([32, 16, 16, 8, 8, 4, 12]);
  });

  test("the frontier is always split at its largest improvement", async () => {
    const tree = await grown({ maxLeafNodes: 40 });
    const risk = (i: number) => tree.weightedNNodeSamples[i] * tree.impurity[i];
    const gain = (i: number) => risk(i) - risk(tree.childrenLeft[i]) - risk(tree.childrenRight[i]);
    // Children are numbered in the order of the splits, so the parents by first child are in split order.
    const order = innerOf(tree).sort((a, b) => tree.childrenLeft[a] - tree.childrenLeft[b]);
    const open = new Set([0]);
    for (const node of order) {
      for (const other of open)
        if (tree.childrenLeft[other] !== LEAF) expect(gain(node)).toBeGreaterThanOrEqual(gain(other) - 1e-9);
      open.delete(node);
      open.add(tree.childrenLeft[node]).add(tree.childrenRight[node]);
    }
    expect(order.length).toBe(39);
  });
});

test("balanced class weights give every class the same weight at the root", async () => {
  const skewed = y.map((label, i) => (i % 3 ? 0 : label));
  const { tree_ } = await new DecisionTreeClassifier({ classWeight: "balanced" }).fit(X, skewed);
  for (const weight of tree_!.value.subarray(0, 4)) expect(weight).toBeCloseTo(100, 9);
});

test.each([
  [{ criterion: "mse" }, /criterion is "mse"/],
  [{ splitter: "random" }, /splitter is "random"; it must be one of "best"/],
  [{ maxDepth: 0 }, /maxDepth is 0/],
  [{ minSamplesSplit: 1.5 }, /minSamplesSplit is 1.5/],
  [{ minSamplesLeaf: 0 }, /minSamplesLeaf is 0/],
  [{ minWeightFractionLeaf: 0.6 }, /minWeightFractionLeaf is 0.6/],
  [{ maxFeatures: "auto" }, /maxFeatures is "auto"/],
  [{ maxLeafNodes: 1 }, /maxLeafNodes is 1/],
  [{ minImpurityDecrease: -1 }, /minImpurityDecrease is -1/],
  [{ ccpAlpha: -0.1 }, /ccpAlpha is -0.1/],
  [{ randomState: 0.5 }, /randomState is 0.5/],
  [{ classWeight: "even" }, /classWeight is "even"/],
  [{ maxdepth: 3 }, /no parameter "maxdepth"; did you mean maxDepth/],
])("%j is refused with its rule", async (options, message) => {
  const model = new DecisionTreeClassifier(options as Partial<DecisionTreeOptions>);
  await expect(model.fit(X, y)).rejects.toThrow(ParameterError);
  await expect(model.fit(X, y)).rejects.toThrow(message);
});
