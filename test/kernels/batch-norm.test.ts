/** Batch normalisation against f64, on shapes around the vector's width and the block of rows. */
import { describe, expect, test } from "@jest/globals";
import { batchNormBackward, batchNormForward, EPSILON, WORK_ROWS } from "../../src/kernels/batch-norm.js";
import { Guarded, inWorkspace, testEngine } from "./support/guarded.js";
import { logistic, uniform, worstDifference } from "./support/reference.js";

const engine = testEngine();
const SHAPES = [1, 2, 5, 255, 256, 300].flatMap((rows) => [1, 3, 4, 5, 8, 17].map((cols) => [rows, cols] as const));
const TOLERANCE = 2e-5;
const EPILOGUES = [
  ["bias", (v: number) => v],
  ["biasRelu", (v: number) => Math.max(0, v)],
  ["biasLogistic", logistic],
  ["biasTanh", Math.tanh],
] as const;

/** One column of x̂ and its moments. */
function normalise(column: number[]) {
  const mean = column.reduce((sum, z) => sum + z, 0) / column.length;
  const variance = column.reduce((sum, z) => sum + (z - mean) ** 2, 0) / column.length;
  return { mean, variance, values: column.map((z) => (z - mean) / Math.sqrt(variance + EPSILON)) };
}

const columnsOf = (values: ArrayLike<number>, rows: number, cols: number) =>
  Array.from({ length: cols }, (_, j) => Array.from({ length: rows }, (_, i) => values[i * cols + j]));

function runForward(rows: number, cols: number, parts: (readonly [number, number])[], epilogue: "bias" | "biasRelu") {
  return inWorkspace(engine, (workspace) => {
    const block = (seed: number, height: number) =>
      new Guarded(workspace, height, cols, uniform(seed * 7 + rows + cols, height * cols, -2, 3));
    const [z, gamma, beta] = [block(1, rows), block(2, 1), block(3, 1)];
    const given = [z, gamma, beta].map((one) => one.read());
    const [y, mean, variance] = [
      new Guarded(workspace, rows, cols),
      ...[1, 2].map(() => new Guarded(workspace, 1, cols)),
    ];
    const work = new Guarded(workspace, WORK_ROWS, cols);
    const all = { z, y, gamma, beta, mean, variance };
    const tensors = Object.fromEntries(Object.entries(all).map(([name, one]) => [name, one.tensor]));
    for (const part of parts) {
      batchNormForward(
        engine,
        { ...(tensors as Record<keyof typeof all, typeof z.tensor>), epilogue },
        work.tensor,
        part,
      );
    }
    work.read();
    expect([gamma.read(), beta.read()]).toEqual(given.slice(1));
    return { given, normalized: z.read(), y: y.read(), mean: mean.read(), variance: variance.read() };
  });
}

describe("batchNormForward", () => {
  test.each(SHAPES)("%i × %i equals the reference", (rows, cols) => {
    for (const [epilogue, f] of EPILOGUES) {
      const answer = runForward(rows, cols, [[0, cols]], epilogue as "bias");
      const [z, gamma, beta] = answer.given;
      columnsOf(z, rows, cols).forEach((column, j) => {
        const expected = normalise(column);
        expect(answer.mean[j]).toBeCloseTo(expected.mean, 5);
        expect(answer.variance[j]).toBeCloseTo(expected.variance, 5);
        expect(worstDifference(columnsOf(answer.normalized, rows, cols)[j], expected.values)).toBeLessThan(TOLERANCE);
        const y = expected.values.map((value) => f(gamma[j] * value + beta[j]));
        expect(worstDifference(columnsOf(answer.y, rows, cols)[j], y)).toBeLessThan(TOLERANCE);
      });
    }
  });

  test("one row is all 0 before the shift", () => {
    const { normalized, variance } = runForward(1, 5, [[0, 5]], "bias");
    expect([...normalized, ...variance]).toEqual(new Array(10).fill(0));
  });

  test("columns may be shared out, and a part leaves the others alone", () => {
    const [rows, cols] = [270, 21];
    const whole = runForward(rows, cols, [[0, cols]], "biasRelu");
    const parts = [
      [5, 16],
      [16, 21],
      [0, 5],
    ] as const;
    expect(runForward(rows, cols, [...parts], "biasRelu")).toEqual(whole);
    const part = runForward(rows, cols, [parts[0]], "biasRelu");
    const outside = [0, 4, 16, 20].flatMap((j) => columnsOf(part.y, rows, cols)[j]);
    expect(outside.every(Number.isNaN)).toBe(true);
  });
});

function runBackward(rows: number, cols: number, parts: (readonly [number, number])[]) {
  return inWorkspace(engine, (workspace) => {
    const block = (values: ArrayLike<number>, height: number) => new Guarded(workspace, height, cols, values);
    const z = uniform(rows + 3 * cols, rows * cols, -2, 3);
    const columns = columnsOf(z, rows, cols).map(normalise);
    const normalized = block(
      Float32Array.from(z, (_, at) => columns[at % cols].values[Math.floor(at / cols)]),
      rows,
    );
    const variance = block(
      Float32Array.from(columns, (column) => column.variance),
      1,
    );
    const delta = block(uniform(rows + 5 * cols, rows * cols), rows);
    const gamma = block(uniform(cols, cols), 1);
    const given = { z, d: delta.read(), gamma: gamma.read() };
    const [dgamma, dbeta] = [1, 2].map(() => new Guarded(workspace, 1, cols));
    const work = new Guarded(workspace, WORK_ROWS, cols);
    const all = { delta, normalized, gamma, variance, dgamma, dbeta };
    const tensors = Object.fromEntries(Object.entries(all).map(([name, one]) => [name, one.tensor]));
    for (const part of parts) {
      batchNormBackward(engine, tensors as Record<keyof typeof all, typeof gamma.tensor>, work.tensor, part);
    }
    work.read();
    return { ...given, delta: delta.read(), dgamma: dgamma.read(), dbeta: dbeta.read() };
  });
}

describe("batchNormBackward", () => {
  test.each(SHAPES)("%i × %i is the slope of Σ d · (gamma · x̂ + beta), by central differences", (rows, cols) => {
    const { z, d, gamma, delta, dgamma, dbeta } = runBackward(rows, cols, [[0, cols]]);
    const [sums, ds, deltas] = [z, d, delta].map((values) => columnsOf(values, rows, cols));
    for (let j = 0; j < cols; j++) {
      const { values } = normalise(sums[j]);
      expect(dbeta[j]).toBeCloseTo(
        ds[j].reduce((sum, value) => sum + value, 0),
        4,
      );
      expect(dgamma[j]).toBeCloseTo(
        ds[j].reduce((sum, value, i) => sum + value * values[i], 0),
        4,
      );
      const objective = (column: number[]) =>
        normalise(column).values.reduce((sum, value, i) => sum + ds[j][i] * gamma[j] * value, 0);
      for (const i of new Set([0, rows >> 1, rows - 1])) {
        const at = (step: number) => objective(sums[j].map((value, k) => (k === i ? value + step : value)));
        expect(deltas[j][i]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 5);
      }
    }
  });

  test("columns may be shared out", () => {
    const whole = runBackward(270, 21, [[0, 21]]);
    expect(
      runBackward(270, 21, [
        [16, 21],
        [0, 5],
        [5, 16],
      ]),
    ).toEqual(whole);
  });
});
