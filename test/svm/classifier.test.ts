/** SVC as its users meet it. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Matrix, matrix, scaled, takeRows, toFloat32 } from "../../src/core/matrix.js";
import {
  ConvergenceWarning,
  close,
  DataError,
  init,
  NotFittedError,
  ParameterError,
  ShapeError,
  SVC,
  type SvcParams,
} from "../../src/index.js";
import { oneVersusRest, vote } from "../../src/models/svm/votes.js";
import { loadDataSet } from "../support/fixtures.js";
import { randomBytes, randomFloats } from "../support/random-data.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const iris = loadDataSet("iris");
const digits = loadDataSet("digits");

test("the machine of two points lies halfway between them", async () => {
  // (0, 0) and (2, 0): w = (1, 0), b = −1, both α = ½.
  const X = matrix([
    [0, 0],
    [2, 0],
  ]);
  const clf = await new SVC({ kernel: "linear", C: 10 }).fit(X, ["left", "right"]);
  expect([...clf.coef_!]).toEqual([1, 0]);
  expect([...clf.intercept_!]).toEqual([-1]);
  expect([...clf.dualCoef_!]).toEqual([-0.5, 0.5]);
  expect([...clf.support_!]).toEqual([0, 1]);
  const { data } = await clf.decisionFunction([
    [1, 5],
    [0, 1],
    [3, -2],
  ]);
  expect([...data]).toEqual([0, -1, 2]);
  expect(await clf.predict([[0.9, 1]])).toEqual(["left"]);
});

test("coefficients are laid out so that they give the decisions by hand", async () => {
  const { X, y } = iris.scaledTrain;
  const clf = await new SVC({ kernel: "linear", decisionFunctionShape: "ovo" }).fit(X, y);
  const { supportVectors_: sv, dualCoef_: dual, nSupport_: counts, intercept_: b } = clf;
  const firsts = [0, counts![0], counts![0] + counts![1]];
  const total = sv!.rows;
  const rows = takeRows(iris.scaledTest.X as Matrix<Float32Array>, [0, 7, 21]);
  const decisions = await clf.decisionFunction(rows);
  const kernel = (r: number, s: number) => {
    let sum = 0;
    for (let f = 0; f < X.cols; f++) sum += rows.data[r * X.cols + f] * sv!.data[s * X.cols + f];
    return sum;
  };
  const classes = [
    [0, 1],
    [0, 2],
    [1, 2],
  ];
  for (let r = 0; r < 3; r++) {
    classes.forEach(([i, j], pair) => {
      let sum = b![pair];
      for (let s = 0; s < counts![i]; s++) sum += dual![(j - 1) * total + firsts[i] + s] * kernel(r, firsts[i] + s);
      for (let s = 0; s < counts![j]; s++) sum += dual![i * total + firsts[j] + s] * kernel(r, firsts[j] + s);
      expect(decisions.data[r * 3 + pair]).toBeCloseTo(sum, 5);
    });
  }
  expect(takeRows(X, clf.support_!).data).toEqual(sv!.data);
  expect(clf.coef_!.length).toBe(3 * X.cols);
  expect(clf.nIter_!.length).toBe(3);
});

test("bytes with a scale and the same values as floats give the same model", async () => {
  const bytes = scaled(digits.train.X as Matrix<Uint8Array>, 1 / 16);
  for (const kernel of ["linear", "rbf", "poly", "sigmoid"] as const) {
    const train = (X: Matrix) => new SVC({ kernel, decisionFunctionShape: "ovo" }).fit(X, digits.train.y);
    const [a, b] = [await train(bytes), await train(toFloat32(bytes))];
    // The values are multiples of 1/16, so even the bits agree; and each model takes both kinds of rows.
    expect([...a.dualCoef_!]).toEqual([...b.dualCoef_!]);
    const test = scaled(digits.test.X as Matrix<Uint8Array>, 1 / 16);
    const expected = (await a.decisionFunction(test)).data;
    for (const other of [await a.decisionFunction(toFloat32(test)), await b.decisionFunction(test)]) {
      const apart = other.data.map((value, i) => Math.abs(value - expected[i]));
      expect(Math.max(...apart)).toBeLessThan(1e-5);
    }
  }
});

test("a small or tiny cache gives the bits of the whole Gram matrix", async () => {
  const options: Partial<SvcParams>[] = [
    { kernel: "linear", C: 30 },
    { kernel: "rbf", C: 3 },
  ];
  for (const X of [digits.train.X, digits.scaledTrain.X]) {
    for (const params of options) {
      // All kernel values; rows kept at full length; eight rows of the columns in play.
      const [whole, small, tiny] = await Promise.all(
        [1000, 0.5, 1e-6].map((cacheSize) => new SVC({ ...params, cacheSize }).fit(X, digits.train.y)),
      );
      for (const other of [small, tiny]) {
        expect([...other.dualCoef_!]).toEqual([...whole.dualCoef_!]);
        expect([...other.intercept_!]).toEqual([...whole.intercept_!]);
        expect([...other.nIter_!]).toEqual([...whole.nIter_!]);
      }
    }
  }
});

test("a rare class is found when classes are weighed", async () => {
  // A line of 190 against 10 points that lie inside its range.
  const X = matrix(
    Float32Array.from({ length: 200 }, (_, i) => (i < 190 ? i / 190 : 0.8 + (i - 190) / 50)),
    [200, 1],
  );
  const y = Array.from({ length: 200 }, (_, i) => (i < 190 ? "common" : "rare"));
  const recall = async (classWeight: SvcParams["classWeight"]) => {
    const clf = await new SVC({ kernel: "linear", classWeight }).fit(X, y);
    const found = await clf.predict(X);
    return found.filter((label, i) => i >= 190 && label === "rare").length;
  };
  expect(await recall(null)).toBe(0);
  expect(await recall("balanced")).toBe(10);
  expect(await recall({ rare: 10 })).toBe(10);
  const clf = await new SVC({ classWeight: "balanced" }).fit(X, y);
  expect([...clf.classWeight_!]).toEqual([200 / 380, 10]);
  await expect(new SVC({ classWeight: { scarce: 2 } }).fit(X, y)).rejects.toThrow(DataError);
});

test("one feature, one row per class, and repeated rows can be learned", async () => {
  const one = await new SVC({ kernel: "linear" }).fit([[0], [1], [5]], [2, 0, 1]);
  expect(await one.predict([[-3], [0.9], [9]])).toEqual([2, 0, 1]);
  const rows = Array.from({ length: 60 }, (_, i) => [i % 3, 1]);
  const repeated = await new SVC().fit(
    rows,
    rows.map(([value]) => `c${value}`),
  );
  expect(
    await repeated.score(
      rows,
      rows.map(([value]) => `c${value}`),
    ),
  ).toBe(1);
  const constant = await new SVC().fit([[1], [1], [1]], [7, 8, 8]);
  expect(constant.kernel_!.gamma).toBe(1);
  expect(await constant.predict([[1]])).toEqual([8]);
});

test("gamma is 1 / (features · variance), or 1 / features", async () => {
  const X = scaled(randomBytes(3, 40, 5), 0.25);
  const y = Array.from({ length: 40 }, (_, i) => i % 2);
  const values = Array.from(X.data, (value) => value * 0.25);
  const mean = values.reduce((sum, value) => sum + value, 0) / 200;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 200;
  for (const input of [X, toFloat32(X)]) {
    const clf = await new SVC().fit(input, y);
    expect(clf.kernel_!.gamma * 5 * variance).toBeCloseTo(1, 12);
  }
  expect((await new SVC({ gamma: "auto" }).fit(X, y)).kernel_!.gamma).toBe(0.2);
});

test("votes decide, the lower class among equals; breakTies asks the decisions", () => {
  // Three classes in a ring: 0 beats 1, 1 beats 2, 2 beats 0. The last decision is the clearest.
  const ring = Float64Array.of(0.1, -0.2, 3);
  expect([...vote(ring, 3)]).toEqual([0]);
  const scores = oneVersusRest(ring, 3);
  expect(scores.indexOf(Math.max(...scores))).toBe(1);
  expect([...scores].map(Math.floor).reduce((a, b) => a + b)).toBeLessThanOrEqual(3);
  // A decision of exactly 0 goes to the second class in libsvm's votes, to the first in scikit-learn's scores.
  expect([...vote(Float64Array.of(0, 0, 0), 3)]).toEqual([2]);
  expect([...oneVersusRest(Float64Array.of(0, 0, 0), 3)]).toEqual([2, 1, 0]);
  expect([...vote(Float64Array.of(-0.5, 0, 0.5), 2)]).toEqual([0, 1, 1]);
});

test("breakTies predicts the class with the highest score", async () => {
  // Labels without meaning, so that machines disagree.
  const X = randomFloats(8, 400, 2);
  const y = Array.from({ length: 400 }, (_, i) => i % 5);
  const clf = await new SVC({ breakTies: true }).fit(X, y);
  const { data, cols } = await clf.decisionFunction(X);
  const best = Array.from({ length: 400 }, (_, i) => {
    const row = [...data.subarray(i * cols, (i + 1) * cols)];
    return row.indexOf(Math.max(...row));
  });
  expect(await clf.predict(X)).toEqual(best);
  expect(await clf.setParams({ breakTies: false }).predict(X)).not.toEqual(best);
});

test("a fit that maxIter stops warns and says so", async () => {
  const warnings: Error[] = [];
  const clf = await new SVC({ maxIter: 2 }).fit(iris.train.X, iris.train.y, { onWarning: (one) => warnings.push(one) });
  expect(warnings.map((one) => one.constructor)).toEqual([ConvergenceWarning]);
  expect(warnings[0].message).toMatch(/3 of 3 machines stopped at maxIter = 2/);
  expect(clf.fitStatus_).toBe(1);
  expect([...clf.nIter_!]).toEqual([2, 2, 2]);
});

test("every pair of classes is reported", async () => {
  const seen: number[] = [];
  await new SVC().fit(digits.train.X, digits.train.y, { onProgress: ({ done, total }) => seen.push(done / total) });
  expect(seen.length).toBe(45);
  expect(seen.at(-1)).toBe(1);
});

test.each<[Partial<SvcParams>, RegExp]>([
  [{ C: 0 }, /C is 0; it must be a number above 0/],
  [{ C: -1 }, /C is -1/],
  [{ gamma: 0 }, /gamma is 0/],
  [{ gamma: "wide" as "auto" }, /gamma is "wide"/],
  [{ kernel: "precomputed" as "rbf" }, /kernel is "precomputed"/],
  [{ tol: 0 }, /tol is 0/],
  [{ degree: 1.5 }, /degree is 1.5/],
  [{ degree: 2 ** 31 }, /degree is 2147483648; it must be an integer from 0 to 2147483647/],
  [{ maxIter: 0 }, /maxIter is 0/],
  [{ cacheSize: 0 }, /cacheSize is 0/],
  [{ classWeight: { a: -1 } }, /classWeight/],
  [{ breakTies: true, decisionFunctionShape: "ovo" }, /breakTies/],
])("%p is refused", async (params, message) => {
  const fit = new SVC(params).fit(iris.train.X, iris.train.y);
  await expect(fit).rejects.toThrow(ParameterError);
  await expect(fit).rejects.toThrow(message);
});

test("what cannot be learned or predicted is refused", async () => {
  await expect(new SVC().fit([[1], [2]], ["a", "a"])).rejects.toThrow(DataError);
  await expect(new SVC().predict([[1]])).rejects.toThrow(NotFittedError);
  const clf = await new SVC().fit(iris.train.X, iris.train.y);
  await expect(clf.predict([[1, 2, 3]])).rejects.toThrow(ShapeError);
  await expect(clf.decisionFunction([[1, 2, 3, Number.NaN]])).rejects.toThrow(DataError);
});
