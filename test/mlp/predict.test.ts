/** Predictions: one answer per row however many rows are asked for, on whatever engine, without leaking memory. */
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { argmaxRows } from "../../src/core/estimator.js";
import { sliceRows, takeRows } from "../../src/core/matrix.js";
import { close, init, MLPClassifier } from "../../src/index.js";
import { layersOf, referenceOf } from "../reference/mlp.js";
import { clouds } from "./problems.js";

afterAll(close);

const quiet = { onWarning: () => {} };
const CLASSES = [2, 3, 11];

async function fitted(classes: number, activation: "relu" | "tanh" | "logistic" = "relu") {
  const { X, y } = clouds(1100, 30, classes, 3, 1);
  const model = new MLPClassifier({ hiddenLayerSizes: [40, 21], activation, maxIter: 3, randomState: 0 });
  return { model: await model.fit(X, y, quiet), X };
}

describe("predictProba", () => {
  beforeEach(async () => {
    await init({ threads: 0 });
  });

  test.each(CASES())(
    "%i classes, %s: equals the f64 reference, sums to 1, and predict takes its largest",
    async (classes, activation) => {
      const { model, X } = await fitted(classes, activation);
      const proba = await model.predictProba(X);
      expect([proba.rows, proba.cols]).toEqual([X.rows, classes]);
      const network = referenceOf(model);
      for (let i = 0; i < X.rows; i += 97) {
        const last = layersOf(network, Array.from(X.data.subarray(i * 30, (i + 1) * 30)), activation).at(-1)!;
        const expected = classes === 2 ? [1 - last[0], last[0]] : last;
        const row = proba.data.subarray(i * classes, (i + 1) * classes);
        expected.forEach((p, j) => {
          expect(Math.abs(row[j] - p)).toBeLessThan(1e-5);
        });
        expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
      }
      expect(await model.predict(X)).toEqual(Array.from(argmaxRows(proba.data, proba.rows, proba.cols)));
    },
  );

  test.each(CLASSES)("%i classes: a row's bits do not depend on its company", async (classes) => {
    const { model, X } = await fitted(classes);
    const all = (await model.predictProba(X)).data;
    for (const rows of [1, 2, 7, 24, 25, 26, 255, 256, 257, 600]) {
      const start = 3;
      const part = await model.predictProba(sliceRows(X, start, start + rows));
      expect(part.data).toEqual(all.slice(start * classes, (start + rows) * classes));
    }
    const order = Int32Array.from({ length: X.rows }, (_, i) => X.rows - 1 - i);
    const turned = await model.predictProba(takeRows(X, order));
    for (let i = 0; i < X.rows; i++) {
      const at = (X.rows - 1 - i) * classes;
      expect(turned.data.subarray(at, at + classes)).toEqual(all.subarray(i * classes, (i + 1) * classes));
    }
  });

  test("repeated predictions do not take more memory", async () => {
    const { model, X } = await fitted(3);
    const { engine } = await init({ threads: 0 });
    const ask = async () => {
      await model.predict(sliceRows(X, 0, 1));
      await model.predict(X);
      return engine.arena.usedBytes;
    };
    const first = await ask();
    for (let i = 0; i < 5; i++) expect(await ask()).toBe(first);
  });

  test("a fitted model answers alike after the runtime was restarted, and with setParams of another activation", async () => {
    const { model, X } = await fitted(3);
    const before = (await model.predictProba(X)).data;
    await init({ threads: 2 });
    expect((await model.predictProba(X)).data).toEqual(before);
    model.setParams({ activation: "tanh" });
    expect((await model.predictProba(X)).data).toEqual(before);
  });

  test("a second fit replaces the first one's answers", async () => {
    const { model, X } = await fitted(3);
    const before = (await model.predictProba(X)).data;
    const { y } = clouds(1100, 30, 3, 3, 1);
    await model.setParams({ randomState: 9 }).fit(X, y, quiet);
    expect((await model.predictProba(X)).data).not.toEqual(before);
  });

  test("can be cancelled, and checks its input", async () => {
    const { model, X } = await fitted(3);
    const signal = AbortSignal.abort();
    await expect(model.predict(X, { signal })).rejects.toMatchObject({ name: "AbortError" });
    await expect(model.predictProba([[1, 2]])).rejects.toThrow(/X has 2 columns, the model was fitted with 30/);
    await expect(new MLPClassifier().predictProba(X)).rejects.toMatchObject({ code: "ERR_NOT_FITTED" });
  });
});

function CASES() {
  return CLASSES.flatMap((classes) => (["relu", "tanh", "logistic"] as const).map((f) => [classes, f] as const));
}
