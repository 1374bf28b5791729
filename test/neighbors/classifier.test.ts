/** KNeighborsClassifier as its users see it. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { toFloat32 } from "../../src/core/matrix.js";
import {
  AbortError,
  close,
  DataError,
  init,
  KNeighborsClassifier,
  matrix,
  NotFittedError,
  ParameterError,
  ShapeError,
  scaled,
} from "../../src/index.js";
import { nearestRows } from "../reference/neighbors.js";
import { randomBytes, randomFloats } from "../support/random-data.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const lines = (values: ArrayLike<number>, cols: number) =>
  Array.from({ length: values.length / cols }, (_, i) => Array.from({ length: cols }, (_, j) => values[i * cols + j]));

describe("neighbours and votes", () => {
  // Points on a line; from 2: 1 and 3 at distance 1, 0 and 4 at distance 2.
  const X = [[0], [1], [3], [4], [10]];
  const y = ["a", "b", "a", "b", "c"];

  test("equally far neighbours come by rising index, and of equal votes the lower class wins", async () => {
    const knn = await new KNeighborsClassifier({ nNeighbors: 4 }).fit(X, y);
    const { indices, distances, rows, nNeighbors } = await knn.kneighbors([[2]]);
    expect([...indices]).toEqual([1, 2, 0, 3]);
    expect([...distances!]).toEqual([1, 1, 2, 2]);
    expect([rows, nNeighbors]).toEqual([1, 4]);
    expect(await knn.predict([[2]])).toEqual(["a"]);
    expect([...(await knn.predictProba([[2]])).data]).toEqual([0.5, 0.5, 0]);
  });

  test("weights distance: the votes are 1 / distance", async () => {
    const knn = await new KNeighborsClassifier({ nNeighbors: 3, weights: "distance" }).fit(X, y);
    // From 0.5: 0 and 1 at 0.5, 3 at 2.5. a: 2 + 0.4, b: 2.
    const { data } = await knn.predictProba([[0.5]]);
    expect(data[0]).toBeCloseTo(2.4 / 4.4, 6);
    expect(data[1]).toBeCloseTo(2 / 4.4, 6);
    expect(await knn.predict([[0.5]])).toEqual(["a"]);
  });

  test("weights distance: where neighbours are at distance 0, they alone count, one vote each", async () => {
    const knn = new KNeighborsClassifier({ nNeighbors: 5, weights: "distance" });
    await knn.fit([[1], [1], [1], [1.001], [1.001]], [2, 1, 2, 0, 0]);
    expect([...(await knn.predictProba([[1]])).data]).toEqual([0, Math.fround(1 / 3), Math.fround(2 / 3)]);
  });

  test("X left out: the neighbours of the training rows, none of which finds itself, even among duplicates", async () => {
    const knn = await new KNeighborsClassifier({ nNeighbors: 2 }).fit([[0], [0], [0], [5]], [0, 0, 1, 1]);
    const { indices } = await knn.kneighbors();
    expect(lines(indices, 2)).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
      [0, 1],
    ]);
    expect(lines((await knn.kneighbors(null)).indices, 2)).toEqual(lines(indices, 2));
  });

  test("returnDistance false leaves the distances out, and nNeighbors counts for this call only", async () => {
    const knn = await new KNeighborsClassifier({ nNeighbors: 2 }).fit(X, y);
    const result = await knn.kneighbors([[9]], { nNeighbors: 1, returnDistance: false });
    expect(result).toEqual({ indices: Int32Array.of(4), rows: 1, nNeighbors: 1 });
    expect((await knn.kneighbors([[9]])).nNeighbors).toBe(2);
  });

  test("metric: minkowski with p 1 is manhattan, with p 2 euclidean", async () => {
    const points = [
      [3, 3],
      [0, 5],
    ];
    const nearest = async (params: object) => {
      const knn = await new KNeighborsClassifier({ nNeighbors: 1, ...params }).fit(points, [0, 1]);
      const { distances } = await knn.kneighbors([[0, 0]]);
      return [knn.effectiveMetric_, ...distances!];
    };
    expect(await nearest({ metric: "manhattan" })).toEqual(["manhattan", 5]);
    expect(await nearest({ p: 1 })).toEqual(["manhattan", 5]);
    expect(await nearest({ metric: "euclidean", p: 1 })).toEqual(["euclidean", Math.sqrt(18)]);
    expect(await nearest({})).toEqual(["euclidean", Math.sqrt(18)]);
  });

  test("nNeighbors and weights set after fit take effect at the next prediction, as in scikit-learn", async () => {
    const knn = await new KNeighborsClassifier({ nNeighbors: 1 }).fit(X, y);
    expect(await knn.predict([[3.4]])).toEqual(["a"]);
    knn.setParams({ nNeighbors: 3 });
    expect((await knn.kneighbors([[3.4]])).nNeighbors).toBe(3);
  });

  test("one class is enough", async () => {
    const knn = await new KNeighborsClassifier({ nNeighbors: 1 }).fit([[0], [1]], ["only", "only"]);
    expect(await knn.predict([[7]])).toEqual(["only"]);
    expect(await knn.score([[7]], ["only"])).toBe(1);
  });
});

describe("bytes and floats", () => {
  const bytes = randomBytes(1, 90, 40);
  const queries = randomBytes(2, 30, 40);
  const codes = Array.from({ length: 90 }, (_, i) => i % 3);

  test.each(["euclidean", "manhattan"] as const)(
    "%s: bytes and the same values as floats give the same bits",
    async (metric) => {
      const params = { nNeighbors: 7, metric, weights: "distance" } as const;
      const asBytes = await new KNeighborsClassifier(params).fit(bytes, codes);
      const asFloats = await new KNeighborsClassifier(params).fit(toFloat32(bytes), codes);
      const expected = await asBytes.kneighbors(queries);
      expect(await asFloats.kneighbors(toFloat32(queries))).toEqual(expected);
      expect(await asBytes.kneighbors(toFloat32(queries))).toEqual(expected);
      expect(await asFloats.kneighbors(queries)).toEqual(expected);
      expect(await asFloats.predictProba(queries)).toEqual(await asBytes.predictProba(queries));
    },
  );

  test("distances of scaled bytes are in scaled units", async () => {
    const knn = await new KNeighborsClassifier({ nNeighbors: 3 }).fit(scaled(bytes, 1 / 255), codes);
    const { indices, distances } = await knn.kneighbors(scaled(queries, 1 / 255));
    const expected = nearestRows(bytes, queries, 3, "l2");
    expect(lines(indices, 3)).toEqual(expected.indices);
    expected.distances.flat().forEach((distance, i) => {
      expect(Math.abs(distances![i] - distance / 255)).toBeLessThan(1e-6);
    });
  });

  test("bytes of another scale count with their own", async () => {
    const knn = await new KNeighborsClassifier({ nNeighbors: 3 }).fit(bytes, codes);
    const { indices } = await knn.kneighbors(scaled(queries, 0.5));
    expect(lines(indices, 3)).toEqual(nearestRows(bytes, scaled(queries, 0.5), 3, "l2").indices);
  });

  test("bytes wider than 32-bit sums allow are compared without overflow", async () => {
    const cols = 33030;
    const data = new Uint8Array(3 * cols).fill(255, cols).fill(254, 2 * cols);
    const knn = await new KNeighborsClassifier({ nNeighbors: 3 }).fit(matrix(data, [3, cols]), [0, 1, 2]);
    const { indices, distances } = await knn.kneighbors(matrix(new Uint8Array(cols), [1, cols]));
    expect([...indices]).toEqual([0, 2, 1]);
    expect([...distances!]).toEqual([0, 254 * Math.sqrt(cols), Math.sqrt(255 * 255 * cols)]);
  });
});

describe("errors", () => {
  test("more neighbours than rows is a ParameterError that names both", async () => {
    const knn = await new KNeighborsClassifier().fit([[0], [1], [2]], [0, 1, 1]);
    await expect(knn.predict([[0]])).rejects.toThrow(ParameterError);
    await expect(knn.predict([[0]])).rejects.toThrow(
      "KNeighborsClassifier.predict: nNeighbors is 5; the model was fitted with 3 rows, so there are 3 to find",
    );
    await expect(knn.kneighbors(null, { nNeighbors: 3 })).rejects.toThrow(
      "nNeighbors is 3; the model was fitted with 3 rows, so there are 2 other than the row itself to find",
    );
  });

  test.each([
    [{ nNeighbors: 0 }, "nNeighbors is 0"],
    [{ nNeighbors: 1.5 }, "nNeighbors is 1.5"],
    [{ weights: "gaussian" }, 'weights is "gaussian"'],
    [{ metric: "cosine" }, 'metric is "cosine"'],
    [{ p: 3 }, "p is 3"],
    [{ algorithm: "kd_tree" }, 'algorithm is "kd_tree"'],
    [{ neighbours: 3 }, "did you mean nNeighbors?"],
  ])("fit refuses %p", async (params, message) => {
    const knn = new KNeighborsClassifier(params as object);
    await expect(knn.fit([[0], [1]], [0, 1])).rejects.toThrow(ParameterError);
    await expect(knn.fit([[0], [1]], [0, 1])).rejects.toThrow(message);
  });

  test("a count of neighbours out of range is refused by kneighbors too", async () => {
    const knn = await new KNeighborsClassifier({ nNeighbors: 1 }).fit([[0], [1]], [0, 1]);
    await expect(knn.kneighbors([[0]], { nNeighbors: 0 })).rejects.toThrow(ParameterError);
  });

  test("before fit everything is a NotFittedError", async () => {
    const knn = new KNeighborsClassifier();
    for (const call of [() => knn.predict([[0]]), () => knn.predictProba([[0]]), () => knn.kneighbors()]) {
      await expect(call()).rejects.toThrow(NotFittedError);
    }
  });

  test("columns that do not fit and values that are not finite are refused before any work", async () => {
    const knn = await new KNeighborsClassifier({ nNeighbors: 1 }).fit([[0], [1]], [0, 1]);
    await expect(knn.predict([[0, 1]])).rejects.toThrow(ShapeError);
    await expect(knn.kneighbors([[0, 1]])).rejects.toThrow(ShapeError);
    await expect(knn.predict([[Number.NaN]])).rejects.toThrow(DataError);
    await expect(knn.score([[0]], [0, 1])).rejects.toThrow(ShapeError);
  });
});

describe("many queries", () => {
  /** Columns that vary together in eights, as a screen likes them; `noise` spoils it. */
  function wavy(seed: number, rows: number, cols: number, noise: number) {
    const noisy = randomBytes(seed, rows, cols);
    const waves = randomBytes(seed + 1, rows, Math.ceil(cols / 8));
    const data = new Uint8Array(rows * cols);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < cols; j++) {
        const wave = waves.data[i * waves.cols + (j >> 3)];
        data[i * cols + j] = (1 - noise) * wave + noise * noisy.data[i * cols + j];
      }
    }
    return matrix(data, [rows, cols]);
  }

  test.each([
    ["that a screen rules out", 0.2],
    ["that no screen helps with", 1],
  ])("large calls on rows %s: the neighbours of the slow reference", async (_, noise) => {
    const X = wavy(1, 5000, 300, noise);
    const Q = wavy(3, 3000, 300, noise);
    const knn = await new KNeighborsClassifier({ nNeighbors: 3 }).fit(X, new Uint8Array(5000));
    const { indices, distances } = await knn.kneighbors(Q);
    for (const q of [0, 1, 255, 256, 1777, 2999]) {
      const row = matrix(Q.data.slice(q * 300, (q + 1) * 300), [1, 300]);
      const expected = nearestRows(X, row, 3, "l2");
      expect([...indices.subarray(3 * q, 3 * q + 3)]).toEqual(expected.indices[0]);
      expect([...distances!.subarray(3 * q, 3 * q + 3)]).toEqual(expected.distances[0]);
    }
  });

  test("repeated and concurrent predictions of several models do not mix up or pile up training rows", async () => {
    const { engine } = await init({ threads: 0 });
    const sets = [4, 5, 6].map((seed) => randomFloats(seed, 300, 20));
    const codes = Uint8Array.from({ length: 300 }, (_, i) => i % 5);
    const models = await Promise.all(sets.map((X) => new KNeighborsClassifier({ nNeighbors: 1 }).fit(X, codes)));
    let used = 0;
    for (let round = 0; round < 20; round++) {
      const found = await Promise.all(models.map((model, i) => model.score(sets[i], codes)));
      expect(found).toEqual([1, 1, 1]);
      if (round === 0) used = engine.arena.usedBytes;
      expect(engine.arena.usedBytes).toBeLessThanOrEqual(used);
    }
  });

  test("fit on a matrix that was changed in place forgets the old values", async () => {
    const X = matrix(Float32Array.of(0, 10), [2, 1]);
    const knn = await new KNeighborsClassifier({ nNeighbors: 1 }).fit(X, ["low", "high"]);
    expect(await knn.predict([[1]])).toEqual(["low"]);
    X.data.set([10, 0]);
    await knn.fit(X, ["low", "high"]);
    expect(await knn.predict([[1]])).toEqual(["high"]);
  });

  test("a call that was cancelled rejects with AbortError and the model goes on working", async () => {
    const X = randomBytes(7, 4000, 200);
    const knn = await new KNeighborsClassifier().fit(
      X,
      Uint8Array.from({ length: 4000 }, (_, i) => i % 2),
    );
    const controller = new AbortController();
    const running = knn.predict(X, { signal: controller.signal });
    setTimeout(() => controller.abort(), 5);
    await expect(running).rejects.toThrow(AbortError);
    expect((await knn.kneighbors(randomBytes(8, 1, 200))).rows).toBe(1);
  });
});
