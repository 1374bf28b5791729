/** Scalers before a classifier, as one classifier. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  close,
  crossValidate,
  GridSearchCV,
  init,
  LogisticRegression,
  MinMaxScaler,
  NotFittedError,
  ParameterError,
  Pipeline,
  StandardScaler,
  SVC,
} from "../../src/index.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const X = Array.from({ length: 120 }, (_, i) => [(i * 13) % 17, 1000 * ((i * 5) % 7), i / 9]);
const y = X.map(([a, b]) => (a * 400 > b ? "over" : "under"));
const make = () =>
  new Pipeline([
    ["range", new MinMaxScaler()],
    ["standard", new StandardScaler()],
    ["model", new LogisticRegression({ C: 10 })],
  ]);

test("it gives what its steps give one after the other", async () => {
  const pipeline = await make().fit(X, y);
  const range = new MinMaxScaler().fit(X);
  const standard = new StandardScaler().fit(range.transform(X));
  const scaled = standard.transform(range.transform(X));
  const model = await new LogisticRegression({ C: 10 }).fit(scaled, y);
  expect(await pipeline.predict(X)).toEqual(await model.predict(scaled));
  expect(await pipeline.predictProba(X)).toEqual(await model.predictProba(scaled));
  expect(await pipeline.decisionFunction(X)).toEqual(await model.decisionFunction(scaled));
  expect(await pipeline.score(X, y)).toBe(await model.score(scaled, y));
  expect(pipeline.classes_).toEqual(["over", "under"]);
  expect(pipeline.nFeaturesIn_).toBe(3);
});

test("parameters are those of the steps", () => {
  const pipeline = make().setParams({ model__C: 3, range__clip: true });
  expect(pipeline.getParams()).toMatchObject({ model__C: 3, range__clip: true, standard__withMean: true });
  expect(pipeline.clone().getParams()).toEqual(pipeline.getParams());
  expect(() => pipeline.setParams({ C: 1 })).toThrow(/no parameter "C"; it has range__…, standard__…, model__…/);
  expect(() => pipeline.setParams({ model__c: 1 })).toThrow(ParameterError);
});

test("a fit that fails leaves the fitted steps as they were", async () => {
  const pipeline = await make().fit(X, y);
  const before = await pipeline.predictProba(X);
  await expect(pipeline.fit(X, y, { signal: AbortSignal.abort() })).rejects.toThrow("cancelled");
  pipeline.setParams({ model__C: -1 });
  await expect(pipeline.fit(X.slice(0, 9), y.slice(0, 9))).rejects.toThrow(/C is -1/);
  expect(await pipeline.predictProba(X)).toEqual(before);
});

test("it is cross-validated and searched like any classifier", async () => {
  const { testScore } = await crossValidate(make(), X, y, { cv: 3 });
  expect(testScore.every((score: number) => score > 0.8)).toBe(true);
  const search = await new GridSearchCV(make(), { model__C: [1e-6, 10] }, { cv: 3 }).fit(X, y);
  expect(search.bestParams_).toEqual({ model__C: 10 });
});

test("what cannot be a pipeline is refused", async () => {
  const svc = () => new SVC();
  expect(() => new Pipeline([])).toThrow(/last step is undefined/);
  expect(() => new Pipeline([["a", new MinMaxScaler()]])).toThrow(/last step is MinMaxScaler/);
  expect(
    () =>
      new Pipeline([
        ["a", svc()],
        ["b", svc()],
      ]),
  ).toThrow(/SVC is not the last step/);
  expect(
    () =>
      new Pipeline([
        ["a", new MinMaxScaler()],
        ["a", svc()],
      ]),
  ).toThrow(/names must differ/);
  expect(() => new Pipeline([["a__b", svc()]])).toThrow(/not contain __/);
  const pipeline = new Pipeline([["svc", svc()]]);
  await expect(pipeline.predict(X)).rejects.toThrow(NotFittedError);
  expect(() => pipeline.fittedSteps()).toThrow(NotFittedError);
  await pipeline.fit(X, y);
  await expect(pipeline.predictProba(X)).rejects.toThrow("Pipeline.predictProba: SVC has no predictProba");
});
