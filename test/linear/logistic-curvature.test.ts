/** How uncertain a model is, which classes it confuses, and the factor of the latter. */
import { describe, expect, test } from "@jest/globals";
import { Random } from "../../src/core/random.js";
import { panelIndex } from "../../src/kernels/logistic.js";
import { view, withWorkspace } from "../../src/kernels/tensor.js";
import { classFactor, solveClasses } from "../../src/models/linear/class-factor.js";
import { addCurvature, confusionOf } from "../../src/models/linear/logistic-curvature.js";
import { createProblem } from "../../src/models/linear/logistic-problem.js";
import { probabilitiesOf } from "../reference/logistic.js";
import { bothTiles } from "../support/engine.js";
import { randomFloats } from "../support/random-data.js";

const [{ engine }] = bothTiles();
/** Several runs, the last one short. */
const ROWS = 1500;
const FEATURES = 6;

function curvatureAt(classes: number, scale: number) {
  const outputs = classes === 2 ? 1 : classes;
  const X = randomFloats(classes, ROWS, FEATURES);
  const random = new Random(7);
  const W = Array.from({ length: outputs }, () =>
    Array.from({ length: FEATURES + 1 }, () => scale * (2 * random.float() - 1)),
  );
  const weights = Float64Array.from({ length: ROWS }, (_, i) => 0.5 + (i % 5));
  const codes = Int32Array.from({ length: ROWS }, (_, i) => i % classes);
  const data = { X, codes, classes: Array.from({ length: classes }, (_, k) => k) };
  const found = withWorkspace(engine, (workspace) => {
    const problem = createProblem(workspace, data, weights, true, 1);
    const input = view(engine, problem.input);
    W.forEach((w, output) => {
      w.forEach((value, j) => {
        input[panelIndex(problem.shape, output, j)] = value;
      });
    });
    for (const run of problem.runs) addCurvature(workspace, problem, run);
    return {
      A: confusionOf(workspace, problem),
      t: view(engine, problem.uncertainty).slice(),
      runs: problem.runs.length,
    };
  });
  const P = Array.from({ length: ROWS }, (_, i) =>
    probabilitiesOf(W, Array.from(X.data.subarray(i * FEATURES, (i + 1) * FEATURES))).slice(-outputs),
  );
  return { ...found, outputs, weights, P };
}

describe.each([2, 3, 10])("%i classes", (classes) => {
  const { A, t, runs, outputs, weights, P } = curvatureAt(classes, 3);
  const share = (p: number[]) => p.reduce((sum, value) => sum + value * (1 - value), 0);
  const traces = P.map((p, i) => weights[i] * share(p));

  test("a row counts by the trace of its curvature, or not at all where that is small", () => {
    expect(runs).toBeGreaterThan(1);
    let left = 0;
    traces.forEach((trace, i) => {
      if (Math.abs(trace / weights[i] - 0.05) < 1e-9) return;
      if (trace < 0.05 * weights[i]) left++;
      expect(t[i]).toBeCloseTo(trace < 0.05 * weights[i] ? 0 : trace, 12);
    });
    expect(left).toBeGreaterThan(10);
    expect(left).toBeLessThan(ROWS - 10);
  });

  test("the classes' matrix is the mean of diag p − p·pᵀ over the rows that count, with a trace of 1", () => {
    const total = t.reduce((sum, value) => sum + value, 0);
    const counted = P.map((p, row) => ({ p, weight: t[row] > 0 ? weights[row] : 0 }));
    for (let i = 0; i < outputs; i++) {
      for (let j = 0; j < outputs; j++) {
        const sum = counted.reduce((s, { p, weight }) => s + weight * ((i === j ? p[i] : 0) - p[i] * p[j]), 0);
        expect(A![i * outputs + j]).toBeCloseTo(sum / total, 11);
      }
    }
  });

  test("its factor solves the matrix, raised where it is 0", () => {
    const S = classFactor(A!, outputs);
    const v = Float64Array.from({ length: outputs }, (_, i) => i + 1);
    const x = v.slice();
    solveClasses(S, x, false);
    solveClasses(S, x, true);
    const raised = outputs > 1 ? 1 / outputs ** 2 : 0;
    for (let i = 0; i < outputs; i++) {
      let sum = (1e-3 / outputs) * x[i];
      for (let j = 0; j < outputs; j++) sum += (A![i * outputs + j] + raised) * x[j];
      expect(sum).toBeCloseTo(v[i], 9);
    }
  });
});

test("without doubt about as many rows as there are columns there is no matrix", () => {
  expect(curvatureAt(3, 1e12).A).toBeUndefined();
});
