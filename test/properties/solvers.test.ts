/** What is learned and what is answered against the slow versions, on drawn problems. */
import { afterAll, beforeAll, expect } from "@jest/globals";
import fc from "fast-check";
import { matrix } from "../../src/core/matrix.js";
import { close, init, MLPClassifier, SGDClassifier } from "../../src/index.js";
import { layersOf, referenceOf } from "../reference/mlp.js";
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
