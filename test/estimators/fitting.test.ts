/** What fit learns, and what it leaves alone. */
import { describe, expect } from "@jest/globals";
import { takeRows } from "../../src/core/matrix.js";
import { Random } from "../../src/core/random.js";
import { type Label, type Labels, loadModel, saveModel } from "../../src/index.js";
import { clusters } from "./data.js";
import { checkEach } from "./each.js";
import { type AnyClassifier, answers, learned, type Subject } from "./table.js";

const { X, y } = clusters(45, 4, 3);
const other = clusters(38, 5, 2, 4, 2);

/** Everything a fit leads to. */
async function outcome(
  subject: Subject,
  data: typeof X = X,
  labels: Labels = y,
  asked: typeof X = X,
): Promise<Record<string, unknown>> {
  const estimator = await subject.fitted(data, labels);
  return { ...learned(estimator), ...(await answers(estimator, subject, asked)) };
}

describe("fit", () => {
  checkEach("returns itself and learns the classes and the number of columns", async ({ make }) => {
    const estimator = make();
    expect(await estimator.fit(X, y)).toBe(estimator);
    expect(estimator.classes_).toEqual([0, 1, 2]);
    expect(estimator.nFeaturesIn_).toBe(4);
  });

  checkEach("leaves X, y and its parameters as they were", async (subject) => {
    const rows = X.data.slice();
    const labels = y.slice();
    const estimator = await subject.fitted(X, y);
    await answers(estimator, subject, X);
    expect(X.data).toEqual(rows);
    expect(y).toEqual(labels);
    expect(estimator.getParams()).toEqual(subject.make().getParams());
  });

  checkEach("learns the same bits twice", async (subject) => {
    const first = await outcome(subject);
    expect(await outcome(subject)).toEqual(first);
    const again = subject.make();
    await again.fit(X, y);
    await again.fit(X, y);
    expect({ ...learned(again), ...(await answers(again, subject, X)) }).toEqual(first);
  });

  checkEach("forgets the first fit in the second", async (subject) => {
    const estimator = subject.make();
    await estimator.fit(other.X, other.y);
    await answers(estimator, subject, other.X);
    await estimator.fit(X, y);
    expect({ ...learned(estimator), ...(await answers(estimator, subject, X)) }).toEqual(await outcome(subject));
  });

  checkEach("learns the same from fits that run at the same time", async (subject) => {
    const alone = [await outcome(subject), await outcome(subject, other.X, other.y, other.X)];
    const together = await Promise.all([outcome(subject), outcome(subject, other.X, other.y, other.X)]);
    expect(together).toEqual(alone);
  });

  checkEach("learns the same bits in a clone", async (subject) => {
    const copy = (await subject.fitted(X, y)).clone();
    await copy.fit(X, y);
    expect({ ...learned(copy), ...(await answers(copy, subject, X)) }).toEqual(await outcome(subject));
  });

  checkEach("learns well separated classes from rows in any order", async (subject) => {
    const apart = clusters(45, 4, 3, 8);
    const order = new Random(6).permutation(45);
    const mixed = Array.from(order, (row) => apart.y[row]);
    const estimator = await subject.fitted(takeRows(apart.X, order), mixed);
    expect(await estimator.predict(apart.X)).toEqual(await (await subject.fitted(apart.X, apart.y)).predict(apart.X));
  });

  checkEach("keeps its predictions when parameters change, until the next fit", async (subject) => {
    const estimator = await subject.fitted(X, y);
    const before = await answers(estimator, subject, X);
    const defaults = estimator.clone().getParams() as Record<string, unknown>;
    estimator.setParams(Object.fromEntries(Object.keys(defaults).map((name) => [name, "changed"])));
    expect(await answers(estimator, subject, X)).toEqual(before);
  });

  checkEach("takes rows of numbers like a matrix", async (subject) => {
    const rows = Array.from({ length: X.rows }, (_, i) => Array.from(takeRows(X, [i]).data));
    const estimator = await subject.fitted(rows, y);
    expect({ ...learned(estimator), ...(await answers(estimator, subject, X)) }).toEqual(await outcome(subject));
    expect(await estimator.predict(rows)).toEqual(await estimator.predict(X));
  });
});

describe("labels", () => {
  const names = ["Ankle boot", "dress", "zebra"];
  const renamed: [string, (code: number) => Label][] = [
    ["strings", (code) => names[code]],
    ["numbers with gaps, below zero and broken", (code) => [-3, 0.5, 700][code]],
  ];
  for (const [what, rename] of renamed) {
    checkEach(`learns the same from ${what}, up to the names`, async (subject) => {
      const { labels, classes_, ...expected } = await outcome(subject);
      const { labels: got, classes_: classes, ...rest } = await outcome(subject, X, y.map(rename) as Labels);
      expect(rest).toEqual(expected);
      expect(classes).toEqual((classes_ as number[]).map(rename));
      expect(got).toEqual((labels as number[]).map(rename));
    });
  }

  checkEach("takes labels from any array", async (subject) => {
    const expected = await outcome(subject);
    for (const labels of [Uint8Array.from(y), Int32Array.from(y), Float64Array.from(y), Object.freeze([...y])]) {
      expect(await outcome(subject, X, labels)).toEqual(expected);
    }
  });

  checkEach("sorts the classes, whatever comes first in y", async (subject) => {
    const estimator = await subject.fitted(
      X,
      y.map((code) => ["m", "b", "x"][code]),
    );
    expect(estimator.classes_).toEqual(["b", "m", "x"]);
    expect(new Set(await estimator.predict(X))).not.toContain(undefined);
  });
});

describe("learned state", () => {
  checkEach("is plain data", async (subject) => {
    const estimator = await subject.fitted(X, y);
    const state = learned(estimator);
    expect(Object.keys(state)).toEqual(expect.arrayContaining(["classes_", "nFeaturesIn_"]));
    expect(Object.keys(state).length).toBeGreaterThan(2);
    for (const [name, value] of Object.entries(state)) expect([name, isPlain(value)]).toEqual([name, true]);
  });

  checkEach("is all that predicting needs", async (subject) => {
    const estimator = await subject.fitted(X, y);
    const restored = subject.make().restoreState(structuredClone(estimator.learnedState()));
    expect(await answers(restored, subject, X)).toEqual(await answers(estimator, subject, X));
  });

  checkEach("comes back from a model file, bit for bit", async (subject) => {
    const estimator = await subject.fitted(
      X,
      y.map((code) => ["dress", "bag", "shirt"][code]),
    );
    const bytes = saveModel(estimator);
    const loaded = loadModel(bytes) as AnyClassifier;
    expect(saveModel(loaded)).toEqual(bytes);
    expect(loaded.constructor).toBe(estimator.constructor);
    expect(loaded.getParams()).toEqual(estimator.getParams());
    expect(learned(loaded)).toEqual(learned(estimator));
    expect(await answers(loaded, subject, X)).toEqual(await answers(estimator, subject, X));
  });

  checkEach("is not there to save before fit", ({ name, make }) => {
    expect(() => saveModel(make())).toThrow(`${name}: there is nothing to save before fit`);
  });
});

function isPlain(value: unknown): boolean {
  if (ArrayBuffer.isView(value)) return !(value instanceof DataView);
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value === "object" && value !== null) {
    return Object.getPrototypeOf(Object.getPrototypeOf(value)) === null && Object.values(value).every(isPlain);
  }
  return value === null || ["number", "string", "boolean", "undefined"].includes(typeof value);
}
