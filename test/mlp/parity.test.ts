/** Every weight after each of three epochs, against scikit-learn's path from the same initial weights. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { close, init, type Matrix, MLPClassifier, matrix } from "../../src/index.js";
import { loadDataSet, loadMlp, type MlpCase, type MlpWeights } from "../support/fixtures.js";

const TOLERANCE = 1e-4;
const cases = loadMlp();

beforeAll(() => init({ threads: 0 }));
afterAll(close);

function firstColumns(X: Matrix, columns: number): Matrix {
  const rows = Array.from({ length: X.rows }, (_, i) => Array.from(X.data.subarray(i * X.cols, i * X.cols + columns)));
  return matrix(rows);
}

function started({ params, initial }: MlpCase, maxIter: number): MLPClassifier {
  const model = new MLPClassifier({ ...params, maxIter, shuffle: false, warmStart: true });
  model.coefs_ = initial.coefs.map((rows) => matrix(rows));
  model.intercepts_ = initial.intercepts.map((row) => Float32Array.from(row));
  return model;
}

function expectWeights(model: MLPClassifier, { coefs, intercepts }: MlpWeights): void {
  coefs.forEach((rows, layer) => {
    const expected = rows.flat();
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - model.coefs_![layer].data[i])));
    expect(worst).toBeLessThan(TOLERANCE);
  });
  intercepts.forEach((row, layer) => {
    const worst = Math.max(...row.map((value, i) => Math.abs(value - model.intercepts_![layer][i])));
    expect(worst).toBeLessThan(TOLERANCE);
  });
}

const title = ({ data, params }: MlpCase) => `${data} ${JSON.stringify(params)}`;

describe("MLPClassifier follows scikit-learn's path", () => {
  test.each(cases.map((one) => [title(one), one] as const))("%s", async (_, one) => {
    const { scaledTrain, scaledTest } = loadDataSet(one.data);
    const X = firstColumns(scaledTrain.X, one.columns);
    for (let epochs = 1; epochs <= one.epochs.length; epochs++) {
      const model = await started(one, epochs).fit(X, scaledTrain.y as number[], { onWarning: () => {} });
      expectWeights(model, one.epochs[epochs - 1]);
      if (epochs < one.epochs.length) continue;
      model.lossCurve_!.forEach((loss, i) => {
        expect(loss).toBeCloseTo(one.lossCurve[i], 5);
      });
      const proba = await model.predictProba(firstColumns(scaledTest.X, one.columns));
      one.probabilities.flat().forEach((p, i) => {
        expect(Math.abs(proba.data[i] - p)).toBeLessThan(TOLERANCE);
      });
    }
  });
});
