/** What is learned and what is answered against the slow versions, on drawn problems. */
import { afterAll, beforeAll, expect } from "@jest/globals";
import fc from "fast-check";
import { matrix } from "../../src/core/matrix.js";
import { close, init, LogisticRegression, MLPClassifier, SGDClassifier } from "../../src/index.js";
import { gradientOf } from "../reference/logistic.js";
import { layersOf, referenceOf } from "../reference/mlp.js";
import { batchLoss, forwardBatch } from "../reference/mlp-batch.js";
import { descend, start } from "../reference/mlp-descent.js";
import { referenceSgd } from "../reference/sgd.js";
import { property } from "../support/property.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

// Held here, since looking up a global is slow in a test's realm.
const { abs, fround, max } = Math;
const size = (most: number) => fc.integer({ min: 1, max: most });
const exactly = <T>(value: fc.Arbitrary<T>, length: number) =>
  fc.array(value, { minLength: length, maxLength: length });
const tame = fc.double({ min: -3, max: 3, noNaN: true }).map(fround);
const quiet = { onWarning: () => {} };

const labelled = (classes: number) =>
  fc.tuple(fc.integer({ min: 6, max: 30 }), size(20)).chain(([rows, cols]) =>
    fc.record({
      rows: exactly(exactly(tame, cols), rows),
      y: exactly(fc.nat(classes - 1), rows).map((codes) => codes.map((code, i) => (i < classes ? i : code))),
    }),
  );

property(
  "networks answer what a forward pass in f64 does, for any shape and activation",
  fc.integer({ min: 2, max: 4 }).chain((classes) =>
    fc.record({
      data: labelled(classes),
      hiddenLayerSizes: fc.array(size(40), { maxLength: 3 }),
      activation: fc.constantFrom("relu", "logistic", "tanh", "identity"),
      randomState: fc.nat(1000),
    }),
  ),
  async ({ data: { rows, y }, ...params }) => {
    const model = await new MLPClassifier({ ...params, maxIter: 2 }).fit(rows, y, quiet);
    const { data, cols } = await model.predictProba(rows);
    rows.forEach((row, i) => {
      const shares = layersOf(referenceOf(model), row, params.activation).at(-1)!;
      const expected = shares.length === 1 ? [1 - shares[0], shares[0]] : shares;
      for (let c = 0; c < cols; c++) expect(abs(data[i * cols + c] - expected[c])).toBeLessThan(1e-5);
    });
  },
  40,
);

property(
  "stochastic gradient descent leaves the weights of the plain loop",
  fc.record({
    data: labelled(2),
    loss: fc.constantFrom("log_loss", "modified_huber"),
    penalty: fc.constantFrom("l2", "l1", "elasticnet", null),
    learningRate: fc.constantFrom("constant", "invscaling"),
    alpha: fc.constantFrom(1e-4, 1e-2, 1),
    eta0: fc.constantFrom(0.001, 0.01),
    maxIter: size(4),
  }),
  async ({ data: { rows, y }, ...params }) => {
    const sgd = await new SGDClassifier({ ...params, tol: null, shuffle: false }).fit(matrix(rows), y, quiet);
    const signs = y.map((code) => (code === 1 ? 1 : -1));
    const wanted = referenceSgd(rows, signs, sgd.getParams());
    const largest = max(...wanted.coef.map(abs), abs(wanted.intercept), 1e-3);
    wanted.coef.forEach((value, j) => {
      expect(abs(sgd.coef_!.data[j] - value)).toBeLessThan(1e-9 * largest);
    });
    expect(abs(sgd.intercept_![0] - wanted.intercept)).toBeLessThan(1e-9 * largest);
  },
);

property(
  "logistic regression ends where the gradient of its objective is as small as it was asked to be",
  fc.integer({ min: 2, max: 4 }).chain((classes) =>
    fc.record({
      data: labelled(classes),
      classWeight: fc.constantFrom("balanced" as const, null),
      C: fc.constantFrom(0.01, 1, 100),
      tol: fc.constantFrom(1e-3, 1e-6, 1e-9),
      fitIntercept: fc.boolean(),
    }),
  ),
  async ({ data: { rows, y }, classWeight, C, tol, fitIntercept }) => {
    const model = new LogisticRegression({ C, tol, fitIntercept, classWeight, maxIter: 10_000 });
    await model.fit(rows, y);
    expect(model.converged_).toBe(true);
    const { data, rows: outputs, cols } = model.coef_!;
    const W = Array.from({ length: outputs }, (_, k) => [
      ...data.subarray(k * cols, (k + 1) * cols),
      model.intercept_![k],
    ]);
    const countOf = (code: number) => y.filter((other) => other === code).length;
    const weights = y.map((code) => (classWeight ? y.length / (model.classes_!.length * countOf(code)) : 1));
    gradientOf(W, { X: rows, codes: y, weights }).forEach((slopes, k) => {
      if (!fitIntercept) expect(W[k][cols] === 0).toBe(true);
      slopes.slice(0, cols + Number(fitIntercept)).forEach((slope, j) => {
        expect(abs(C * slope + (j < cols ? W[k][j] : 0)) / (C * y.length)).toBeLessThanOrEqual(tol * (1 + 1e-6));
      });
    });
  },
  40,
);

// Without relu, whose corners central differences may straddle; test/mlp/gradient.test.ts has it.
property(
  "steps with the whole batch lead where central differences do, with normalised layers and smoothed labels too",
  fc.integer({ min: 2, max: 3 }).chain((classes) =>
    fc.record({
      classes: fc.constant(classes),
      data: labelled(classes),
      hidden: fc.array(size(5), { minLength: 1, maxLength: 2 }),
      activation: fc.constantFrom("logistic" as const, "tanh" as const, "identity" as const),
      batchNorm: fc.boolean(),
      labelSmoothing: fc.constantFrom(0, 0.1),
      alpha: fc.constantFrom(0, 0.7),
      seed: fc.nat(1000),
    }),
  ),
  async ({ classes, data: { rows, y }, hidden, activation, batchNorm, labelSmoothing, alpha, seed }) => {
    const rate = 0.1;
    const problem = { X: rows, y, activation, alpha, labelSmoothing };
    let learned = start({
      units: [rows[0].length, ...hidden, classes === 2 ? 1 : classes],
      activation,
      seed,
      batchNorm,
    });
    const losses = [1, 2].map(() => {
      const loss = batchLoss(learned.network, problem);
      learned = descend(learned, problem, rate);
      return loss;
    });
    const model = new MLPClassifier({
      ...{ hiddenLayerSizes: hidden, activation, batchNorm, labelSmoothing, alpha, randomState: seed },
      ...{ solver: "sgd", momentum: 0, learningRateInit: rate, batchSize: rows.length, shuffle: false, maxIter: 2 },
    });
    await model.fit(rows, y, quiet);
    model.lossCurve_!.forEach((loss, step) => {
      expect(abs(loss - losses[step])).toBeLessThan(1e-4 * max(1, losses[step]));
    });
    const { data, cols } = await model.predictProba(rows);
    forwardBatch(learned.network, problem, learned.running).probabilities.forEach((shares, i) => {
      const expected = shares.length === 1 ? [1 - shares[0], shares[0]] : shares;
      for (let c = 0; c < cols; c++) expect(abs(data[i * cols + c] - expected[c])).toBeLessThan(1e-4);
    });
  },
  30,
);
