/** DummyClassifier: each strategy, against scikit-learn's answers and by its own rules. */
import { describe, expect, test } from "@jest/globals";
import { matrix } from "../../src/core/matrix.js";
import { DummyClassifier, type DummyStrategy } from "../../src/index.js";
import { loadDataSet, loadDummy } from "../support/fixtures.js";

const X = matrix(new Float32Array(2000), [1000, 2]);
const y = Array.from({ length: 1000 }, (_, i) => (i % 10 < 6 ? "rose" : i % 10 < 9 ? "elm" : "oak"));

describe("scikit-learn's answers", () => {
  const cases = loadDummy();
  test("there are cases of every strategy that draws nothing", () => {
    expect(new Set(cases.map((one) => one.params.strategy))).toEqual(new Set(["most_frequent", "prior", "constant"]));
  });

  test.each(cases)("$data, $params: prediction, prior, probabilities and accuracy are the same", async (expected) => {
    const { train, test: held } = loadDataSet(expected.data);
    const model = await new DummyClassifier(expected.params).fit(train.X, train.y);
    expect(new Set(await model.predict(held.X))).toEqual(new Set([expected.prediction]));
    expected.classPrior.forEach((share, k) => {
      expect(model.classPrior_![k]).toBeCloseTo(share, 11);
    });
    const proba = await model.predictProba(held.X);
    expect([proba.rows, proba.cols]).toEqual([held.y.length, expected.probabilities.length]);
    for (let i = 0; i < proba.data.length; i++) {
      expect(proba.data[i]).toBeCloseTo(expected.probabilities[i % proba.cols], 6);
    }
    expect(await model.score(held.X, held.y)).toBeCloseTo(expected.testAccuracy, 11);
  });
});

describe("strategies that draw", () => {
  const fitted = (strategy: DummyStrategy, randomState: number | null) =>
    new DummyClassifier({ strategy, randomState }).fit(X, y);
  const counts = (labels: readonly unknown[]) =>
    ["elm", "oak", "rose"].map((name) => labels.filter((label) => label === name).length);

  // 1000 draws: five standard deviations are below 80.
  test.each([
    ["stratified", [300, 100, 600]],
    ["uniform", [333, 333, 333]],
  ] as const)("%s draws each class by its chance", async (strategy, expected) => {
    const drawn = counts(await (await fitted(strategy, 3)).predict(X));
    drawn.forEach((count, k) => {
      expect(Math.abs(count - expected[k])).toBeLessThan(80);
    });
  });

  test.each(["stratified", "uniform"] as const)("%s repeats its draw with a seed and not without", async (strategy) => {
    const seeded = await fitted(strategy, 7);
    expect(await seeded.predict(X)).toEqual(await seeded.predict(X));
    expect(await seeded.predict(X)).not.toEqual(await (await fitted(strategy, 8)).predict(X));
    const free = await fitted(strategy, null);
    expect(await free.predict(X)).not.toEqual(await free.predict(X));
  });

  test("stratified gives probability 1 to the class that predict draws", async () => {
    const model = await fitted("stratified", 1);
    const labels = await model.predict(X);
    const proba = await model.predictProba(X);
    labels.forEach((label, i) => {
      const row = Array.from(proba.data.subarray(i * 3, i * 3 + 3));
      expect(row).toEqual(model.classes_!.map((name) => (name === label ? 1 : 0)));
    });
  });

  test("uniform gives every class the same probability", async () => {
    const proba = await (await fitted("uniform", 1)).predictProba(X);
    expect(new Set(proba.data)).toEqual(new Set([Math.fround(1 / 3)]));
  });
});

describe("edges", () => {
  test("one class is accepted by every strategy", async () => {
    for (const strategy of ["most_frequent", "prior", "stratified", "uniform", "constant"] as const) {
      const model = await new DummyClassifier({ strategy, constant: 4 }).fit([[1], [2]], [4, 4]);
      expect(await model.predict([[0]])).toEqual([4]);
      expect(Array.from((await model.predictProba([[0]])).data)).toEqual([1]);
    }
  });

  test("of equally common classes the first is predicted", async () => {
    const model = await new DummyClassifier().fit([[1], [2], [3], [4]], ["b", "a", "b", "a"]);
    expect(await model.predict([[0]])).toEqual(["a"]);
  });

  test("a strategy set after fit waits for the next fit", async () => {
    const model = await new DummyClassifier().fit([[1], [2], [3]], [0, 1, 1]);
    model.setParams({ strategy: "constant", constant: 0 });
    expect(await model.predict([[0]])).toEqual([1]);
    await model.fit([[1], [2], [3]], [0, 1, 1]);
    expect(await model.predict([[0]])).toEqual([0]);
  });

  test.each([
    [{ strategy: "median" as DummyStrategy }, /strategy is "median"; it must be one of "most_frequent", "prior"/],
    [{ strategy: "constant" as const }, /constant is not given/],
    [{ strategy: "constant" as const, constant: 5 }, /constant is 5; it must be one of the labels of y/],
    [{ strategy: "constant" as const, constant: "1" }, /constant is "1"; it must be one of the labels of y/],
    [{ randomState: -1 }, /randomState is -1; it must be an integer from 0/],
  ])("%j is refused by fit", async (params, message) => {
    const model = new DummyClassifier(params);
    await expect(model.fit([[1], [2]], [0, 1])).rejects.toMatchObject({
      name: "ParameterError",
      message: expect.stringMatching(message),
    });
    expect(model.classes_).toBeUndefined();
  });
});
