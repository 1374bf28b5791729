/** What fits of a search share: the Gram matrix that they start with. The coefficients are those of fits alone. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { FitMemory } from "../../src/core/fit-memory.js";
import { Random } from "../../src/core/random.js";
import { close, GridSearchCV, init, LogisticRegression, type LogisticRegressionParams } from "../../src/index.js";
import { trainLogistic } from "../../src/models/linear/logistic-fit.js";
import { logisticGramTask } from "../../src/models/linear/logistic-gram.js";
import { LOGISTIC_DEFAULTS } from "../../src/models/linear/logistic-params.js";
import { type CrossValidationScores, crossValidate } from "../../src/selection/index.js";
import { randomBytes, randomFloats } from "../support/random-data.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const ROWS = 600;
const random = new Random(5);
const y = Array.from({ length: ROWS }, (_, i) => (random.below(3) === 0 ? random.below(4) : i % 4));
const floats = randomFloats(1, ROWS, 40);
for (let i = 0; i < ROWS; i++) floats.data[i * 40 + y[i]] += 0.7;
const bytes = { ...randomBytes(2, ROWS, 40), scale: 1 / 255 };

const CANDIDATES: Partial<LogisticRegressionParams>[] = [
  { C: 0.01 },
  { C: 1 },
  { C: 100 },
  { C: 1e4, tol: 1e-9 },
  { C: 1, classWeight: "balanced" },
  { C: 1, fitIntercept: false },
  { C: 1, penalty: null, maxIter: 30 },
  { C: 1 },
];

const learned = ({ coef_, intercept_, nIter_ }: LogisticRegression) => ({ coef_, intercept_, nIter_ });

test.each([
  ["bytes", bytes],
  ["floats", floats],
])("fits of %s after each other have the bits of fits alone", async (_, X) => {
  const { engine } = await init({ threads: 0 });
  const before = engine.arena.usedBytes;
  const memory = new FitMemory(["C"]);
  const options = { onWarning: () => {} };
  for (const params of CANDIDATES) {
    const shared = await new LogisticRegression(params).fit(X, y, { ...options, memory });
    const alone = await new LogisticRegression(params).fit(X, y, options);
    expect(learned(shared)).toEqual(learned(alone));
  }
  expect(engine.arena.usedBytes).toBeGreaterThan(before);
  memory.release();
  expect(engine.arena.usedBytes).toBe(before);
});

test("a preconditioner that is made anew on the way leaves what is shared as it was", async () => {
  const X = randomFloats(8, 1500, 150);
  const centres = randomFloats(9, 5, 150, -0.5, 0.5);
  const labels = Array.from({ length: 1500 }, (_, i) => (i * i) % 5);
  for (let i = 0; i < X.data.length; i++) X.data[i] += centres.data[labels[Math.floor(i / 150)] * 150 + (i % 150)];
  const memory = new FitMemory(["C"]);
  const params = { tol: 1e-8, C: 1 };
  const first = await new LogisticRegression(params).fit(X, labels, { memory });
  const second = await new LogisticRegression(params).fit(X, labels, { memory });
  memory.release();
  expect(first.nIter_).toBeGreaterThan(20);
  expect(learned(second)).toEqual(learned(first));
});

test("one Gram matrix serves every C, and other weights of the rows or no intercept need another", async () => {
  const { engine, executor } = await init({ threads: 0 });
  const memory = new FitMemory(["C"]);
  const made: boolean[] = [];
  for (const params of CANDIDATES) {
    let grams = 0;
    const spy: typeof executor = {
      engine,
      concurrency: 1,
      map(task, payloads, options) {
        if (task.name === logisticGramTask.name) grams++;
        return executor.map(task, payloads, options);
      },
    };
    const data = { X: floats, codes: Int32Array.from(y), classes: [0, 1, 2, 3] };
    await trainLogistic({ engine, executor: spy }, data, { ...LOGISTIC_DEFAULTS, ...params }, undefined, { memory });
    made.push(grams === 1);
  }
  memory.release();
  expect(made).toEqual([true, false, false, false, true, true, true, false]);
});

test("a search over C scores as fits alone do, serial and in a pool", async () => {
  const values = [0.001, 0.1, 10, 1000];
  const options = { cv: 5, returnTrainScore: true };
  const quiet = { onWarning: () => {} };
  const alone: CrossValidationScores[] = [];
  for (const C of values)
    alone.push(await crossValidate(new LogisticRegression({ C }), floats, y, { ...options, ...quiet }));
  for (const threads of [0, 2, 7]) {
    await init({ threads });
    const search = new GridSearchCV(new LogisticRegression(), { C: values }, { ...options, refit: false });
    const { splitTestScore, splitTrainScore } = (await search.fit(floats, y, quiet)).cvResults_!;
    splitTestScore.forEach((scores, fold) => {
      expect(scores).toEqual(alone.map(({ testScore }) => testScore[fold]));
      expect(splitTrainScore![fold]).toEqual(alone.map(({ trainScore }) => trainScore![fold]));
    });
  }
  expect(new Set(alone.flatMap(({ trainScore }) => trainScore!)).size).toBeGreaterThan(5);
  await init({ threads: 0 });
});
