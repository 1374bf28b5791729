/** The matrix behind the preconditioner: products of features over weighted rows. */
import { afterAll, describe, expect, test } from "@jest/globals";
import { close } from "../../src/index.js";
import { view, withWorkspace } from "../../src/kernels/tensor.js";
import { addGram, columnSquares } from "../../src/models/linear/logistic-gram.js";
import { createProblem, type LogisticProblem } from "../../src/models/linear/logistic-problem.js";
import { bothTiles } from "../support/engine.js";
import { randomBytes } from "../support/random-data.js";

afterAll(close);

const ROWS = 700;
const FEATURES = 140;
const X = { ...randomBytes(1, ROWS, FEATURES), scale: 1 / 255 };
const weights = Float64Array.from({ length: ROWS }, (_, i) => 0.5 + (i % 7) / 4);
const training = { X, codes: Int32Array.from({ length: ROWS }, (_, i) => i % 3), classes: [0, 1, 2] };

/** Every tile choice and number of threads; what the threads would do at once is done one after another. */
const variants = bothTiles().flatMap(({ tile, engine }) => [1, 2, 3].map((threads) => ({ tile, engine, threads })));

function lowerTriangle({ engine, threads }: (typeof variants)[number], fitIntercept: boolean): number[] {
  return withWorkspace(engine, (workspace) => {
    const problem = createProblem(workspace, training, weights, fitIntercept, 1);
    const shared: LogisticProblem = { ...problem, barrier: { ...problem.barrier, size: threads } };
    view(engine, problem.gram!).fill(Number.NaN);
    for (let rank = 0; rank < threads; rank++) {
      addGram(workspace, shared, rank, problem.rows.weights, problem.gram!);
    }
    const gram = view(engine, problem.gram!);
    const side = problem.gram!.rows;
    expect(side).toBe(FEATURES + 1);
    return Array.from({ length: side }, (_, i) => Array.from(gram.subarray(i * side, i * side + i + 1))).flat();
  });
}

describe.each([true, false])("with fitIntercept %p", (fitIntercept) => {
  const row = (i: number) => [
    ...Array.from(X.data.subarray(i * FEATURES, (i + 1) * FEATURES), (byte) => byte / 255),
    Number(fitIntercept),
  ];
  const expected = Array.from({ length: FEATURES + 1 }, () => new Float64Array(FEATURES + 1));
  for (let i = 0; i < ROWS; i++) {
    const x = row(i);
    for (let a = 0; a <= FEATURES; a++) for (let b = 0; b <= a; b++) expected[a][b] += weights[i] * x[a] * x[b];
  }

  test("the lower triangle is Xᵀ · weight · X to f32, whatever the tile and the number of threads", () => {
    const alone = lowerTriangle(variants[0], fitIntercept);
    const reference = expected.flatMap((values, i) => Array.from(values.subarray(0, i + 1)));
    expect(Math.max(...alone.map((value, i) => Math.abs(value - reference[i]) / ROWS))).toBeLessThan(1e-6);
    for (const variant of variants.slice(1)) expect(lowerTriangle(variant, fitIntercept)).toEqual(alone);
  });

  test("with other weights it is that of the rows whose weight is not 0", () => {
    const [{ engine }] = variants;
    // Chunks are filled up from what the zeros leave.
    const others = Float64Array.from({ length: ROWS }, (_, i) => (i % 3 === 0 || i > 650 ? 0 : 1 + (i % 4)));
    const gram = withWorkspace(engine, (workspace) => {
      const problem = createProblem(workspace, training, weights, fitIntercept, 1);
      addGram(workspace, problem, 0, workspace.put("f64", others), problem.gram!);
      return Float64Array.from(view(engine, problem.gram!));
    });
    const side = FEATURES + 1;
    const sums = new Float64Array(side * side);
    for (let i = 0; i < ROWS; i++) {
      const x = row(i);
      for (let a = 0; a < side; a++) for (let b = 0; b <= a; b++) sums[a * side + b] += others[i] * x[a] * x[b];
    }
    let worst = 0;
    for (let a = 0; a < side; a++) {
      for (let b = 0; b <= a; b++) worst = Math.max(worst, Math.abs(gram[a * side + b] - sums[a * side + b]));
    }
    expect(worst / ROWS).toBeLessThan(1e-6);
  });

  test("its diagonal can be had alone", () => {
    const [{ engine }] = variants;
    const squares = withWorkspace(engine, (workspace) =>
      columnSquares(workspace, createProblem(workspace, training, weights, fitIntercept, 1)),
    );
    expect(Math.max(...squares.map((value, i) => Math.abs(value - expected[i][i]) / ROWS))).toBeLessThan(1e-6);
  });
});

test("room for it is made only where it pays", () => {
  const [{ engine }] = variants;
  const hasGram = (rows: number, cols: number) =>
    withWorkspace(engine, (workspace) => {
      const codes = Int32Array.from({ length: rows }, (_, i) => i % 3);
      const data = { X: randomBytes(1, rows, cols), codes, classes: [0, 1, 2] };
      return createProblem(workspace, data, new Float64Array(rows).fill(1), true, 1).gram !== undefined;
    });
  expect(hasGram(400, 784)).toBe(true);
  expect(hasGram(100, 1)).toBe(true);
  expect(hasGram(20, 1500)).toBe(false);
  expect(hasGram(20, 2049)).toBe(false);
});
