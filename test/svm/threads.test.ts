/** The bits of SVC do not depend on where the work runs. */
import { afterAll, expect, test } from "@jest/globals";
import { AbortError, close, init, SVC } from "../../src/index.js";
import { loadDataSet } from "../support/fixtures.js";
import { randomBytes, randomFloats } from "../support/random-data.js";

afterAll(close);

const digits = loadDataSet("digits");

async function everything() {
  const results: unknown[] = [];
  for (const kernel of ["linear", "rbf"] as const) {
    for (const cacheSize of [1000, 0.2]) {
      for (const { train, test } of [
        { train: digits.train, test: digits.test },
        { train: digits.scaledTrain, test: digits.scaledTest },
      ]) {
        const clf = await new SVC({ kernel, C: 5, cacheSize, decisionFunctionShape: "ovo" }).fit(train.X, train.y);
        const { data } = await clf.decisionFunction(test.X);
        results.push([...clf.dualCoef_!], [...clf.intercept_!], [...clf.nIter_!], [...data], await clf.predict(test.X));
      }
    }
  }
  return results;
}

test("0, 1, 2 and 7 threads give the same bits", async () => {
  await init({ threads: 0 });
  const expected = await everything();
  for (const threads of [1, 2, 7]) {
    await init({ threads });
    expect(await everything()).toEqual(expected);
  }
});

test("a large prediction is spread over tasks, with the bits of one row at a time", async () => {
  await init({ threads: 2 });
  const X = randomFloats(1, 600, 40);
  const clf = await new SVC({ C: 10 }).fit(
    X,
    Array.from({ length: 600 }, (_, i) => i % 3),
  );
  const rows = randomFloats(2, 3001, 40);
  const { data, cols } = await clf.decisionFunction(rows);
  for (const r of [0, 255, 256, 1999, 3000]) {
    const one = await clf.decisionFunction({ data: rows.data.subarray(r * 40, (r + 1) * 40), rows: 1, cols: 40 });
    expect([...one.data]).toEqual([...data.subarray(r * cols, (r + 1) * cols)]);
  }
});

test("a cancelled fit rejects and leaves the estimator as it was", async () => {
  await init({ threads: 2 });
  const clf = await new SVC({ kernel: "linear" }).fit(digits.train.X, digits.train.y);
  const before = clf.dualCoef_;
  // No separation to be found in noise, and a C that asks for one.
  const X = randomBytes(3, 2000, 50);
  const controller = new AbortController();
  const running = clf.setParams({ C: 1e6 }).fit(
    X,
    Array.from({ length: 2000 }, (_, i) => i % 2),
    { signal: controller.signal },
  );
  setTimeout(() => controller.abort(), 100);
  await expect(running).rejects.toThrow(AbortError);
  expect(clf.dualCoef_).toBe(before);
  expect(clf.nFeaturesIn_).toBe(64);
});
