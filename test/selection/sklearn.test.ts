/** What scikit-learn's model selection answers with SVC and DummyClassifier on the digits. */
import { afterAll, describe, expect, test } from "@jest/globals";
import { KFold } from "../../src/data/k-fold.js";
import {
  close,
  crossValidate,
  DummyClassifier,
  GridSearchCV,
  HalvingGridSearchCV,
  learningCurve,
  type ScoringName,
  SVC,
  validationCurve,
} from "../../src/index.js";
import { loadDataSet, loadSelection } from "../support/fixtures.js";

const expected = loadSelection();
const { scaledTrain: train, scaledTest: held } = loadDataSet("digits");
const { tol } = expected;

afterAll(close);

/** Equal but for the last digits of a mean. */
function expectClose(given: readonly number[], wanted: readonly number[], digits = 11): void {
  expect(given).toHaveLength(wanted.length);
  wanted.forEach((value, i) => {
    expect(given[i]).toBeCloseTo(value, digits);
  });
}

describe("scikit-learn's answers", () => {
  test.each(expected.svc)("cross_validate of SVC by $scoring", async ({ scoring, cv, testScore, trainScore }) => {
    const scores = await crossValidate(new SVC({ tol }), train.X, train.y, {
      cv,
      scoring: scoring as ScoringName,
      returnTrainScore: true,
    });
    expectClose(scores.testScore, testScore);
    expectClose(scores.trainScore!, trainScore);
  });

  test.each(expected.dummy)(
    "cross_validate of DummyClassifier by $scoring",
    async ({ scoring, cv, testScore, trainScore }) => {
      const options = { cv, scoring: scoring as ScoringName, returnTrainScore: true };
      const scores = await crossValidate(new DummyClassifier(), train.X, train.y, options);
      // Probabilities are f32.
      expectClose(scores.testScore, testScore, 6);
      expectClose(scores.trainScore!, trainScore, 6);
    },
  );

  test("validation_curve over gamma", async () => {
    const { paramRange, trainScores, testScores } = expected.validationCurve;
    const options = { paramName: "gamma", paramRange, cv: 4 };
    const curve = await validationCurve(new SVC({ tol }), train.X, train.y, options);
    expectClose(curve.trainScores.flat(), trainScores.flat());
    expectClose(curve.testScores.flat(), testScores.flat());
  });

  test("learning_curve over shares of unshuffled folds", async () => {
    const { trainSizes, trainScores, testScores } = expected.learningCurve;
    const options = { trainSizes: [0.25, 0.5, 1], cv: new KFold({ nSplits: 4 }) };
    const curve = await learningCurve(new SVC({ tol }), train.X, train.y, options);
    expect(curve.trainSizes).toEqual(trainSizes);
    expectClose(curve.trainScores.flat(), trainScores.flat());
    expectClose(curve.testScores.flat(), testScores.flat());
  });

  test("GridSearchCV over two grids", async () => {
    const wanted = expected.gridSearch;
    const grids = [
      { kernel: ["linear"], C: [0.01, 1] },
      { kernel: ["rbf"], gamma: [0.001, 0.03], C: [1, 10] },
    ];
    const search = new GridSearchCV(new SVC({ tol }), grids, { cv: 3, returnTrainScore: true });
    await search.fit(train.X, train.y);
    const table = search.cvResults_!;
    expect(table.params).toEqual(wanted.params);
    expectClose(table.splitTestScore.flat(), wanted.splitTestScore.flat());
    expectClose(table.meanTestScore, wanted.meanTestScore);
    expectClose(table.stdTestScore, wanted.stdTestScore);
    expectClose(table.meanTrainScore!, wanted.meanTrainScore);
    expect(table.rankTestScore).toEqual(wanted.rankTestScore);
    expect(search.bestIndex_).toBe(wanted.bestIndex);
    expect(await search.score(held.X, held.y)).toBeCloseTo(wanted.testScore, 11);
  });

  test.each(expected.halvingSchedules)(
    "HalvingGridSearchCV gives $candidates candidates the same rows, with $options",
    async ({ candidates, options, ...wanted }) => {
      const grid = { randomState: Array.from({ length: candidates }, (_, i) => i) };
      const search = new HalvingGridSearchCV(new DummyClassifier(), grid, options);
      await search.fit(train.X, train.y);
      expect({
        nCandidates: search.nCandidates_,
        nResources: search.nResources_,
        nRequiredIterations: search.nRequiredIterations_,
        nPossibleIterations: search.nPossibleIterations_,
        nRemainingCandidates: search.nRemainingCandidates_,
        minResources: search.minResources_,
        maxResources: search.maxResources_,
      }).toEqual(wanted);
      expect(search.nIterations_).toBe(wanted.nResources.length);
    },
  );

  test("HalvingGridSearchCV over three parameters, the degree growing", async () => {
    const wanted = expected.halvingSearch;
    const options = { cv: 3, factor: 2, resource: "degree", minResources: 2, maxResources: 8 };
    const search = new HalvingGridSearchCV(new SVC({ kernel: "poly", tol }), wanted.grid, options);
    await search.fit(train.X, train.y);
    const table = search.cvResults_!;
    expect([...table.iter]).toEqual(wanted.iter);
    expect([...table.nResources]).toEqual(wanted.nResources);
    expect(search.bestScore_).toBeCloseTo(wanted.bestScore, 11);
    for (const [row, params] of wanted.params.entries()) {
      const found = table.params.findIndex((ours) => sameParams(ours, params));
      expect(found).toBeGreaterThanOrEqual(0);
      expect(table.iter[found]).toBe(wanted.iter[row]);
      expect(table.meanTestScore[found]).toBeCloseTo(wanted.meanTestScore[row], 11);
    }
  });
});

function sameParams(a: object, b: object): boolean {
  const sorted = (params: object) => JSON.stringify(Object.entries(params).sort());
  return sorted(a) === sorted(b);
}
