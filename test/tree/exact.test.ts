/** The fitted tree is the CART tree, split for split. */
import { afterAll, describe, expect, test } from "@jest/globals";
import { isUint8Array, matrix, scaled, takeRows, toFloat32 } from "../../src/core/matrix.js";
import { Random } from "../../src/core/random.js";
import { close, DecisionTreeClassifier } from "../../src/index.js";
import { candidates, countClasses, part, referenceTree } from "../reference/tree.js";
import { nested, randomSample, rowsAsNumbers, rowsOfNodes } from "./data.js";

afterAll(close);

const CASES = [
  ["bytes of the full range", [300, 6, 4], (r: Random) => r.below(256), "bytes"],
  ["bytes with many ties", [500, 9, 10], (r: Random) => Math.max(0, r.below(40) - 30), "bytes"],
  ["bytes with constant columns", [200, 8, 3], (r: Random, j: number) => (j % 2 ? 7 : r.below(30)), "bytes"],
  ["bytes and 16 classes", [400, 5, 16], (r: Random) => r.below(100), "bytes"],
  ["bytes and 17 classes", [400, 5, 17], (r: Random) => r.below(100), "bytes"],
  ["bytes and 60 classes", [700, 3, 60], (r: Random) => r.below(200), "bytes"],
  ["one column of bytes", [150, 1, 2], (r: Random) => r.below(90), "bytes"],
  ["floats, all distinct", [400, 5, 3], (r: Random) => r.float() * 20 - 10, "floats"],
  ["floats with ties", [400, 5, 3], (r: Random) => Math.floor(r.float() * 9) - 4.5, "floats"],
  [
    "floats, few and many distinct values mixed",
    [500, 6, 5],
    (r: Random, j: number) => (j % 2 ? r.below(3) : r.float()),
    "floats",
  ],
  ["floats of more than 256 values and 30 classes", [600, 3, 30], (r: Random) => r.float() * 99, "floats"],
  [
    "floats of very different sizes, both zeros among them",
    [300, 4, 2],
    (r: Random) => (r.below(5) - 2) * 10 ** r.below(12) * (r.below(2) ? 1 : -1),
    "floats",
  ],
  ["floats closer than 1e-7", [120, 3, 2], (r: Random) => r.below(60) * 4e-8, "floats"],
] as const;

describe.each(CASES)("%s", (_, shape, draw, kind) => {
  test.each([1, 2, 3])("every split and threshold is the reference's (seed %i)", async (seed) => {
    const { X, y } = randomSample(seed, shape, draw, kind);
    const tree = await new DecisionTreeClassifier().fit(X, y);
    const expected = referenceTree(rowsAsNumbers(X), y, { classes: shape[2] });
    expect(nested(tree.tree_!)).toEqual(expected);
    expect(tree.tree_!.nodeCount).toBeGreaterThan(5);
  });
});

test("bounds on depth and sample numbers give the reference's tree", async () => {
  const { X, y } = randomSample(5, [400, 6, 3], (r) => r.below(50), "bytes");
  for (const options of [
    { maxDepth: 3 },
    { minSamplesLeaf: 7 },
    { minSamplesSplit: 40 },
    { minSamplesLeaf: 30, maxDepth: 4 },
  ]) {
    const tree = await new DecisionTreeClassifier(options).fit(X, y);
    expect(nested(tree.tree_!)).toEqual(referenceTree(rowsAsNumbers(X), y, { classes: 3, ...options }));
  }
});

test("more samples than 16-bit counters hold give the reference's tree, for bytes and for floats", async () => {
  const rows = 40000;
  const { X, y } = randomSample(9, [rows, 3, 4], (r) => r.below(12) ** 2, "bytes");
  const expected = referenceTree(rowsAsNumbers(X), y, { classes: 4, maxDepth: 3 });
  for (const input of [X, toFloat32(X)]) {
    const tree = await new DecisionTreeClassifier({ maxDepth: 3 }).fit(input, y);
    expect(nested(tree.tree_!)).toEqual(expected);
  }
});

test("bytes, scaled bytes as floats, and ranks of wide floats give the same tree", async () => {
  const { X, y } = randomSample(11, [900, 7, 6], (r) => r.below(256), "bytes");
  if (!isUint8Array(X.data)) throw new Error("bytes expected");
  const pixels = scaled(matrix(X.data, [900, 7]), 1 / 255);
  const fromBytes = await new DecisionTreeClassifier().fit(pixels, y);
  const fromFloats = await new DecisionTreeClassifier().fit(toFloat32(pixels), y);
  expect(fromFloats.tree_).toEqual(fromBytes.tree_);

  // A further column of more than 256 values, too flat to be chosen, sends all columns through the 4-byte path.
  const floats = toFloat32(pixels);
  const wide = matrix(Array.from({ length: 900 }, (_, i) => [...floats.data.subarray(i * 7, i * 7 + 7), i * 1e-10]));
  const fromRanks = await new DecisionTreeClassifier().fit(wide, y);
  expect(fromRanks.tree_).toEqual(fromBytes.tree_);
});

test("the order of the rows does not matter", async () => {
  for (const kind of ["bytes", "floats"] as const) {
    const { X, y } = randomSample(13, [500, 6, 4], (r) => (kind === "bytes" ? r.below(256) : r.float()), kind);
    const order = new Random(3).permutation(500);
    const straight = await new DecisionTreeClassifier().fit(X, y);
    const permuted = await new DecisionTreeClassifier().fit(
      takeRows(X, order),
      Array.from(order, (i) => y[i]),
    );
    expect(permuted.tree_).toEqual(straight.tree_);
  }
});

describe.each([
  [{ criterion: "entropy" }],
  [{ criterion: "log_loss" }],
  [{ criterion: "gini", classWeight: "balanced" }],
  [{ criterion: "entropy", classWeight: "balanced" }],
] as const)("%j", (options) => {
  test.each(["bytes", "floats"] as const)("no candidate beats any split by more than rounding, on %s", async (kind) => {
    const shape = [350, 5, 4] as const;
    const { X, y } = randomSample(17, shape, (r) => (kind === "bytes" ? r.below(60) : r.float() * 8), kind);
    const { tree_ } = await new DecisionTreeClassifier(options).fit(X, y);
    const values = rowsAsNumbers(X);
    const totals = countClasses(
      y,
      values.map((_, i) => i),
      4,
    );
    const weights = totals.map((count) => ("classWeight" in options ? 350 / (4 * count) : 1));
    const cost = (rows: number[]) => weightedImpurity(options.criterion === "gini", countClasses(y, rows, 4), weights);
    const nodes = rowsOfNodes(tree_!, values);
    let splits = 0;
    nodes.forEach((rows, node) => {
      const { childrenLeft, childrenRight, impurity, weightedNNodeSamples } = tree_!;
      expect(impurity[node] * weightedNNodeSamples[node]).toBeCloseTo(cost(rows), 9);
      if (childrenLeft[node] < 0) return;
      splits++;
      const chosen = cost(nodes[childrenLeft[node]]) + cost(nodes[childrenRight[node]]);
      for (const candidate of candidates(values, rows)) {
        const [left, right] = part(values, rows, candidate);
        expect(chosen).toBeLessThanOrEqual(cost(left) + cost(right) + 1e-9);
      }
    });
    expect(splits).toBeGreaterThan(20);
  });
});

/** Weight × impurity of a set of samples. */
function weightedImpurity(gini: boolean, counts: number[], weights: number[]): number {
  const shares = counts.map((count, k) => count * weights[k]);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const terms = shares.filter((share) => share > 0).map((share) => share / total);
  const impurity = gini
    ? terms.reduce((sum, p) => sum + p * (1 - p), 0)
    : terms.reduce((sum, p) => sum - p * Math.log2(p), 0);
  return total * impurity;
}
