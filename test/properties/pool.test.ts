/** A pool of threads gives the bits of the calling thread, whatever is fitted on whatever. */
import { afterAll, beforeAll, expect, jest } from "@jest/globals";
import fc from "fast-check";
import { type Matrix, matrix } from "../../src/core/matrix.js";
import { close, init } from "../../src/index.js";
import { type AnyClassifier, answers, learned, type Subject, subjects } from "../estimators/table.js";
import { property } from "../support/property.js";

// The quick parameters end some solvers early, and they say so.
beforeAll(() => {
  jest.spyOn(console, "warn").mockImplementation(() => {});
});
afterAll(close);

const value = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double({ min: -9, max: 9, noNaN: true }).map(Math.fround));
const exactly = <T>(one: fc.Arbitrary<T>, length: number) => fc.array(one, { minLength: length, maxLength: length });

const problem = fc
  .tuple(fc.integer({ min: 6, max: 70 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 2, max: 4 }))
  .chain(([rows, cols, classes]) =>
    fc.record({
      subject: fc.constantFrom(...subjects),
      X: fc.oneof(
        exactly(value, rows * cols).map((list): Matrix => matrix(Float32Array.from(list), [rows, cols])),
        exactly(fc.nat(255), rows * cols).map((list): Matrix => matrix(Uint8Array.from(list), [rows, cols])),
      ),
      y: exactly(fc.nat(classes - 1), rows).map((codes) => codes.map((code, i) => (i < classes ? i : code))),
      threads: fc.constantFrom(1, 2, 3),
    }),
  );

async function outcome(subject: Subject, X: Matrix, y: number[], threads: number) {
  await init({ threads });
  const model: AnyClassifier = await subject.fitted(X, y);
  return { ...learned(model), ...(await answers(model, subject, X)) };
}

property(
  "a pool learns and answers with the bits of one thread",
  problem,
  async ({ subject, X, y, threads }) => {
    expect(await outcome(subject, X, y, threads)).toEqual(await outcome(subject, X, y, 0));
  },
  30,
);
