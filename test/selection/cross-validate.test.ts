/** crossValidate: folds, scores, failures, cancelling, progress, and where the fits run. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { matrix, takeRows } from "../../src/core/matrix.js";
import { KFold, StratifiedKFold } from "../../src/data/k-fold.js";
import { currentRuntime } from "../../src/engine/runtime.js";
import {
  ConvergenceWarning,
  crossValidate,
  crossValScore,
  DummyClassifier,
  MLPClassifier,
  type SelectionProgress,
} from "../../src/index.js";
import { loadDataSet } from "../support/fixtures.js";
import { steps, Threshold, withRuntime } from "./support.js";

const { X, y } = steps;
const constant = (label: string) => new DummyClassifier({ strategy: "constant", constant: label });

afterEach(() => {
  Threshold.fits.length = 0;
});

describe("scores", () => {
  test("each fold's estimator sees the labels of its training rows and is scored on the others", async () => {
    const folds = new StratifiedKFold({ nSplits: 4 }).split(X, y);
    const scores = await crossValScore(new Threshold({ threshold: 3 }), X, y, { cv: 4 });
    expect(Threshold.fits).toEqual(folds.map(({ train }) => Array.from(train, (row) => y[row])));
    const expected = folds.map(({ test: rows }) => rows.filter((row) => row > 3 === row >= 20).length / rows.length);
    expect(scores).toEqual(expected);
    expect(new Set(scores).size).toBeGreaterThan(1);
  });

  test("the default is five stratified folds", async () => {
    expect(await crossValScore(constant("a"), X, y)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  test("a splitter and a list of folds are taken as they are", async () => {
    const cv = new KFold({ nSplits: 4 });
    const expected = [1, 1, 0, 0];
    expect(await crossValScore(constant("a"), X, y, { cv })).toEqual(expected);
    expect(await crossValScore(constant("a"), X, y, { cv: cv.split(X).slice(1) })).toEqual(expected.slice(1));
  });

  test("returnTrainScore scores the training rows too; times are seconds", async () => {
    const folds = [{ train: Int32Array.of(0, 1, 20), test: Int32Array.of(2, 21, 22, 23) }];
    const { testScore, trainScore, fitTime, scoreTime } = await crossValidate(constant("a"), X, y, {
      cv: folds,
      returnTrainScore: true,
    });
    expect([testScore, trainScore]).toEqual([[0.25], [2 / 3]]);
    expect(fitTime[0]).toBeGreaterThanOrEqual(0);
    expect(scoreTime[0]).toBeGreaterThanOrEqual(0);
    expect(await crossValidate(constant("a"), X, y, { cv: folds })).not.toHaveProperty("trainScore");
  });

  test("named scores are those of the metrics", async () => {
    const cv = [{ train: Int32Array.of(0, 1, 20), test: Int32Array.of(2, 21, 22, 23) }];
    const score = async (scoring: "balanced_accuracy" | "f1_macro" | "neg_log_loss") =>
      (await crossValScore(new DummyClassifier(), X, y, { cv, scoring }))[0];
    expect(await score("balanced_accuracy")).toBe(0.5);
    // "a" for all four: precision 1/4, recall 1, F1 0.4; nothing is called "b".
    expect(await score("f1_macro")).toBeCloseTo(0.2, 12);
    expect(await score("neg_log_loss")).toBeCloseTo((Math.log(2 / 3) + 3 * Math.log(1 / 3)) / 4, 6);
  });

  test("neg_log_loss holds for a test fold that lacks a class", async () => {
    const cv = [{ train: Int32Array.of(0, 1, 20), test: Int32Array.of(2, 3) }];
    const [score] = await crossValScore(new DummyClassifier(), X, y, { cv, scoring: "neg_log_loss" });
    expect(score).toBeCloseTo(Math.log(2 / 3), 6);
  });

  test("a scoring function gets the fitted estimator, the test rows and their labels", async () => {
    const folds = new StratifiedKFold({ nSplits: 4 }).split(X, y);
    const seen: unknown[] = [];
    const scores = await crossValScore(new DummyClassifier(), X, y, {
      cv: 4,
      scoring: async (estimator, rows, labels) => {
        seen.push([rows, labels]);
        return estimator.classPrior_![0] + labels.length;
      },
    });
    expect(scores).toEqual([10.5, 10.5, 10.5, 10.5]);
    expect(seen).toEqual(folds.map(({ test: rows }) => [takeRows(X, rows), Array.from(rows, (row) => y[row])]));
  });

  test("the given estimator stays unfitted", async () => {
    const estimator = constant("a");
    await crossValidate(estimator, X, y);
    expect(estimator.classes_).toBeUndefined();
  });
});

describe("where fits run", () => {
  test("the pool gives the bits of the calling thread, with 0, 1, 2 and 7 threads", async () => {
    const digits = loadDataSet("digits").train;
    const run = (threads: number) =>
      withRuntime(threads, async ({ executor }) => {
        const options = { cv: 3, returnTrainScore: true, executor, scoring: "neg_log_loss" } as const;
        const { testScore, trainScore } = await crossValidate(new DummyClassifier(), digits.X, digits.y, options);
        return { testScore, trainScore };
      });
    const alone = await run(0);
    expect(alone.testScore).toHaveLength(3);
    for (const threads of [1, 2, 7]) expect(await run(threads)).toEqual(alone);
  });

  test("the data set is in the shared memory once, bytes as bytes, and leaves it afterwards", async () => {
    const bytes = matrix(new Uint8Array(40 * 1000), [40, 1000]);
    await withRuntime(2, async ({ executor }) => {
      const used: number[] = [];
      const onProgress = () => used.push(executor.engine.arena.usedBytes);
      await crossValidate(constant("a"), bytes, y, { cv: 10, executor, onProgress });
      expect(used).toHaveLength(10);
      // 40,000 bytes, 40 codes and ten folds' lists of rows.
      expect(Math.max(...used)).toBeLessThan(40_000 + 10 * (256 + 64) + 256);
      expect(executor.engine.arena.usedBytes).toBe(0);
    });
  });

  test("a failed run leaves the shared memory too", async () => {
    await withRuntime(2, async ({ executor }) => {
      await expect(crossValidate(constant("c"), X, y, { executor })).rejects.toThrow("constant");
      expect(executor.engine.arena.usedBytes).toBe(0);
    });
  });

  test("an estimator that only shares a registered name is fitted here", async () => {
    class Impostor extends Threshold {
      override readonly name = "DummyClassifier";
      override clone(): this {
        return new Impostor(this.params) as this;
      }
    }
    expect(await crossValScore(new Impostor({ threshold: 19 }), X, y)).toEqual([1, 1, 1, 1, 1]);
    expect(Threshold.fits).toHaveLength(5);
  });

  test("warnings of fits in the pool arrive as what they are", async () => {
    const warnings: Error[] = [];
    const options = { cv: 2, onWarning: (warning: Error) => warnings.push(warning) };
    await crossValidate(new MLPClassifier({ maxIter: 1, randomState: 0 }), X, y, options);
    expect(warnings).toHaveLength(2);
    for (const warning of warnings) {
      expect(warning).toBeInstanceOf(ConvergenceWarning);
      expect(warning.message).toMatch(/^MLPClassifier.fit: .*maxIter/);
    }
  });

  test("the shared pool is the default", async () => {
    const { engine } = await currentRuntime();
    const before = engine.arena.usedBytes;
    let during = before;
    await crossValidate(constant("a"), X, y, {
      onProgress: () => {
        during = engine.arena.usedBytes;
      },
    });
    expect(during).toBeGreaterThan(before);
    expect(engine.arena.usedBytes).toBe(before);
  });
});

describe("failures", () => {
  const oneClass = [
    { train: Int32Array.of(0, 20), test: Int32Array.of(1, 21) },
    { train: Int32Array.of(0, 1), test: Int32Array.of(2, 22) },
  ];

  test("a fit that fails rejects with its typed error, naming estimator and fold", async () => {
    await expect(crossValidate(constant("b"), X, y, { cv: oneClass })).rejects.toMatchObject({
      name: "ParameterError",
      code: "ERR_PARAMETER",
      message:
        'crossValidate: DummyClassifier, fold 1: DummyClassifier: constant is "b"; it must be one of the labels of y',
    });
    await expect(crossValidate(new Threshold({ fails: true }), X, y)).rejects.toMatchObject({
      name: "RangeError",
      message: "crossValidate: Threshold, fold 0: no luck",
      cause: new RangeError("no luck"),
    });
  });

  test("with errorScore the others count, and a warning tells", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    const options = { cv: oneClass, errorScore: Number.NaN, returnTrainScore: true, onWarning };
    const { testScore, trainScore } = await crossValidate(constant("b"), X, y, options);
    expect([testScore, trainScore]).toEqual([
      [0.5, Number.NaN],
      [0.5, Number.NaN],
    ]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ name: "FitFailedWarning", code: "WARN_FIT_FAILED" });
    expect(warnings[0].message).toMatch(
      /^crossValidate: 1 of 2 fits failed; the first: .*fold 1: .*Their score counts as NaN$/,
    );
  });

  test("when all fits fail, errorScore does not help", async () => {
    await expect(crossValidate(constant("c"), X, y, { errorScore: 0 })).rejects.toMatchObject({
      name: "ParameterError",
      message: expect.stringMatching(/^crossValidate: all 5 fits failed; the first: .*fold 0: .*constant is "c"/),
    });
  });

  test("a scoring function that throws names the fold", async () => {
    const scoring = () => {
      throw new TypeError("no score today");
    };
    await expect(crossValidate(constant("a"), X, y, { scoring })).rejects.toMatchObject({
      name: "TypeError",
      message: "crossValidate: DummyClassifier, fold 0: no score today",
    });
  });

  test("a class with fewer rows than folds is warned of, all of them are an error", async () => {
    const warnings: string[] = [];
    const onWarning = ({ name, message }: Error) => warnings.push(`${name}: ${message}`);
    await crossValScore(new DummyClassifier(), [[1], [2], [3], [4]], [0, 0, 0, 1], { cv: 3, onWarning });
    expect(warnings).toEqual([expect.stringMatching(/^SelectionWarning: crossValidate: .*smallest class has 1 rows?/)]);
    await expect(crossValScore(new DummyClassifier(), [[1], [2], [3]], [0, 0, 1], { cv: 3 })).rejects.toMatchObject({
      name: "ParameterError",
      message: expect.stringContaining("more than the rows of any class"),
    });
  });

  const wrong: [string, Parameters<typeof crossValidate>, string, RegExp][] = [
    ["cv 1", [constant("a"), X, y, { cv: 1 }], "ParameterError", /crossValidate: cv is 1; it must be an integer of 2/],
    ["cv 2.5", [constant("a"), X, y, { cv: 2.5 }], "ParameterError", /cv is 2.5/],
    ["no folds", [constant("a"), X, y, { cv: [] }], "ParameterError", /cv gave no folds/],
    [
      "an unknown scoring",
      [constant("a"), X, y, { scoring: "auc" as "accuracy" }],
      "ParameterError",
      /scoring is "auc".*f1_macro/,
    ],
    [
      "a bad errorScore",
      [constant("a"), X, y, { errorScore: "nan" as "raise" }],
      "ParameterError",
      /errorScore is "nan"/,
    ],
    ["short y", [constant("a"), X, ["a"], {}], "ShapeError", /crossValidate: X has 40 rows, y has 1 labels/],
    ["NaN in X", [constant("a"), [[Number.NaN], [1]], ["a", "b"], {}], "DataError", /crossValidate: X\[0, 0\] is NaN/],
    [
      "a row outside X",
      [constant("a"), X, y, { cv: [{ train: Int32Array.of(0, 40), test: Int32Array.of(1) }] }],
      "ShapeError",
      /crossValidate: fold 0, train: row 40 is not one of the 40 rows of X/,
    ],
    [
      "an empty test part",
      [constant("a"), X, y, { cv: [{ train: Int32Array.of(0, 30), test: Int32Array.of() }] }],
      "ShapeError",
      /crossValidate: fold 0, test: there are no rows/,
    ],
  ];
  test.each(wrong)("%s is refused", async (_what, args, name, message) => {
    await expect(crossValidate(...args)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  test("neg_log_loss asks for predictProba by name", async () => {
    await expect(crossValidate(new Threshold(), X, y, { scoring: "neg_log_loss" })).rejects.toThrow(
      'scoring "neg_log_loss" needs predictProba, which Threshold does not have',
    );
  });
});

describe("progress and cancelling", () => {
  test.each([0, 2])("every fit is reported once (%i threads)", async (threads) => {
    const seen: SelectionProgress[] = [];
    const onProgress = (progress: SelectionProgress) => seen.push(progress);
    await withRuntime(threads, ({ executor }) => crossValidate(constant("a"), X, y, { cv: 4, executor, onProgress }));
    expect(seen.map(({ done, total, unit, value }) => [done, total, unit, value])).toEqual(
      [1, 2, 3, 4].map((done) => [done, 4, "fits", 0.5]),
    );
    expect(seen.map(({ fold }) => fold).sort()).toEqual([0, 1, 2, 3]);
  });

  test.each([
    ["in the pool", constant("a")],
    ["here", new Threshold()],
  ])("a signal that has fired stops before any fit (%s)", async (_where, estimator) => {
    const signal = AbortSignal.abort();
    await expect(crossValidate(estimator, X, y, { signal })).rejects.toMatchObject({
      name: "AbortError",
      message: "crossValidate was cancelled",
    });
    expect(Threshold.fits).toHaveLength(0);
  });

  test.each([
    ["in two threads", constant("a"), 2],
    ["in the serial executor", constant("a"), 0],
    ["in the calling thread", new Threshold(), 0],
  ])("a signal that fires after the first fit stops the rest (%s)", async (_where, estimator, threads) => {
    await withRuntime(threads, async ({ executor }) => {
      const controller = new AbortController();
      let done = 0;
      const onProgress = () => {
        done++;
        controller.abort();
      };
      const { signal } = controller;
      await expect(crossValidate(estimator, X, y, { cv: 20, executor, signal, onProgress })).rejects.toMatchObject({
        name: "AbortError",
        message: "crossValidate was cancelled",
      });
      expect(done).toBeLessThan(20);
      expect(executor.engine.arena.usedBytes).toBe(0);
    });
  });
});
