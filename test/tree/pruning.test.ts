/** Minimal cost-complexity pruning. */
import { afterAll, describe, expect, test } from "@jest/globals";
import { close, DecisionTreeClassifier } from "../../src/index.js";
import { costComplexityPrune, pruneTree } from "../../src/models/tree/prune.js";
import { LEAF, type Tree } from "../../src/models/tree/tree.js";
import { nested, randomSample } from "./data.js";

afterAll(close);

const { X, y } = randomSample(31, [300, 6, 3], (r) => r.below(120), "bytes");

/** A tree of nested pairs; leaves are [weight, impurity], inner nodes carry their own impurity. */
function worked(): Tree {
  // 0 ─ 1 (leaf), 2 ─ 3 (leaf), 4 (leaf)
  return {
    nodeCount: 5,
    maxDepth: 2,
    nLeaves: 3,
    childrenLeft: Int32Array.of(1, -1, 3, -1, -1),
    childrenRight: Int32Array.of(2, -1, 4, -1, -1),
    feature: Int32Array.of(0, -2, 1, -2, -2),
    threshold: Float64Array.of(0.5, -2, 0.25, -2, -2),
    impurity: Float64Array.of(0.5, 0.1, 0.4, 0, 0.2),
    nNodeSamples: Int32Array.of(10, 5, 5, 3, 2),
    weightedNNodeSamples: Float64Array.of(10, 5, 5, 3, 2),
    value: Float64Array.of(5, 5, 5, 0, 0, 5, 0, 3, 0, 2),
  };
}

describe("a worked example", () => {
  // Risks (weight · impurity / 10): root .5, leaf 1 .05, node 2 .2, leaf 3 0, leaf 4 .04.
  // Node 2: (.2 − .04)/1 = .16. Root: (.5 − .09)/2 = .205. After cutting node 2 the root: (.5 − .25)/1 = .25.
  test("the path cuts node 2 at .16 and the root at .25", () => {
    const { ccpAlphas, impurities } = costComplexityPrune(worked(), Number.POSITIVE_INFINITY);
    [0, 0.16, 0.25].forEach((alpha, i) => {
      expect(ccpAlphas[i]).toBeCloseTo(alpha, 12);
    });
    [0.09, 0.25, 0.5].forEach((impurity, i) => {
      expect(impurities[i]).toBeCloseTo(impurity, 12);
    });
    expect(ccpAlphas.length).toBe(3);
  });

  test.each([
    [0.1, 5, 2],
    [0.2, 3, 1],
    [0.3, 1, 0],
  ])("alpha %p leaves %i nodes of depth %i", (alpha, nodeCount, maxDepth) => {
    const tree = worked();
    const pruned = pruneTree(tree, costComplexityPrune(tree, alpha).isLeaf);
    expect(pruned).toMatchObject({ nodeCount, maxDepth, nLeaves: (nodeCount + 1) / 2 });
    expect([...pruned.childrenLeft].filter((child) => child === LEAF).length).toBe(pruned.nLeaves);
  });
});

test("the path starts at the whole tree and ends at the root's impurity, both columns rising", async () => {
  const model = new DecisionTreeClassifier();
  const { ccpAlphas, impurities } = await model.costComplexityPruningPath(X, y);
  const { tree_ } = await new DecisionTreeClassifier().fit(X, y);
  expect(model.tree_).toBeUndefined();
  expect(ccpAlphas[0]).toBe(0);
  expect(impurities[0]).toBeCloseTo(0, 12);
  expect(impurities.at(-1)).toBeCloseTo(tree_!.impurity[0], 12);
  for (let i = 1; i < ccpAlphas.length; i++) {
    expect(ccpAlphas[i]).toBeGreaterThanOrEqual(ccpAlphas[i - 1] - 1e-12);
    expect(impurities[i]).toBeGreaterThanOrEqual(impurities[i - 1] - 1e-12);
  }
  expect(ccpAlphas.length).toBeGreaterThan(5);
});

test("each alpha of the path gives the tree with the path's impurity, each inside the one before", async () => {
  const { ccpAlphas, impurities } = await new DecisionTreeClassifier().costComplexityPruningPath(X, y);
  let before = Number.POSITIVE_INFINITY;
  for (let i = 1; i < ccpAlphas.length - 1; i += 3) {
    const ccpAlpha = (ccpAlphas[i] + ccpAlphas[i + 1]) / 2;
    if (ccpAlphas[i + 1] - ccpAlphas[i] < 1e-9) continue;
    const { tree_ } = await new DecisionTreeClassifier({ ccpAlpha }).fit(X, y);
    let leafImpurity = 0;
    tree_!.childrenLeft.forEach((child, node) => {
      if (child === LEAF) leafImpurity += (tree_!.weightedNNodeSamples[node] * tree_!.impurity[node]) / 300;
    });
    expect(leafImpurity).toBeCloseTo(impurities[i], 10);
    expect(tree_!.nodeCount).toBeLessThan(before);
    before = tree_!.nodeCount;
  }
  expect(before).toBeLessThan(Number.POSITIVE_INFINITY);
});

test("pruning keeps the splits it does not cut", async () => {
  const full = nested((await new DecisionTreeClassifier().fit(X, y)).tree_!);
  const pruned = nested((await new DecisionTreeClassifier({ ccpAlpha: 0.008 }).fit(X, y)).tree_!);
  const inside = (part: typeof full, whole: typeof full): boolean =>
    part.left === undefined ||
    (part.feature === whole.feature &&
      part.threshold === whole.threshold &&
      inside(part.left, whole.left!) &&
      inside(part.right!, whole.right!));
  expect(inside(pruned, full)).toBe(true);
  expect(pruned.left).toBeDefined();
  expect(JSON.stringify(pruned).length).toBeLessThan(JSON.stringify(full).length);
});
