/** validationCurve and learningCurve: their tables are those of separate cross-validations. */
import { describe, expect, test } from "@jest/globals";
import { KFold, StratifiedKFold } from "../../src/data/k-fold.js";
import { crossValidate, DummyClassifier, learningCurve, validationCurve } from "../../src/index.js";
import { steps, Threshold, withRuntime } from "./support.js";

const { X, y } = steps;

describe("validationCurve", () => {
  test("each row holds the scores of crossValidate with that value", async () => {
    const paramRange = new Float32Array([3, 19, 33]);
    const curve = await validationCurve(new Threshold(), X, y, { paramName: "threshold", paramRange, cv: 4 });
    for (const [point, threshold] of paramRange.entries()) {
      const expected = await crossValidate(new Threshold({ threshold }), X, y, { cv: 4, returnTrainScore: true });
      expect(curve.testScores[point]).toEqual(expected.testScore);
      expect(curve.trainScores[point]).toEqual(expected.trainScore);
    }
    expect(curve.fitTimes.map((times) => times.length)).toEqual([4, 4, 4]);
    expect(curve.scoreTimes.map((times) => times.length)).toEqual([4, 4, 4]);
  });

  test("the pool gives the same table with 0, 2 and 7 threads", async () => {
    const run = (threads: number) =>
      withRuntime(threads, async ({ executor }) => {
        const paramRange = ["most_frequent", "prior", "stratified", "uniform"];
        const options = { paramName: "strategy", paramRange, executor, scoring: "neg_log_loss" } as const;
        const model = new DummyClassifier({ randomState: 1 });
        const { testScores, trainScores } = await validationCurve(model, X, y, options);
        return { testScores, trainScores };
      });
    const alone = await run(0);
    expect(alone.testScores.map((scores) => scores.length)).toEqual([5, 5, 5, 5]);
    expect(await run(2)).toEqual(alone);
    expect(await run(7)).toEqual(alone);
  });

  test.each([
    [{ paramName: "strategy", paramRange: [] }, "validationCurve: paramRange is empty; it needs at least one value"],
    [{ paramName: "straegy", paramRange: [1] }, 'DummyClassifier has no parameter "straegy"; did you mean strategy?'],
  ])("%j is refused", async (options, message) => {
    await expect(validationCurve(new DummyClassifier(), X, y, options)).rejects.toMatchObject({
      name: "ParameterError",
      message,
    });
  });
});

describe("learningCurve", () => {
  const cv = new StratifiedKFold({ nSplits: 4, shuffle: true, randomState: 3 });
  const folds = cv.split(X, y);

  test("each row is fitted on the first rows of every fold's training part", async () => {
    Threshold.fits.length = 0;
    const curve = await learningCurve(new Threshold({ threshold: 19 }), X, y, { cv, trainSizes: [30, 20] });
    expect(curve.trainSizes).toEqual([20, 30]);
    const expected = [20, 30].flatMap((size) =>
      folds.map(({ train }) => Array.from(train.slice(0, size), (row) => y[row])),
    );
    expect(Threshold.fits).toEqual(expected);
    expect(curve.testScores).toEqual([
      [1, 1, 1, 1],
      [1, 1, 1, 1],
    ]);
  });

  test("shares are of the training rows, rounded down, and the default is five of them", async () => {
    const options = { cv: 3, onWarning: () => {} };
    const { trainSizes, trainScores } = await learningCurve(new DummyClassifier(), X, y, options);
    expect(trainSizes).toEqual([2, 8, 14, 20, 26]);
    expect(trainScores[0]).toEqual([1, 1, 1]);
    expect((await learningCurve(new DummyClassifier(), X, y, { cv: 4, trainSizes: [1] })).trainSizes).toEqual([30]);
  });

  test("shuffle mixes the training rows, the same way for a seed", async () => {
    const run = (randomState: number) =>
      learningCurve(new DummyClassifier(), X, y, {
        cv: new KFold({ nSplits: 2 }),
        trainSizes: [7],
        shuffle: true,
        randomState,
      });
    const sorted = await learningCurve(new DummyClassifier(), X, y, { cv: 2, trainSizes: [7] });
    expect(sorted.trainScores).toEqual([[1, 1]]);
    const mixed = await learningCurve(new DummyClassifier(), X, y, { cv: 2, trainSizes: [7], shuffle: true });
    expect(mixed.trainScores[0].some((score) => score < 1)).toBe(true);
    expect((await run(5)).trainScores).toEqual((await run(5)).trainScores);
  });

  test("sizes that come to the same are used once, with a warning", async () => {
    const warnings: string[] = [];
    const options = { cv: 4, trainSizes: [0.5, 0.51], onWarning: ({ message }: Error) => warnings.push(message) };
    expect((await learningCurve(new DummyClassifier(), X, y, options)).trainSizes).toEqual([15]);
    expect(warnings).toEqual(["learningCurve: 2 trainSizes come to 1 different numbers of rows"]);
  });

  test.each([
    [[], "learningCurve: trainSizes is empty; it needs at least one size"],
    [[31], "learningCurve: trainSizes holds 31; it must be a number of rows from 1 to 30"],
    [[0, 5], "learningCurve: trainSizes holds 0; it must be a number of rows from 1 to 30"],
    [[0.5, 1.5], "learningCurve: trainSizes holds 1.5; it must be a share of the training rows in (0, 1]"],
    [[0], "learningCurve: trainSizes holds 0; it must be a share of the training rows in (0, 1]"],
  ])("trainSizes %j are refused", async (trainSizes, message) => {
    await expect(learningCurve(new DummyClassifier(), X, y, { cv: 4, trainSizes })).rejects.toMatchObject({
      name: "ParameterError",
      message,
    });
  });
});
