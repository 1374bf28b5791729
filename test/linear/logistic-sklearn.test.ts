/** What scikit-learn finds at the optimum, on six data sets. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { close, init, LogisticRegression } from "../../src/index.js";
import { DATA_SET_NAMES, type DataSet, loadDataSet, loadLogistic } from "../support/fixtures.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const fixtures = loadLogistic();
/** Of the largest coefficient; the fixtures are rounded to ten digits. */
const COEFFICIENT_ERROR = 1e-6;
/** Coefficients that hardly change the objective are the least certain ones; f32 probabilities feel them most at C = 100. */
const PROBABILITY_ERROR = 5e-6;

/** C · Σ log loss + ½ ‖coef‖², from the public attributes alone. */
function objective(model: LogisticRegression, C: number, { scaledTrain: { X, y } }: DataSet): number {
  const { data: coef, rows: outputs, cols } = model.coef_!;
  let loss = 0;
  for (let i = 0; i < X.rows; i++) {
    const z = Array.from({ length: outputs }, (_, k) => {
      let score = model.intercept_![k];
      for (let j = 0; j < cols; j++) score += coef[k * cols + j] * X.data[i * cols + j];
      return score;
    });
    if (outputs === 1) z.unshift(0);
    const top = Math.max(...z);
    const logSum = top + Math.log(z.reduce((sum, value) => sum + Math.exp(value - top), 0));
    loss += logSum - z[model.classes_!.indexOf(y[i])];
  }
  return C * loss + 0.5 * coef.reduce((sum, value) => sum + value * value, 0);
}

function worst(actual: ArrayLike<number>, expected: number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(actual[i] - value)));
}

describe.each(DATA_SET_NAMES)("%s", (name) => {
  const data = loadDataSet(name);
  test.each(fixtures[name].map((one) => [JSON.stringify(one.params), one] as const))("%s", async (_, one) => {
    const model = new LogisticRegression({ ...one.params, tol: 1e-10, maxIter: 5000 });
    await model.fit(data.scaledTrain.X, data.scaledTrain.y);
    expect(model.converged_).toBe(true);
    expect(model.coef_).toMatchObject({ rows: one.intercept.length, cols: data.scaledTrain.X.cols });
    expect(objective(model, one.params.C, data)).toBeLessThanOrEqual(one.objective * (1 + 1e-9));
    expect(model.coef_!.rows).toBe(model.classes_!.length === 2 ? 1 : model.classes_!.length);

    const { data: coef, cols } = model.coef_!;
    const norms = one.coefSquaredNorm.map((_, k) =>
      coef.subarray(k * cols, (k + 1) * cols).reduce((s, v) => s + v * v, 0),
    );
    const size = Math.max(1, ...coef.map(Math.abs));
    if (one.coef) expect(worst(coef, one.coef.flat())).toBeLessThan(COEFFICIENT_ERROR * size);
    expect(worst(norms, one.coefSquaredNorm)).toBeLessThan(1e-4 * Math.max(...one.coefSquaredNorm));
    expect(worst(model.intercept_!, one.intercept)).toBeLessThan(1e-5 * Math.max(size, ...one.intercept.map(Math.abs)));

    const proba = await model.predictProba(data.scaledTest.X);
    expect(worst(proba.data, one.probabilities.flat())).toBeLessThan(PROBABILITY_ERROR);
    expect(await model.predict(data.scaledTest.X)).toEqual(one.predictions);
    expect(await model.score(data.scaledTest.X, data.scaledTest.y)).toBeCloseTo(one.testAccuracy, 9);
  });
});
