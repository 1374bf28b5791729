/** The solver against a slow reference, and its result against the optimality conditions. */
import { expect, test } from "@jest/globals";
import { AbortError } from "../../src/core/errors.js";
import { type Matrix, matrix } from "../../src/core/matrix.js";
import type { KernelFunction } from "../../src/kernels/svm-products.js";
import { type Workspace, withWorkspace } from "../../src/kernels/tensor.js";
import { ProductSource } from "../../src/models/svm/row-source.js";
import { type SmoProblem, type SmoSolution, solveSmo } from "../../src/models/svm/smo.js";
import { StoredRowsSource } from "../../src/models/svm/stored-rows.js";
import { gap, kernelValue, objective, residuals, trainMachine } from "../reference/svm.js";
import { bothTiles } from "../support/engine.js";
import { randomBytes, randomFloats } from "../support/random-data.js";

const [{ engine }] = bothTiles();
const LINEAR: KernelFunction = { name: "linear", gamma: 1, coef0: 0, degree: 3 };
const RBF: KernelFunction = { name: "rbf", gamma: 0.8, coef0: 0, degree: 3 };
const POLY: KernelFunction = { name: "poly", gamma: 0.5, coef0: 1, degree: 3 };

interface Case {
  readonly X: Matrix;
  readonly y: number[];
  readonly kernel: KernelFunction;
  readonly C: number;
}

/** Overlapping classes: the sign of a feature, wrong for one row in seven. */
function noisy(rows: number, cols: number, kernel: KernelFunction, C: number): Case {
  const X = randomFloats(rows + cols, rows, cols);
  const y = Array.from({ length: rows }, (_, i) => (X.data[i * cols] > 0 !== (i % 7 === 3) ? 1 : -1));
  return { X, y, kernel, C };
}

function problemOf({ y, C }: Case, options: Partial<SmoProblem> = {}): SmoProblem {
  const total = Math.ceil(y.length / 16) * 16;
  const at = <T>(value: (t: number) => T, padding: T) =>
    Array.from({ length: total }, (_, t) => (t < y.length ? value(t) : padding));
  return {
    places: Int32Array.from(at((t) => t, -1)),
    y: Int8Array.from(at((t) => y[t], 0)),
    lowest: Float64Array.from(at((t) => (y[t] > 0 ? 0 : -C), 0)),
    highest: Float64Array.from(at((t) => (y[t] > 0 ? C : 0), 0)),
    tol: 1e-3,
    maxIter: -1,
    shrinking: true,
    cacheBytes: 1e8,
    ...options,
  };
}

function solve(one: Case, options: Partial<SmoProblem> = {}, cancelled = () => false): SmoSolution {
  return withWorkspace(engine, (workspace: Workspace) => {
    const problem = problemOf(one, options);
    const order = Int32Array.from(problem.places);
    const source = new ProductSource(workspace, one.kernel, workspace.putMatrix(one.X), order, order.length);
    return solveSmo(workspace, problem, source, cancelled);
  });
}

function gram({ X, kernel }: Case): number[][] {
  const { data, cols, scale = 1 } = X;
  const rows = Array.from({ length: X.rows }, (_, i) =>
    Array.from(data.subarray(i * cols, (i + 1) * cols), (v) => v * scale),
  );
  return rows.map((a) => rows.map((b) => kernelValue(kernel, a, b)));
}

const CASES: Case[] = [
  noisy(30, 3, LINEAR, 1),
  noisy(33, 2, RBF, 10),
  noisy(25, 4, POLY, 0.1),
  { X: matrix([[0], [3]]), y: [-1, 1], kernel: LINEAR, C: 1 },
  noisy(48, 3, RBF, 0.01),
];

test.each(CASES)("at a tight tolerance: the optimum of the reference ($kernel.name, C = $C)", (one) => {
  const reference = trainMachine(
    gram(one),
    one.y,
    one.y.map(() => one.C),
  );
  const { beta, intercept, converged } = solve(one, { tol: 1e-7 });
  expect(converged).toBe(true);
  const mine = Array.from(beta.slice(0, one.y.length));
  expect(objective(gram(one), one.y, mine)).toBeCloseTo(reference.objective, 5);
  expect(intercept).toBeCloseTo(reference.intercept, 3);
});

test.each([1e-1, 1e-3, 1e-6])("all variables meet the optimality conditions within tol = %p", (tol) => {
  for (const one of [...CASES, noisy(200, 5, RBF, 5), noisy(200, 5, LINEAR, 100)]) {
    const beta = Array.from(solve(one, { tol }).beta.slice(0, one.y.length));
    const C = one.y.map(() => one.C);
    expect(Math.abs(beta.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9 * one.C * one.y.length);
    expect(beta.every((value, t) => value * one.y[t] >= 0 && Math.abs(value) <= one.C)).toBe(true);
    // What f32 kernel values and their sums allow beyond tol.
    const slack = 2e-7 * beta.reduce((sum, value) => sum + Math.abs(value), 1) * 10;
    expect(gap(residuals(gram(one), one.y, beta), one.y, beta, C)).toBeLessThan(tol + slack);
  }
});

test("leaving stuck variables out leads to the same optimum in another number of steps", () => {
  const one = noisy(1500, 2, LINEAR, 50);
  const [with_, without] = [true, false].map((shrinking) => solve(one, { shrinking, tol: 1e-5 }));
  expect(with_.iterations).toBeGreaterThan(2000);
  expect(with_.iterations).not.toBe(without.iterations);
  expect(with_.converged && without.converged).toBe(true);
  expect(with_.intercept).toBeCloseTo(without.intercept, 3);
  const weight = (beta: Float64Array, f: number) =>
    one.y.reduce((sum, _, t) => sum + beta[t] * one.X.data[t * 2 + f], 0);
  for (const f of [0, 1]) expect(weight(with_.beta, f)).toBeCloseTo(weight(without.beta, f), 3);
});

test("the size of the cache never changes a bit", () => {
  for (const one of [noisy(700, 3, LINEAR, 20), { ...noisy(700, 3, RBF, 20), X: randomBytes(9, 700, 3, 4) }]) {
    const expected = solve(one);
    expect(expected.iterations).toBeGreaterThan(700);
    for (const cacheBytes of [1, 40_000, 300_000]) expect(solve(one, { cacheBytes })).toEqual(expected);
  }
});

test("rows kept at full length give the bits of rows computed when needed", () => {
  for (const one of [noisy(700, 3, LINEAR, 20), noisy(700, 3, RBF, 20)]) {
    const expected = solve(one);
    for (const bytes of [1, 300_000, 1e8]) {
      const found = withWorkspace(engine, (workspace) => {
        const problem = problemOf(one, { cacheBytes: 100_000 });
        const { places } = problem;
        const products = new ProductSource(workspace, one.kernel, workspace.putMatrix(one.X), places, places.length);
        const source = new StoredRowsSource(workspace, products, places, bytes);
        return solveSmo(workspace, problem, source, () => false);
      });
      expect(found).toEqual(expected);
    }
  }
});

test("maxIter stops after exactly so many steps, not converged, within the bounds", () => {
  const one = noisy(200, 5, RBF, 5);
  const { beta, iterations, converged } = solve(one, { maxIter: 17 });
  expect({ iterations, converged }).toEqual({ iterations: 17, converged: false });
  expect(beta.some((value) => value !== 0)).toBe(true);
  expect(beta.every((value) => Math.abs(value) <= one.C)).toBe(true);
});

test("a solver that was told to stop does so", () => {
  expect(() => solve(noisy(30, 3, LINEAR, 1), {}, () => true)).toThrow(AbortError);
});

test("rows that are the same in both classes are no obstacle", () => {
  const X = randomBytes(4, 40, 2, 2);
  const { beta, converged, intercept } = solve({
    X,
    y: Array.from({ length: 40 }, (_, i) => (i % 2 ? 1 : -1)),
    kernel: LINEAR,
    C: 1,
  });
  expect(converged).toBe(true);
  expect(Number.isFinite(intercept)).toBe(true);
  expect(Math.abs(beta.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9);
});
