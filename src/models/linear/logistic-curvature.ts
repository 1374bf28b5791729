/**
 * How uncertain a logistic regression is about its rows, and which classes it confuses: what a preconditioner has to know of a point.
 *
 * The Hessian of the loss is Σ weight · (diag p − p·pᵀ) ⊗ x·xᵀ over the rows. It is taken for (Σ t · x·xᵀ) ⊗ A, where t is the trace of
 * weight · (diag p − p·pᵀ), and A the sum of those matrices over the sum of t: one Gram matrix serves all classes.
 * After Martens & Grosse, Optimizing Neural Networks with Kronecker-factored Approximate Curvature, ICML 2015.
 */
import { logisticScores, logisticScratch, scoreTensor } from "../../kernels/logistic.js";
import { applyMathF64 } from "../../kernels/math-f64.js";
import { rowsOf, type Tensor, view, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import type { LogisticProblem, Run } from "./logistic-problem.js";

/** Rows of which the model is surer than this (t as a share of the row's weight) are left out: half of the rows, 3 % of t. */
const CERTAIN = 0.05;
/** Rows that are scored at a time: several blocks. */
const STEP = 1024;

/** For the rows of a run: t into `run.uncertainty`, 0 where it is too small to count, Σ weight · (diag p − p·pᵀ) of the others into `run.confusion`. */
export function addCurvature(workspace: Workspace, { shape, input }: LogisticProblem, run: Run): void {
  const { engine } = workspace;
  const { outputs } = shape;
  const confusion = view(engine, run.confusion).fill(0);
  for (let start = 0; start < run.X.rows; start += STEP) {
    withWorkspace(engine, (scope) => {
      const end = Math.min(run.X.rows, start + STEP);
      const X = rowsOf(run.X, start, end);
      const Z = scoreTensor(scope, X.rows, shape);
      const scores = logisticScores(engine, shape, X, input, Z, logisticScratch(scope, shape));
      const P = probabilities(scope, scores, X.rows, outputs);
      const weights = view(engine, rowsOf(run.weights, start, end));
      const uncertainty = view(engine, rowsOf(run.uncertainty, start, end));
      for (let row = 0; row < X.rows; row++) {
        const p = P.subarray(row * outputs, (row + 1) * outputs);
        const doubt = p.reduce((sum, value) => sum + value * (1 - value), 0);
        uncertainty[row] = doubt > CERTAIN ? weights[row] * doubt : 0;
        if (doubt > CERTAIN) addConfusion(confusion, p, weights[row]);
      }
    });
  }
}

/** The matrix A of all runs, outputs squared; undefined with fewer uncertain rows than columns, which leave directions unseen. */
export function confusionOf(
  { engine }: Workspace,
  { shape, runs, uncertainty }: LogisticProblem,
): Float64Array | undefined {
  const { outputs } = shape;
  const uncertain = view(engine, uncertainty).reduce((count, t) => count + Number(t > 0), 0);
  if (uncertain < shape.cols) return undefined;
  const sum = new Float64Array(outputs * outputs);
  for (const { confusion } of runs) {
    view(engine, confusion).forEach((value, i) => {
      sum[i] += value;
    });
  }
  let trace = 0;
  for (let k = 0; k < outputs; k++) trace += sum[k * (outputs + 1)];
  return sum.map((value) => value / trace);
}

/** Softmax of the scores; the probability of the second class where there is one output. */
function probabilities(workspace: Workspace, scores: Float64Array, rows: number, outputs: number): Float64Array {
  const { engine } = workspace;
  const E: Tensor<"f64"> = workspace.alloc("f64", rows, outputs);
  const e = view(engine, E);
  for (let row = 0; row < rows; row++) {
    const z = scores.subarray(row * outputs, (row + 1) * outputs);
    const top = outputs === 1 ? 0 : Math.max(...z);
    for (let k = 0; k < outputs; k++) e[row * outputs + k] = outputs === 1 ? -Math.abs(z[k]) : z[k] - top;
  }
  applyMathF64(engine, "exp", E, E);
  for (let row = 0; row < rows; row++) {
    const p = e.subarray(row * outputs, (row + 1) * outputs);
    // p · (1 − p) is all that counts of a single output, so its sign may be lost.
    const sum = p.reduce((total, value) => total + value, outputs === 1 ? 1 : 0);
    for (let k = 0; k < outputs; k++) p[k] /= sum;
  }
  return e;
}

/** sum += weight · (diag p − p·pᵀ) */
function addConfusion(sum: Float64Array, p: Float64Array, weight: number): void {
  const outputs = p.length;
  for (let i = 0; i < outputs; i++) {
    const scaled = weight * p[i];
    for (let j = 0; j < outputs; j++) sum[i * outputs + j] -= scaled * p[j];
    sum[i * (outputs + 1)] += scaled;
  }
}
