/** Searches that skip what cannot matter, or work in blocks, against those that look at everything. */
import { afterAll, beforeAll, describe, expect } from "@jest/globals";
import fc from "fast-check";
import { type Matrix, type MatrixData, matrix } from "../../src/core/matrix.js";
import { close, DecisionTreeClassifier, init, KNeighborsClassifier, SVC } from "../../src/index.js";
import { find } from "../neighbors/find.js";
import { nearestRows } from "../reference/neighbors.js";
import { referenceTree } from "../reference/tree.js";
import { bothTiles } from "../support/engine.js";
import { finiteFloat, property } from "../support/property.js";
import { nested, rowsAsNumbers } from "../tree/data.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const size = (max: number) => fc.integer({ min: 1, max });
const exactly = <T>(value: fc.Arbitrary<T>, length: number) =>
  fc.array(value, { minLength: length, maxLength: length });

/** Values from few choices make ties, which is where a search goes wrong. */
const bytes = fc.oneof(fc.nat(3), fc.nat(255));
const tame = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -9, max: 9, noNaN: true }).map(Math.fround));
const matrixOf = (
  value: fc.Arbitrary<number>,
  Type: { from(list: number[]): MatrixData },
  rows: number,
  cols: number,
) => exactly(value, rows * cols).map((list): Matrix => matrix(Type.from(list), [rows, cols]));

const anyKind = (rows: number, cols: number) =>
  fc.oneof(matrixOf(bytes, Uint8Array, rows, cols), matrixOf(tame, Float32Array, rows, cols));

describe("nearest rows", () => {
  const engines = bothTiles();
  const asked = fc.tuple(size(40), size(7), size(20)).chain(([rows, queries, cols]) =>
    fc.record({
      X: matrixOf(bytes, Uint8Array, rows, cols),
      Q: matrixOf(bytes, Uint8Array, queries, cols),
      k: size(rows),
      group: size(8),
      step: fc.constantFrom(16, 32, 48),
      engine: fc.constantFrom(...engines.map(({ engine }) => engine)),
    }),
  );

  property(
    "screened by sums over columns and offered in parts, bytes have the neighbours of a full sort",
    asked,
    ({ X, Q, k, group, step, engine }) => {
      expect(find(engine, X, Q, k, { group, step })).toEqual(nearestRows(X, Q, k, "l2"));
    },
    150,
  );

  property(
    "of floats are those of a full sort in f64, whatever their size",
    fc.tuple(size(30), size(10), size(6)).chain(([rows, cols, queries]) =>
      fc.record({
        X: matrixOf(finiteFloat, Float32Array, rows, cols),
        Q: matrixOf(finiteFloat, Float32Array, queries, cols),
        k: size(rows),
        metric: fc.constantFrom<"euclidean" | "manhattan">("euclidean", "manhattan"),
      }),
    ),
    async ({ X, Q, k, metric }) => {
      const y = Array.from({ length: X.rows }, (_, i) => i);
      const model = await new KNeighborsClassifier({ nNeighbors: k, metric }).fit(X, y);
      const { distances, indices } = await model.kneighbors(Q);
      const all = nearestRows(X, Q, X.rows, metric === "euclidean" ? "l2" : "l1");
      for (let q = 0; q < Q.rows; q++) {
        const found = Array.from(indices.subarray(q * k, (q + 1) * k));
        expect(new Set(found).size).toBe(k);
        // Rows that are equally far but for the rounding of their sums may change places.
        found.forEach((row, i) => {
          const own = all.distances[q][all.indices[q].indexOf(row)];
          expect(Math.abs(own - all.distances[q][i])).toBeLessThanOrEqual(1e-13 * own);
          expect(Math.abs(distances![q * k + i] - own)).toBeLessThanOrEqual(1e-13 * own);
        });
      }
    },
  );
});

describe("decision trees", () => {
  const sample = fc
    .tuple(fc.integer({ min: 4, max: 60 }), size(5), fc.integer({ min: 2, max: 4 }))
    .chain(([rows, cols, classes]) =>
      fc.record({
        X: anyKind(rows, cols),
        y: exactly(fc.nat(classes - 1), rows).map((codes) => codes.map((code, i) => (i < classes ? i : code))),
        maxDepth: fc.option(size(5), { nil: undefined }),
        minSamplesLeaf: fc.integer({ min: 1, max: 4 }),
        classes: fc.constant(classes),
      }),
    );

  property("found by histograms or ranks are those of a search through every threshold", sample, async (drawn) => {
    const { X, y, classes, maxDepth, minSamplesLeaf } = drawn;
    const tree = await new DecisionTreeClassifier({ maxDepth, minSamplesLeaf }).fit(X, y);
    expect(nested(tree.tree_!)).toEqual(referenceTree(rowsAsNumbers(X), y, { classes, maxDepth, minSamplesLeaf }));
  });
});

describe("support vector machines", () => {
  const problem = fc
    .tuple(fc.integer({ min: 6, max: 50 }), size(6), fc.integer({ min: 2, max: 3 }))
    .chain(([rows, cols, classes]) =>
      fc.record({
        X: anyKind(rows, cols),
        y: exactly(fc.nat(classes - 1), rows).map((codes) => codes.map((code, i) => (i < classes ? i : code))),
        kernel: fc.constantFrom<"linear" | "rbf" | "poly">("linear", "rbf", "poly"),
        C: fc.constantFrom(0.1, 1, 10),
        cacheSize: fc.constantFrom(1e-4, 2e-3, 1e-2),
      }),
    );

  property(
    "learn the same bits from rows that come and go as from the whole Gram matrix",
    problem,
    async ({ X, y, cacheSize, ...params }) => {
      const quiet = { onWarning: () => {} };
      const whole = await new SVC({ ...params, maxIter: 500 }).fit(X, y, quiet);
      const rows = await new SVC({ ...params, maxIter: 500, cacheSize }).fit(X, y, quiet);
      expect(rows.learnedState()).toEqual(whole.learnedState());
    },
  );
});
