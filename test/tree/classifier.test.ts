/** What a user of DecisionTreeClassifier meets: predictions, labels, threads, cancelling, errors. */
import { afterAll, describe, expect, test } from "@jest/globals";
import { AbortError, DataError, NotFittedError, ShapeError } from "../../src/core/errors.js";
import { matrix, scaled, sliceRows, toFloat32 } from "../../src/core/matrix.js";
import { Random } from "../../src/core/random.js";
import { close, DecisionTreeClassifier, init, type Progress } from "../../src/index.js";
import { loadDataSet } from "../support/fixtures.js";
import { randomSample, rowsAsNumbers, rowsOfNodes } from "./data.js";

afterAll(close);

/** 3,000 × 784 bytes: large enough for levels that all threads share and for several subtrees. */
function pictures(): { X: ReturnType<typeof scaled>; y: number[] } {
  const { train } = loadDataSet("fashion");
  const random = new Random(8);
  const data = new Uint8Array(3000 * 784);
  const y: number[] = [];
  for (let i = 0; i < 3000; i++) {
    const source = random.below(train.X.rows);
    for (let j = 0; j < 784; j++) {
      const pixel = train.X.data[source * 784 + j];
      data[i * 784 + j] = pixel === 0 ? 0 : Math.min(255, Math.max(1, pixel + random.below(31) - 15));
    }
    y.push(random.below(20) === 0 ? random.below(10) : Number(train.y[source]));
  }
  return { X: scaled(matrix(data, [3000, 784]), 1 / 255), y };
}

describe("threads", () => {
  test("0, 1, 2 and 7 threads, with and without turbo, give the same tree for bytes, floats and drawn features", async () => {
    const { X, y } = pictures();
    const wide = randomSample(3, [30000, 40, 5], (r) => r.float(), "floats");
    const fitAll = async () => [
      (await new DecisionTreeClassifier().fit(X, y)).tree_,
      (await new DecisionTreeClassifier({ maxFeatures: "sqrt", randomState: 5 }).fit(X, y)).tree_,
      (await new DecisionTreeClassifier({ criterion: "entropy", classWeight: "balanced" }).fit(X, y)).tree_,
      (await new DecisionTreeClassifier({ maxDepth: 7 }).fit(wide.X, wide.y)).tree_,
    ];
    await init({ threads: 0 });
    const expected = await fitAll();
    expect(expected.map((tree) => tree!.nodeCount > 100)).toEqual([true, true, true, true]);
    for (const options of [{ threads: 1 }, { threads: 2, turbo: true }, { threads: 7 }]) {
      await init(options);
      expect(await fitAll()).toEqual(expected);
    }
  });

  test("progress rises to all samples", async () => {
    const { X, y } = pictures();
    await init({ threads: 2 });
    const seen: Progress[] = [];
    await new DecisionTreeClassifier().fit(X, y, { onProgress: (progress) => seen.push(progress) });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toEqual({ done: 3000, total: 3000, unit: "samples" });
    for (let i = 1; i < seen.length; i++) expect(seen[i].done).toBeGreaterThanOrEqual(seen[i - 1].done);
  });

  test.each([0, 2])(
    "a cancelled fit on %i threads rejects, keeps the old tree, and frees its memory",
    async (threads) => {
      const { X, y } = pictures();
      const { engine } = await init({ threads });
      const model = await new DecisionTreeClassifier({ maxDepth: 2 }).fit(X, y);
      const before = model.tree_;
      const used = engine.arena.usedBytes;
      model.setParams({ maxDepth: null });
      const controller = new AbortController();
      const fit = model.fit(X, y, { signal: controller.signal, onProgress: () => controller.abort() });
      await expect(fit).rejects.toThrow(AbortError);
      expect(model.tree_).toBe(before);
      expect(engine.arena.usedBytes).toBe(used);
      const early = new AbortController();
      early.abort();
      await expect(model.fit(X, y, { signal: early.signal })).rejects.toThrow(AbortError);
      await expect(model.predict(X, { signal: early.signal })).rejects.toThrow(AbortError);
    },
  );

  test("repeated fits do not grow the memory", async () => {
    const { X, y } = pictures();
    const { engine } = await init({ threads: 0 });
    const fits = async () => {
      await new DecisionTreeClassifier().fit(X, y);
      await new DecisionTreeClassifier().fit(toFloat32(X), y);
      return engine.memory.buffer.byteLength;
    };
    const first = await fits();
    expect(engine.arena.usedBytes).toBe(0);
    expect(await fits()).toBe(first);
  });
});

describe("prediction", () => {
  const sample = randomSample(41, [20000, 5, 3], (r) => r.below(200), "bytes");

  test("bytes and their floats fall into the leaf that the thresholds say, over several blocks of rows", async () => {
    const pixels = scaled(matrix(sample.X.data as Uint8Array, [20000, 5]), 1 / 255);
    const model = await new DecisionTreeClassifier({ maxDepth: 9 }).fit(pixels, sample.y);
    const leaves = await model.apply(pixels);
    const nodes = rowsOfNodes(model.tree_!, rowsAsNumbers(pixels));
    model.tree_!.childrenLeft.forEach((child, node) => {
      if (child < 0) for (const row of nodes[node]) expect(leaves[row]).toBe(node);
    });
    expect(await model.apply(toFloat32(pixels))).toEqual(leaves);
  });

  test("unscaled bytes meet a tree of other floats at the right side of every threshold", async () => {
    const floats = randomSample(43, [500, 5, 3], (r) => r.float() * 300 - 20, "floats");
    const model = await new DecisionTreeClassifier().fit(floats.X, floats.y);
    expect(await model.apply(sample.X)).toEqual(await model.apply(toFloat32(sample.X)));
  });

  test("probabilities are the shares of the leaf, and the most probable class is predicted", async () => {
    const X = [[0], [0], [0], [1], [1], [2]];
    const model = await new DecisionTreeClassifier({ maxDepth: 1 }).fit(X, ["b", "b", "a", "c", "c", "c"]);
    expect(model.classes_).toEqual(["a", "b", "c"]);
    expect(await model.predict([[0], [5]])).toEqual(["b", "c"]);
    const { data, rows, cols } = await model.predictProba([[0], [5]]);
    expect([rows, cols]).toEqual([2, 3]);
    expect([...data]).toEqual([1 / 3, 2 / 3, 0, 0, 0, 1].map(Math.fround));
    expect(model.tree_!.threshold[0]).toBe(0.5);
  });

  test("equal shares go to the first class", async () => {
    const model = await new DecisionTreeClassifier().fit([[1], [1]], [7, 3]);
    expect(model.tree_!.nodeCount).toBe(1);
    expect(await model.predict([[1]])).toEqual([3]);
  });

  test("of equally good splits the lower feature and threshold is taken", async () => {
    const columns = await new DecisionTreeClassifier().fit(
      [
        [0, 0],
        [0, 0],
        [1, 1],
      ],
      [0, 0, 1],
    );
    expect(columns.tree_!.feature[0]).toBe(0);
    const thresholds = await new DecisionTreeClassifier({ maxDepth: 1 }).fit([[0], [1], [2]], [0, 1, 0]);
    expect(thresholds.tree_!.threshold[0]).toBe(0.5);
  });

  test("importances are the shares of the impurity decrease", async () => {
    // Feature 1 parts 4 + 4 perfectly: all the importance.
    const X = Array.from({ length: 8 }, (_, i) => [i % 2, i < 4 ? 0 : 1, 3]);
    const model = await new DecisionTreeClassifier().fit(X, [0, 0, 0, 0, 1, 1, 1, 1]);
    expect([...model.featureImportances_!]).toEqual([0, 1, 0]);
    const stump = await new DecisionTreeClassifier().fit([[1], [1]], [0, 1]);
    expect([...stump.featureImportances_!]).toEqual([0]);
  });

  test("one class gives one leaf", async () => {
    const model = await new DecisionTreeClassifier().fit([[1], [2]], ["only", "only"]);
    expect(model.tree_!.nodeCount).toBe(1);
    expect(await model.score([[5]], ["only"])).toBe(1);
  });
});

describe("errors", () => {
  test("methods that need a fitted tree say so", async () => {
    const model = new DecisionTreeClassifier();
    await expect(model.predictProba([[1]])).rejects.toThrow(NotFittedError);
    await expect(model.apply([[1]])).rejects.toThrow(
      /DecisionTreeClassifier.apply: this DecisionTreeClassifier is not fitted/,
    );
    expect(() => model.getDepth()).toThrow(NotFittedError);
    expect(() => model.getNLeaves()).toThrow(/getNLeaves/);
  });

  test("wrong widths, lengths and values are refused before any work", async () => {
    const model = await new DecisionTreeClassifier().fit(
      [
        [1, 2],
        [3, 4],
      ],
      [0, 1],
    );
    await expect(model.predict([[1]])).rejects.toThrow(ShapeError);
    await expect(model.fit([[1, 2]], [0, 1])).rejects.toThrow(ShapeError);
    await expect(model.fit([[Number.NaN, 2]], [0])).rejects.toThrow(DataError);
    await expect(model.costComplexityPruningPath([[1, 2]], [0, 1])).rejects.toThrow(/costComplexityPruningPath/);
  });
});

test("a clone is unfitted and fits to the same tree", async () => {
  const { train } = loadDataSet("digits");
  const model = await new DecisionTreeClassifier({ maxDepth: 4 }).fit(train.X, train.y as string[]);
  const copy = model.clone();
  expect(copy.tree_).toBeUndefined();
  await copy.fit(sliceRows(train.X, 0, train.X.rows), train.y as string[]);
  expect(copy.tree_).toEqual(model.tree_);
});
