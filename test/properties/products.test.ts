/** More kernels against slow and obvious versions: values of support vector kernels, walks through trees, steps of optimisers, products of integers. */
import { describe, expect } from "@jest/globals";
import fc from "fast-check";
import { type Matrix, matrix, scaled } from "../../src/core/matrix.js";
import { allocNorms, groupSums, squaredNorms } from "../../src/kernels/distance-rows.js";
import { sgdMomentumUpdate, sgdUpdate } from "../../src/kernels/optim.js";
import { allocSide, type KernelFunction, kernelBlock, packRows } from "../../src/kernels/svm-products.js";
import { view, withWorkspace } from "../../src/kernels/tensor.js";
import { kernelValue } from "../reference/svm.js";
import { bothTiles, guarded } from "../support/engine.js";
import { anyFloat, bitsOf, property } from "../support/property.js";

// Held here, since looking up a global is slow in a test's realm.
const { abs, fround, max } = Math;
const engines = bothTiles();
const [{ engine }] = engines;
const size = (most: number) => fc.integer({ min: 1, max: most });
const exactly = <T>(value: fc.Arbitrary<T>, length: number) =>
  fc.array(value, { minLength: length, maxLength: length });
const tame = fc.double({ min: -3, max: 3, noNaN: true }).map(fround);

describe("support vector kernels", () => {
  const fn: fc.Arbitrary<KernelFunction> = fc.record({
    name: fc.constantFrom("linear", "poly", "rbf", "sigmoid"),
    gamma: fc.double({ min: 0.01, max: 1, noNaN: true }),
    coef0: fc.double({ min: -1, max: 1, noNaN: true }),
    degree: fc.nat(4),
  });
  const problem = fc.tuple(size(12), size(20)).chain(([rows, cols]) =>
    fc.record({
      fn,
      X: fc.oneof(
        exactly(tame, rows * cols).map((list): Matrix => matrix(Float32Array.from(list), [rows, cols])),
        exactly(fc.nat(255), rows * cols).map(
          (list): Matrix => scaled(matrix(Uint8Array.from(list), [rows, cols]), 1 / 255),
        ),
      ),
      left: exactly(fc.integer({ min: -1, max: rows - 1 }), 8),
      right: exactly(fc.integer({ min: -1, max: rows - 1 }), 32),
      tile: fc.nat(engines.length - 1),
    }),
  );

  property(
    "are right to 1e-12 for any rows of bytes or floats, absent ones too",
    problem,
    ({ fn, X, left, right, tile }) => {
      const { engine } = engines[tile];
      withWorkspace(engine, (workspace) => {
        const features = workspace.putMatrix(X);
        const exact = features.dtype === "u8";
        const side = (role: "left" | "right", ids: number[]) => {
          const packed = allocSide(workspace, role, ids.length, features, exact);
          packRows(engine, features, workspace.put("i32", ids), packed);
          return packed;
        };
        const block = guarded(workspace, "f64", left.length, right.length);
        kernelBlock(engine, fn, side("left", left), side("right", right), 0, 2, block.tensor);
        block.expectIntact();
        const found = view(engine, block.tensor);
        const row = (id: number) =>
          Array.from({ length: X.cols }, (_, f) => (id < 0 ? 0 : X.data[id * X.cols + f] * (X.scale ?? 1)));
        left.forEach((a, r) => {
          right.forEach((b, c) => {
            const wanted = kernelValue(fn, row(a), row(b));
            const value = found[((c >> 4) * left.length + r) * 16 + (c & 15)];
            expect(abs(value - wanted)).toBeLessThanOrEqual(1e-12 * max(1, abs(wanted)));
          });
        });
      });
    },
  );
});

describe("bytes", () => {
  const rows = fc.tuple(size(9), size(40), size(8)).chain(([count, cols, group]) =>
    fc.record({
      X: exactly(fc.nat(255), count * cols).map((list) => matrix(Uint8Array.from(list), [count, cols])),
      group: fc.constant(group),
      order: fc.shuffledSubarray(
        Array.from({ length: cols }, (_, j) => j),
        { minLength: cols },
      ),
      first: fc.nat(count - 1),
    }),
  );
  property(
    "have exact norms and sums of groups, in the rows that were asked for",
    rows,
    ({ X, group, order, first }) => {
      withWorkspace(engine, (workspace) => {
        const groups = Math.ceil(X.cols / group);
        const tensor = workspace.put("u8", X.data, X.rows, X.cols);
        const norms = allocNorms(workspace, X.rows);
        view(engine, norms).fill(-7);
        const sums = guarded(workspace, "i16", X.rows, groups);
        view(engine, sums.tensor).fill(-7);
        squaredNorms(engine, tensor, norms, first, X.rows);
        groupSums(engine, tensor, workspace.put("i32", order), group, sums.tensor, first, X.rows);
        sums.expectIntact();
        for (let i = 0; i < X.rows; i++) {
          const row = Array.from(X.data.subarray(i * X.cols, (i + 1) * X.cols));
          const norm = row.reduce((sum, value) => sum + value * value, 0);
          expect(view(engine, norms)[i]).toBe(i < first ? -7 : norm);
          for (let g = 0; g < groups; g++) {
            const sum = order.slice(g * group, (g + 1) * group).reduce((total, j) => total + row[j], 0);
            expect(view(engine, sums.tensor)[i * groups + g]).toBe(i < first ? -7 : sum);
          }
        }
      });
    },
  );
});

describe("optimisers", () => {
  const rate = fc.double({ min: 0, max: 1, noNaN: true }).map(fround);
  const step = size(40).chain((n) =>
    fc.record({
      W: exactly(anyFloat, n).map((list) => Float32Array.from(list)),
      G: exactly(anyFloat, n).map((list) => Float32Array.from(list)),
      V: exactly(anyFloat, n).map((list) => Float32Array.from(list)),
      rate,
      momentum: rate,
    }),
  );
  property(
    "take a step of gradient descent with the bits of a loop in f32, whatever the numbers",
    step,
    ({ W, G, rate }) => {
      withWorkspace(engine, (workspace) => {
        const weights = guarded(workspace, "f32", 1, W.length);
        view(engine, weights.tensor).set(W);
        sgdUpdate(engine, weights.tensor, workspace.put("f32", G, 1, G.length), { rate });
        weights.expectIntact();
        const expected = W.map((w, i) => fround(w - fround(rate * fround(G[i] + fround(0 * w)))));
        expect(bitsOf(view(engine, weights.tensor))).toEqual(bitsOf(expected));
      });
    },
  );

  property(
    "carry momentum with the bits of a loop in f32, whatever the numbers",
    step,
    ({ W, G, V, rate, momentum }) => {
      withWorkspace(engine, (workspace) => {
        const [weights, velocity] = [W, V].map((values) => {
          const tensor = guarded(workspace, "f32", 1, values.length);
          view(engine, tensor.tensor).set(values);
          return tensor;
        });
        sgdMomentumUpdate(
          engine,
          weights.tensor,
          workspace.put("f32", G, 1, G.length),
          velocity.tensor,
          { rate },
          { momentum, nesterov: false },
        );
        weights.expectIntact();
        velocity.expectIntact();
        const v = V.map((value, i) =>
          fround(fround(momentum * value) - fround(rate * fround(G[i] + fround(0 * W[i])))),
        );
        expect(bitsOf(view(engine, velocity.tensor))).toEqual(bitsOf(v));
        expect(bitsOf(view(engine, weights.tensor))).toEqual(bitsOf(W.map((w, i) => fround(w + v[i]))));
      });
    },
  );
});
