/** GridSearchCV: the search, its table, refitting, and its use as an estimator. */
import { describe, expect, test } from "@jest/globals";
import { crossValScore, DummyClassifier, GridSearchCV, type SelectionProgress } from "../../src/index.js";
import { steps, Threshold, withRuntime } from "./support.js";

const { X, y } = steps;
const thresholds = [5, 19, 30];
const overThresholds = (options = {}) =>
  new GridSearchCV(new Threshold(), { threshold: thresholds }, { cv: 4, ...options });
const overDummies = (options = {}) =>
  new GridSearchCV(
    new DummyClassifier(),
    [{ strategy: ["most_frequent", "prior"] }, { constant: ["b", "a"], strategy: ["constant"] }],
    { cv: 4, ...options },
  );

describe("the search", () => {
  test("its scores are those of crossValScore for each candidate", async () => {
    const search = await overThresholds().fit(X, y);
    const { params, splitTestScore, meanTestScore, stdTestScore } = search.cvResults_!;
    expect(params).toEqual(thresholds.map((threshold) => ({ threshold })));
    for (const [candidate, threshold] of thresholds.entries()) {
      const scores = await crossValScore(new Threshold({ threshold }), X, y, { cv: 4 });
      expect(splitTestScore.map((fold) => fold[candidate])).toEqual(scores);
      const mean = scores.reduce((sum, score) => sum + score, 0) / 4;
      expect(meanTestScore[candidate]).toBe(mean);
      const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / 4;
      expect(stdTestScore[candidate]).toBeCloseTo(Math.sqrt(variance), 12);
    }
    expect(search.cvResults_!.meanFitTime).toHaveLength(3);
    expect(search.nSplits_).toBe(4);
  });

  test("the best candidate is kept and fitted on all rows", async () => {
    const search = await overThresholds().fit(X, y);
    expect(search.bestParams_).toEqual({ threshold: 19 });
    expect([search.bestIndex_, search.bestScore_]).toEqual([1, 1]);
    expect(search.cvResults_!.rankTestScore[1]).toBe(1);
    expect(Threshold.fits.at(-1)).toEqual(y);
    expect(search.bestEstimator_!.params.threshold).toBe(19);
    expect(search.refitTime_).toBeGreaterThanOrEqual(0);
  });

  test("of equals the first is best and they share its rank", async () => {
    const search = await overDummies().fit(X, y);
    expect(search.cvResults_!.meanTestScore).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(search.cvResults_!.rankTestScore).toEqual([1, 1, 1, 1]);
    expect(search.bestParams_).toEqual({ strategy: "most_frequent" });
  });

  test("training scores are there when asked for", async () => {
    const { cvResults_: table } = await overThresholds({ returnTrainScore: true }).fit(X, y);
    expect(table!.splitTrainScore).toHaveLength(4);
    expect(table!.meanTrainScore![1]).toBe(1);
    expect(table!.stdTrainScore![1]).toBe(0);
    expect((await overThresholds().fit(X, y)).cvResults_).not.toHaveProperty("meanTrainScore");
  });

  test("the table is the same with 0, 1, 2 and 7 threads", async () => {
    const run = (threads: number) =>
      withRuntime(threads, async ({ executor }) => {
        const search = await overDummies({ scoring: "neg_log_loss", returnTrainScore: true }).fit(X, y, { executor });
        const { meanFitTime, stdFitTime, meanScoreTime, stdScoreTime, ...scores } = search.cvResults_!;
        expect([meanFitTime, stdFitTime, meanScoreTime, stdScoreTime].map((times) => times.length)).toEqual([
          4, 4, 4, 4,
        ]);
        return { scores, best: search.bestParams_ };
      });
    const alone = await run(0);
    expect(alone.best).toEqual({ strategy: "prior" });
    for (const threads of [1, 2, 7]) expect(await run(threads)).toEqual(alone);
  });
});

describe("as an estimator", () => {
  test("predict, predictProba and score are the best estimator's", async () => {
    const search = await overDummies({ scoring: "neg_log_loss" }).fit(X, y);
    expect(search.classes_).toEqual(["a", "b"]);
    expect(search.nFeaturesIn_).toBe(1);
    expect(await search.predict([[1], [30]])).toEqual(["a", "a"]);
    expect(Array.from((await search.predictProba([[1]])).data)).toEqual([0.5, 0.5]);
    expect(await search.score([[1], [30]], ["a", "b"])).toBeCloseTo(Math.log(0.5), 6);
  });

  test("a method the estimator lacks is named", async () => {
    const search = await overDummies().fit(X, y);
    await expect(search.decisionFunction([[1]])).rejects.toMatchObject({
      name: "ParameterError",
      message: "GridSearchCV.decisionFunction: DummyClassifier has no decisionFunction",
    });
  });

  test("before fit, and with refit false, it does not predict", async () => {
    const search = overDummies({ refit: false });
    await expect(search.predict([[1]])).rejects.toMatchObject({
      name: "NotFittedError",
      message: "GridSearchCV.predict: this GridSearchCV is not fitted; call fit first",
    });
    await search.fit(X, y);
    expect(search.bestParams_).toEqual({ strategy: "most_frequent" });
    expect(search.bestEstimator_).toBeUndefined();
    for (const method of ["predict", "predictProba", "decisionFunction"] as const) {
      await expect(search[method]([[1]])).rejects.toThrow("refit was false");
    }
    await expect(search.score([[1]], ["a"])).rejects.toThrow("refit was false");
  });

  test("a search can be cross-validated", async () => {
    expect(await crossValScore(overThresholds(), X, y, { cv: 2 })).toEqual([1, 1]);
  });

  test("getParams, setParams and clone carry its options", async () => {
    const search = overThresholds({ scoring: "f1_macro", refit: false });
    const copy = search.clone();
    expect(copy).toBeInstanceOf(GridSearchCV);
    const { estimator, ...rest } = copy.getParams();
    const { estimator: original, ...expected } = search.getParams();
    expect(rest).toEqual(expected);
    expect(estimator).not.toBe(original);
    expect(estimator.getParams()).toEqual(original.getParams());
    expect(copy.setParams({ cv: 3 }).getParams().cv).toBe(3);
    expect(search.getParams().cv).toBe(4);
    expect(() => search.setParams({ scorin: "accuracy" } as never)).toThrow(
      'GridSearchCV has no parameter "scorin"; did you mean scoring?',
    );
  });

  test("an option it does not have is refused by fit", async () => {
    await expect(overDummies({ folds: 3 }).fit(X, y)).rejects.toThrow('GridSearchCV has no parameter "folds"');
  });
});

describe("failures", () => {
  test("an unknown parameter of the grid is refused before any fit", async () => {
    const search = new GridSearchCV(new DummyClassifier(), { stratgy: ["prior"] });
    const onProgress = () => {
      throw new Error("a fit ran");
    };
    await expect(search.fit(X, y, { onProgress })).rejects.toMatchObject({
      name: "ParameterError",
      message: 'DummyClassifier has no parameter "stratgy"; did you mean strategy?',
    });
  });

  test("a failing candidate is named with its fold", async () => {
    const search = new GridSearchCV(new DummyClassifier(), { randomState: [1, -1] }, { cv: 2 });
    await expect(search.fit(X, y)).rejects.toMatchObject({
      name: "ParameterError",
      message: expect.stringMatching(
        /^GridSearchCV.fit: DummyClassifier with {"randomState":-1}, fold [01]: DummyClassifier: randomState is -1/,
      ),
    });
    expect(search.cvResults_).toBeUndefined();
  });

  test("with errorScore NaN it ranks last, and the best of the others wins", async () => {
    const warnings: Error[] = [];
    const search = new GridSearchCV(
      new DummyClassifier({ strategy: "constant" }),
      { constant: ["c", "a", "b"] },
      { cv: 2, errorScore: Number.NaN },
    );
    await search.fit(X, y, { onWarning: (warning) => warnings.push(warning) });
    expect(search.cvResults_!.meanTestScore).toEqual([Number.NaN, 0.5, 0.5]);
    expect(search.cvResults_!.rankTestScore).toEqual([3, 1, 1]);
    expect(search.bestParams_).toEqual({ constant: "a" });
    expect(warnings.map(({ name }) => name)).toEqual(["FitFailedWarning"]);
  });

  test("a score that is never a number is an error", async () => {
    const search = overDummies({ scoring: () => Number.NaN });
    await expect(search.fit(X, y)).rejects.toMatchObject({ name: "DataError", message: /NaN/ });
  });
});

describe("progress and cancelling", () => {
  test("every fit is reported with its candidate, the refit last", async () => {
    const seen: SelectionProgress[] = [];
    await overDummies({ cv: 2 }).fit(X, y, { onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(seen.map(({ total }) => total))).toEqual(new Set([9]));
    expect(
      seen.slice(0, 8).filter(({ params, fold }) => JSON.stringify(params).includes('"b"') && fold === 1),
    ).toHaveLength(1);
    expect(seen[8]).toEqual({ done: 9, total: 9, unit: "fits", params: { strategy: "most_frequent" } });
  });

  test.each<[string, GridSearchCV]>([
    ["in the pool", overDummies() as object as GridSearchCV],
    ["here", overThresholds() as object as GridSearchCV],
  ])("a cancelled search keeps what it had learned before (%s)", async (_where, search) => {
    await search.fit(X, y);
    const before = search.cvResults_;
    const predicted = await search.predict(X);
    const controller = new AbortController();
    const again = search.fit(X, y, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(again).rejects.toMatchObject({ name: "AbortError", message: "GridSearchCV.fit was cancelled" });
    expect(search.cvResults_).toBe(before);
    expect(await search.predict(X)).toEqual(predicted);
  });
});
