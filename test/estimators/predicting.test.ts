/** What a fitted model answers: consistent with itself, row by row, and the same for bytes and floats. */
import { describe, expect } from "@jest/globals";
import { type Matrix, sliceRows, takeRows } from "../../src/core/matrix.js";
import { Random } from "../../src/core/random.js";
import type { Label } from "../../src/index.js";
import { byteClusters, clusters } from "./data.js";
import { checkEach } from "./each.js";
import { type AnyClassifier, answers, type Subject } from "./table.js";

/** Classes that touch, so that probabilities are not all 0 and 1. */
const train = clusters(60, 5, 3, 0.7);
const unseen = clusters(37, 5, 3, 0.7, 9);

async function fitted(subject: Subject, data = train): Promise<AnyClassifier> {
  return subject.fitted(data.X, data.y);
}

describe("answers agree", () => {
  checkEach("separates well separated classes", async (subject) => {
    for (const classes of [2, 3, 7]) {
      const data = clusters(20 * classes, 4, classes, 8);
      const held = clusters(5 * classes, 4, classes, 8, 5);
      const estimator = await fitted(subject, data);
      expect([classes, await estimator.score(held.X, held.y)]).toEqual([classes, 1]);
    }
  });

  checkEach("scores the share of right predictions", async (subject) => {
    const estimator = await fitted(subject);
    const labels = await estimator.predict(unseen.X);
    const right = labels.filter((label, i) => label === unseen.y[i]).length;
    expect(await estimator.score(unseen.X, unseen.y)).toBe(right / 37);
    expect(await estimator.score(unseen.X, labels)).toBe(1);
  });

  checkEach("scores rows whose label it has never seen as wrong", async (subject) => {
    const estimator = await fitted(subject);
    expect(await estimator.score(unseen.X, new Array(37).fill(99))).toBe(0);
    expect(await estimator.score(unseen.X, new Array(37).fill("0"))).toBe(0);
  });

  for (const classes of [2, 4]) {
    checkEach(
      `gives probabilities that sum to 1 and name the predicted class (${classes} classes)`,
      async (subject) => {
        const estimator = await fitted(subject, clusters(60, 5, classes, 0.7));
        const proba = await estimator.predictProba(unseen.X);
        expect([proba.rows, proba.cols, proba.data.length]).toEqual([37, classes, 37 * classes]);
        expect(proba.data.every((p) => p >= 0 && p <= 1)).toBe(true);
        const labels = await estimator.predict(unseen.X);
        eachRow(proba, (row, i) => {
          expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
          expect(labels[i]).toBe(estimator.classes_![row.indexOf(Math.max(...row))]);
        });
      },
      (subject) => subject.scores.includes("predictProba"),
    );

    checkEach(
      `decides for the predicted class (${classes} classes)`,
      async (subject) => {
        const estimator = await fitted(subject, clusters(60, 5, classes, 0.7));
        const decision = await estimator.decisionFunction(unseen.X);
        expect([decision.rows, decision.cols]).toEqual([37, classes === 2 ? 1 : classes]);
        const labels = await estimator.predict(unseen.X);
        const winner = (row: number[]): Label => {
          const code = row.length === 1 ? (row[0] > 0 ? 1 : 0) : row.indexOf(Math.max(...row));
          return estimator.classes_![code];
        };
        eachRow(decision, (row, i) => expect(labels[i]).toBe(winner(row)));
      },
      (subject) => subject.scores.includes("decisionFunction"),
    );
  }
});

describe("rows are independent", () => {
  checkEach("answers the same for any batch of rows", async (subject) => {
    const estimator = await fitted(subject);
    const whole = await answers(estimator, subject, unseen.X);
    for (const size of [1, 7, 16]) {
      for (let start = 0; start < 37; start += size) {
        const end = Math.min(37, start + size);
        const part = await answers(estimator, subject, sliceRows(unseen.X, start, end));
        expect(part.labels).toEqual(whole.labels.slice(start, end));
        expect(part.tables).toEqual(whole.tables.map((table) => rowsCopied(table, start, end)));
      }
    }
  });

  checkEach("answers the same in any order of rows", async (subject) => {
    const estimator = await fitted(subject);
    const order = new Random(4).permutation(37);
    const whole = await answers(estimator, subject, unseen.X);
    const mixed = await answers(estimator, subject, takeRows(unseen.X, order));
    expect(mixed.labels).toEqual(Array.from(order, (row) => whole.labels[row]));
    expect(mixed.tables).toEqual(whole.tables.map((table) => takeRows(table, order)));
  });

  checkEach("leaves X as it was", async (subject) => {
    const estimator = await fitted(subject);
    const before = unseen.X.data.slice();
    await answers(estimator, subject, unseen.X);
    expect(unseen.X.data).toEqual(before);
  });
});

describe("bytes", () => {
  const data = byteClusters(60, 6, 3);
  const held = byteClusters(41, 6, 3, 8);

  checkEach("predicts the same from bytes with a scale as from the floats they stand for", async (subject) => {
    const ofBytes = await fitted(subject, { X: data.bytes, y: data.y } as never);
    const ofFloats = await fitted(subject, { X: data.floats, y: data.y });
    const given = await answers(ofBytes, subject, held.bytes);
    const expected = await answers(ofFloats, subject, held.floats);
    expect(given.labels).toEqual(expected.labels);
    given.tables.forEach((table, k) => {
      expect(largestDifference(table, expected.tables[k])).toBeLessThanOrEqual(subject.bytesTolerance);
    });
  });

  checkEach("predicts the same whichever it was fitted on", async (subject) => {
    const ofBytes = await fitted(subject, { X: data.bytes, y: data.y } as never);
    const ofFloats = await fitted(subject, { X: data.floats, y: data.y });
    expect(await ofBytes.predict(held.floats)).toEqual(await ofBytes.predict(held.bytes));
    expect(await ofFloats.predict(held.bytes)).toEqual(await ofFloats.predict(held.floats));
  });

  checkEach("takes bytes without a scale as the numbers 0 to 255", async (subject) => {
    const { scale: _scale, ...plain } = data.bytes;
    const estimator = await fitted(subject, { X: plain, y: data.y } as never);
    const floats = { ...data.floats, data: Float32Array.from(data.bytes.data) };
    expect(await estimator.predict(floats)).toEqual(await estimator.predict(plain));
    expect(await estimator.predict(plain)).toEqual(
      await (await fitted(subject, { X: floats, y: data.y })).predict(floats),
    );
  });
});

function eachRow({ data, rows, cols }: Matrix, visit: (row: number[], index: number) => void): void {
  for (let i = 0; i < rows; i++) visit(Array.from(data.subarray(i * cols, (i + 1) * cols)), i);
}

function largestDifference(a: Matrix, b: Matrix): number {
  expect([a.rows, a.cols]).toEqual([b.rows, b.cols]);
  let largest = 0;
  for (let at = 0; at < a.data.length; at++) largest = Math.max(largest, Math.abs(a.data[at] - b.data[at]));
  return largest;
}

function rowsCopied(table: Matrix, start: number, end: number): Matrix {
  return takeRows(
    table,
    Array.from({ length: end - start }, (_, i) => start + i),
  );
}
