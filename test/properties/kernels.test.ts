/** Kernels against slow and obvious versions, on drawn shapes, places and values: NaN, infinities, both zeros, subnormal and huge ones too. */
import { describe, expect } from "@jest/globals";
import fc from "fast-check";
import { gemm, gemmScratch } from "../../src/kernels/gemm.js";
import { applyMath, type MathFunction } from "../../src/kernels/math.js";
import { columnSums, softmax } from "../../src/kernels/nn.js";
import { rowsOf, type Tensor, view, type Workspace, withWorkspace } from "../../src/kernels/tensor.js";
import { product } from "../reference/gemm.js";
import { bothTiles, guarded } from "../support/engine.js";
import { anyFloat, bitsOf, finiteFloat, property } from "../support/property.js";

// Held here, since looking up a global is slow in a test's realm.
const { abs, exp, fround, log, tanh } = Math;
const engines = bothTiles();
const size = (max: number) => fc.integer({ min: 1, max });
const floats = (length: number, value = anyFloat) =>
  fc.array(value, { minLength: length, maxLength: length }).map((list) => Float32Array.from(list));

const tame = fc.double({ min: -8, max: 8, noNaN: true }).map(fround);
/** One special number in a hundred: where many meet in a sum, it is NaN whatever the order. */
const rarelyOdd = fc.oneof({ weight: 99, arbitrary: tame }, { weight: 1, arbitrary: anyFloat });

/** Two sides of a product; an inner dimension of more than 256 crosses a block. Long sums are of few distinct rows, which are quick to draw. */
const operands = fc
  .tuple(
    size(24),
    size(40),
    fc.oneof(size(12), fc.integer({ min: 250, max: 530 })),
    fc.constantFrom(tame, tame, rarelyOdd, finiteFloat, anyFloat),
  )
  .chain(([m, n, k, value]) => {
    const rows = (count: number, length: number) =>
      fc
        .tuple(floats(length, value), fc.array(fc.nat(length - 1), { minLength: count, maxLength: count }))
        .map(([row, turns]) => turned(row, turns));
    return fc.record({
      m: fc.constant(m),
      n: fc.constant(n),
      k: fc.constant(k),
      A: rows(m, k),
      B: rows(k, n),
      C: rows(m, n),
      transA: fc.boolean(),
      transB: fc.boolean(),
      accumulate: fc.boolean(),
      from: fc.tuple(fc.nat(m - 1), fc.nat(n - 1)),
      tile: fc.nat(engines.length - 1),
    });
  });

/** One row turned by so many places, for each of `turns`. */
function turned(row: Float32Array, turns: readonly number[]): Float32Array {
  return Float32Array.from(turns.flatMap((turn) => [...row.subarray(turn), ...row.subarray(0, turn)]));
}

function transposed(data: Float32Array, rows: number, cols: number): Float32Array {
  return Float32Array.from({ length: data.length }, (_, at) => data[(at % rows) * cols + Math.floor(at / rows)]);
}

describe("gemm", () => {
  property(
    "has the bits of the f32 reference, writes only the rows and columns that were asked for, and keeps to its borders",
    operands,
    ({ m, n, k, A, B, C, transA, transB, accumulate, from: [row, col], tile }) => {
      const { engine } = engines[tile];
      withWorkspace(engine, (workspace) => {
        const out = guarded(workspace, "f32", m, n);
        view(engine, out.tensor).set(C);
        const a = transA ? workspace.put("f32", transposed(A, m, k), k, m) : workspace.put("f32", A, m, k);
        const b = transB ? workspace.put("f32", transposed(B, k, n), n, k) : workspace.put("f32", B, k, n);
        gemm(engine, a, b, out.tensor, gemmScratch(workspace), {
          transA,
          transB,
          accumulate,
          rows: [row, m],
          cols: [col, n],
        });
        out.expectIntact();
        const whole = product({ data: A, rows: m, cols: k }, { data: B, rows: k, cols: n }, accumulate ? C : undefined);
        const asked = (at: number) => Math.floor(at / n) >= row && at % n >= col;
        const expected = whole.map((value, at) => (asked(at) ? value : C[at]));
        expect(bitsOf(view(engine, out.tensor))).toEqual(bitsOf(expected));
      });
    },
    150,
  );
});

/** The whole of `values` in the middle of a larger tensor, at a place that no vector begins at. */
function misplaced(workspace: Workspace, values: Float32Array, offset: number): Tensor<"f32"> {
  const whole = workspace.put(
    "f32",
    Float32Array.of(...new Float32Array(offset), ...values),
    offset + values.length,
    1,
  );
  return rowsOf(whole, offset, offset + values.length);
}

describe("elementwise", () => {
  const [{ engine }] = engines;
  const EXACT: Record<MathFunction, (x: number) => number> = {
    exp,
    log,
    tanh,
    logistic: (x) => (x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))),
  };
  const BOUNDS: Record<MathFunction, number> = { exp: 1, log: 1, tanh: 2, logistic: 3 };
  const unit = (value: number) => (abs(value) < 2 ** -126 ? 2 ** -149 : 2 ** (Math.floor(Math.log2(abs(value))) - 23));

  property(
    "exp, log, tanh and logistic keep their bounds for any number, at any place",
    fc.record({
      f: fc.constantFrom(...(Object.keys(EXACT) as MathFunction[])),
      values: fc.array(anyFloat, { minLength: 1, maxLength: 40 }).map((list) => Float32Array.from(list)),
      offset: fc.nat(7),
    }),
    ({ f, values, offset }) => {
      withWorkspace(engine, (workspace) => {
        const y = guarded(workspace, "f32", values.length);
        applyMath(engine, f, misplaced(workspace, values, offset), y.tensor);
        y.expectIntact();
        view(engine, y.tensor).forEach((found, i) => {
          const exact = EXACT[f](values[i]);
          const right = Object.is(found, fround(exact)) || abs(found - exact) <= BOUNDS[f] * unit(exact);
          if (!right) throw new Error(`${f}(${values[i]}) is ${found}, not ${exact}`);
        });
      });
    },
    300,
  );

  const table = fc
    .tuple(size(9), size(20))
    .chain(([rows, cols]) =>
      fc.record({ rows: fc.constant(rows), cols: fc.constant(cols), X: floats(rows * cols, finiteFloat) }),
    );

  property("softmax gives shares that sum to 1 and keep the order of the row", table, ({ rows, cols, X }) => {
    withWorkspace(engine, (workspace) => {
      const y = guarded(workspace, "f32", rows, cols);
      softmax(engine, workspace.put("f32", X, rows, cols), y.tensor);
      y.expectIntact();
      const shares = view(engine, y.tensor);
      for (let i = 0; i < rows; i++) {
        const row = Array.from(X.subarray(i * cols, (i + 1) * cols));
        const top = Math.max(...row);
        const powers = row.map((z) => exp(z - top));
        const total = powers.reduce((sum, power) => sum + power, 0);
        for (let j = 0; j < cols; j++) expect(abs(shares[i * cols + j] - powers[j] / total)).toBeLessThan(1e-5);
      }
    });
  });

  property("column sums are those of a loop over rising rows, for any range of columns", table, ({ rows, cols, X }) => {
    withWorkspace(engine, (workspace) => {
      const out = guarded(workspace, "f32", 1, cols);
      const before = view(engine, out.tensor).slice();
      const start = rows % cols;
      columnSums(engine, workspace.put("f32", X, rows, cols), out.tensor, [start, cols]);
      out.expectIntact();
      const expected = before.map((value, j) => {
        if (j < start) return value;
        let sum = 0;
        for (let i = 0; i < rows; i++) sum = fround(sum + X[i * cols + j]);
        return sum;
      });
      expect(bitsOf(view(engine, out.tensor))).toEqual(bitsOf(expected));
    });
  });
});
