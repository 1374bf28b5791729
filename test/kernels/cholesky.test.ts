/** The f64 Cholesky factor and its solves, on sides around the tile of 4. */
import { describe, expect, test } from "@jest/globals";
import { cholesky, choleskyScratch, choleskySolve } from "../../src/kernels/cholesky.js";
import { view, withWorkspace } from "../../src/kernels/tensor.js";
import { bothTiles, guarded } from "../support/engine.js";
import { randomFloats } from "../support/random-data.js";
import { worstDifference } from "./support/reference.js";

const [{ engine }] = bothTiles();
const SIDES = [4, 8, 12, 64, 100];

/** B Bᵀ + I. */
function positiveDefinite(n: number): number[][] {
  const { data } = randomFloats(n, n, n);
  const row = (i: number) => data.subarray(i * n, (i + 1) * n);
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => row(i).reduce((sum, value, k) => sum + value * row(j)[k], Number(i === j))),
  );
}

/** The factor with zeros above the diagonal. What stands there before must not matter. */
function factor(A: number[][]): number[][] {
  const n = A.length;
  return withWorkspace(engine, (workspace) => {
    const { tensor, expectIntact } = guarded(workspace, "f64", n, n);
    const lower = A.map((row, i) => row.map((value, j) => (j <= i ? value : Number.NaN)));
    view(engine, tensor).set(lower.flat());
    cholesky(engine, tensor, choleskyScratch(workspace, n));
    expectIntact();
    const L = view(engine, tensor);
    return A.map((row, i) => row.map((_, j) => (j <= i ? L[i * n + j] : 0)));
  });
}

function solve(L: number[][], columns: number[][], transposed: boolean): number[][] {
  const n = L.length;
  const panels = Math.ceil(columns.length / 4);
  return withWorkspace(engine, (workspace) => {
    const { tensor, expectIntact } = guarded(workspace, "f64", panels, n * 4);
    const at = (column: number, row: number) => (Math.floor(column / 4) * n + row) * 4 + (column % 4);
    view(engine, tensor).fill(0);
    columns.forEach((values, c) => {
      values.forEach((value, i) => {
        view(engine, tensor)[at(c, i)] = value;
      });
    });
    choleskySolve(engine, workspace.put("f64", L.flat(), n, n), tensor, choleskyScratch(workspace, n), transposed);
    expectIntact();
    return columns.map((values, c) => values.map((_, i) => view(engine, tensor)[at(c, i)]));
  });
}

const transpose = (A: number[][]) => A.map((_, j) => A.map((row) => row[j]));
const times = (A: number[][], x: number[]) => A.map((row) => row.reduce((sum, value, j) => sum + value * x[j], 0));

describe.each(SIDES)("n = %i", (n) => {
  const A = positiveDefinite(n);
  const L = factor(A);

  test("L·Lᵀ is A", () => {
    const product = L.flatMap((row) => times(L, row));
    expect(worstDifference(product, A.flat())).toBeLessThan(1e-12);
    expect(Math.min(...L.map((row, i) => row[i]))).toBeGreaterThan(0);
  });

  test.each([1, 4, 5, 9])("%i columns are solved for with L and with Lᵀ", (count) => {
    const columns = Array.from({ length: count }, (_, c) => Array.from(randomFloats(c + 1, 1, n).data));
    for (const [transposed, factorUsed] of [[false, L] as const, [true, transpose(L)] as const]) {
      const back = solve(L, columns, transposed).map((x) => times(factorUsed, x));
      expect(worstDifference(back.flat(), columns.flat())).toBeLessThan(1e-11);
    }
  });
});

test("a matrix that lost its definiteness still gives a finite factor, and keeps the columns before", () => {
  const A = positiveDefinite(12);
  const spoilt = A.map((row, i) =>
    row.map((value, j) => (i === 6 || j === 6 ? (A[2][i === 6 ? j : i] as number) : value)),
  );
  spoilt[6][6] = A[2][2] * (1 - 1e-9);
  const L = factor(spoilt);
  expect(L.flat().every(Number.isFinite)).toBe(true);
  expect(L[6][6]).toBe(Math.sqrt(spoilt[6][6]));
  expect(L.slice(0, 6)).toEqual(factor(A).slice(0, 6));
});

test("an identity is its own factor, to the bit", () => {
  const identity = Array.from({ length: 20 }, (_, i) => Array.from({ length: 20 }, (_, j) => Number(i === j)));
  expect(factor(identity)).toEqual(identity);
});

test("shapes that do not fit are named", () => {
  withWorkspace(engine, (workspace) => {
    const scratch = choleskyScratch(workspace, 8);
    expect(() => cholesky(engine, workspace.zeros("f64", 6, 6), scratch)).toThrow(
      /6 × 6 is not a square .* multiple of 4/,
    );
    expect(() => cholesky(engine, workspace.zeros("f64", 8, 4), scratch)).toThrow(/8 × 4/);
    const L = workspace.zeros("f64", 8, 8);
    expect(() => choleskySolve(engine, L, workspace.zeros("f64", 40), scratch, false)).toThrow(
      "choleskySolve: 40 values are not panels of 8 × 4",
    );
  });
});
