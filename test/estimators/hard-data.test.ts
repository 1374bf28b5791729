/** Data at the edge of what can be learned from. */
import { describe, expect } from "@jest/globals";
import { type Matrix, matrix, takeRows } from "../../src/core/matrix.js";
import type { Labels } from "../../src/index.js";
import { HeddleError } from "../../src/index.js";
import { byteClusters, clusters } from "./data.js";
import { checkEach } from "./each.js";
import { answers, type Subject } from "./table.js";

/** Fits and asks; every label must be one of y's and every score finite. */
async function learns(subject: Subject, X: Matrix, y: Labels) {
  const estimator = await subject.fitted(X, y);
  const { labels, tables } = await answers(estimator, subject, X);
  expect(labels).toHaveLength(X.rows);
  for (const label of labels) expect(estimator.classes_).toContain(label);
  for (const { data } of tables) expect(data.every((value) => Number.isFinite(value))).toBe(true);
  return { estimator, labels };
}

const times = (X: Matrix<Float32Array>, factor: number) => ({ ...X, data: X.data.map((value) => value * factor) });

describe("shapes", () => {
  for (const rows of [2, 9, 33, 65]) {
    for (const cols of [1, 3, 8, 17, 40]) {
      checkEach(`learns from ${rows} × ${cols} numbers`, async (subject) => {
        const { X, y } = clusters(rows, cols, 2);
        await learns(subject, X, y);
      });
    }
  }

  checkEach("learns from 6 rows of 10000 columns, floats and bytes", async (subject) => {
    const { X, y } = clusters(6, 10_000, 2);
    await learns(subject, X, y);
    const { bytes, y: labels } = byteClusters(6, 10_000, 2);
    await learns(subject, bytes, labels);
  });

  checkEach("answers one row alone as among others", async (subject) => {
    const { X, y } = clusters(30, 4, 3);
    const { estimator, labels } = await learns(subject, X, y);
    for (const row of [0, 1, 2, 29]) expect(await estimator.predict(takeRows(X, [row]))).toEqual([labels[row]]);
  });

  checkEach("learns from one row, or says why not", async (subject) => {
    const one = matrix([[1, 2, 3]]);
    const refusal = await learns(subject, one, ["only"]).then(
      ({ labels }) => expect(labels).toEqual(["only"]),
      (error) => error,
    );
    if (refusal !== undefined) {
      expect(refusal).toBeInstanceOf(HeddleError);
      expect(refusal.message).toMatch(/only one class|2 neighbours|nNeighbors/);
    }
  });

  checkEach("answers with the only class there is, if it takes a single one", async (subject) => {
    const { X } = clusters(9, 3, 1);
    const answer = await learns(subject, X, new Array(9).fill("only")).catch((error) => error);
    if (answer instanceof Error) expect(answer.message).toContain("only one class");
    else expect(new Set(answer.labels)).toEqual(new Set(["only"]));
  });

  checkEach("learns from one row of each class", async (subject) => {
    const { X, y } = clusters(3, 4, 3);
    await learns(subject, X, y);
  });

  checkEach("learns from a class with one row among others", async (subject) => {
    const { X, y } = clusters(30, 4, 2);
    y[7] = 2;
    await learns(subject, X, y);
  });

  checkEach("learns twelve classes", async (subject) => {
    const { X, y } = clusters(60, 6, 12);
    const { estimator } = await learns(subject, X, y);
    expect(estimator.classes_).toHaveLength(12);
  });
});

describe("values", () => {
  const { X, y } = clusters(30, 4, 3);

  checkEach("learns from columns that never change", async (subject) => {
    const constant = matrix(new Float32Array(120).fill(3), [30, 4]);
    const { labels } = await learns(subject, constant, y);
    expect(new Set(labels).size).toBe(1);
  });

  checkEach("learns from zeros alone", async (subject) => {
    await learns(subject, matrix(new Float32Array(120), [30, 4]), y);
    await learns(subject, matrix(new Uint8Array(120), [30, 4]), y);
  });

  checkEach("learns with one constant column among others", async (subject) => {
    const mixed = { ...X, data: X.data.map((value, at) => (at % 4 === 2 ? 5 : value)) };
    await learns(subject, mixed, y);
  });

  checkEach("learns from duplicate rows, also with different labels", async (subject) => {
    const twice = matrix(Float32Array.of(...X.data, ...X.data), [60, 4]);
    await learns(subject, twice, [...y, ...y]);
    await learns(subject, twice, [...y, ...y.map((label) => (label + 1) % 3)]);
  });

  for (const factor of [1e-38, 1e-20, 1e-8, 1e8, 1e18]) {
    checkEach(`learns from values of the order of ${factor}`, async (subject) => {
      await learns(subject, times(X, factor), y);
    });
  }

  checkEach("learns from columns of very different size", async (subject) => {
    const mixed = { ...X, data: X.data.map((value, at) => value * [1e-12, 1, 1e6, 1e12][at % 4]) };
    await learns(subject, mixed, y);
  });

  checkEach("learns from the largest f32, or says why not", async (subject) => {
    const largest = times(X, 3e37);
    try {
      await learns(subject, largest, y);
    } catch (error) {
      expect(error).toBeInstanceOf(HeddleError);
    }
  });
});
