/**
 * A whole batch through a multi-layer perceptron in f64, slow and obvious, with what needs more than a row at a time (batch normalisation)
 * and what changes the problem (masks of the inputs, smoothed labels). Its gradient is found by central differences.
 */
import { ACTIVATIONS, probabilities, type ReferenceNetwork, type ReferenceProblem } from "./mlp.js";

export interface BatchNetwork extends ReferenceNetwork {
  /** Scales of each hidden layer's normalised sums; left out: none is normalised. The intercepts are then the shifts. */
  readonly gammas?: number[][];
}

export interface BatchProblem extends ReferenceProblem {
  /** What each input is multiplied by: rows × features. */
  readonly inputMask?: number[][];
  readonly labelSmoothing?: number;
}

/** Mean and biased variance of every unit of a hidden layer. */
export interface Moments {
  readonly mean: number[];
  readonly variance: number[];
}

export const EPSILON = 1e-5;

const transposed = (rows: number[][]) => rows[0].map((_, j) => rows.map((row) => row[j]));
const meanOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const masked = (rows: number[][], mask?: number[][]) =>
  mask ? rows.map((row, i) => row.map((value, j) => value * mask[i][j])) : rows;

export function momentsOf(sums: number[][]): Moments {
  const columns = transposed(sums);
  const mean = columns.map(meanOf);
  return { mean, variance: columns.map((column, j) => meanOf(column.map((z) => (z - mean[j]) ** 2))) };
}

/** Probabilities of every row, and the moments of every hidden layer: those of the batch, unless `fixed` ones are to be used. */
export function forwardBatch(network: BatchNetwork, problem: BatchProblem, fixed?: readonly Moments[]) {
  const moments: Moments[] = [];
  const last = network.coefs.length - 1;
  let x = masked(problem.X, problem.inputMask);
  network.coefs.forEach((W, index) => {
    const units = transposed(W);
    const sums = x.map((row) => units.map((w) => w.reduce((sum, value, i) => sum + value * row[i], 0)));
    const gamma = network.gammas?.[index];
    const shift = network.intercepts[index];
    if (index === last) x = sums.map((row) => probabilities(row.map((z, j) => z + shift[j])));
    else {
      moments.push(fixed?.[index] ?? momentsOf(sums));
      const { mean, variance } = moments[index];
      const normalised = (z: number, j: number) => (gamma![j] * (z - mean[j])) / Math.sqrt(variance[j] + EPSILON);
      const before = sums.map((row) => row.map((z, j) => (gamma ? normalised(z, j) : z) + shift[j]));
      x = masked(
        before.map((row) => row.map(ACTIVATIONS[problem.activation].f)),
        problem.masks?.[index],
      );
    }
  });
  return { probabilities: x, moments };
}

/** Mean cross-entropy of the smoothed labels + alpha / (2 · rows) · Σ W². */
export function batchLoss(network: BatchNetwork, problem: BatchProblem): number {
  const { y, alpha, labelSmoothing = 0 } = problem;
  const rows = forwardBatch(network, problem).probabilities;
  const losses = rows.map((given, i) => {
    const p = given.length === 1 ? [1 - given[0], given[0]] : given;
    const target = (code: number) => (1 - labelSmoothing) * Number(code === y[i]) + labelSmoothing / p.length;
    return p.reduce((sum, value, code) => sum - target(code) * Math.log(value), 0);
  });
  const squares = network.coefs.flat(2).reduce((sum, w) => sum + w * w, 0);
  return meanOf(losses) + (alpha / (2 * rows.length)) * squares;
}

/** The gradient of `batchLoss`, by central differences. */
export function slopesOf(network: BatchNetwork, problem: BatchProblem): BatchNetwork {
  const step = 1e-5;
  const slopes = (row: number[]) =>
    row.map((kept, j) => {
      row[j] = kept + step;
      const up = batchLoss(network, problem);
      row[j] = kept - step;
      const down = batchLoss(network, problem);
      row[j] = kept;
      return (up - down) / (2 * step);
    });
  return {
    coefs: network.coefs.map((W) => W.map(slopes)),
    intercepts: network.intercepts.map(slopes),
    gammas: network.gammas?.map(slopes),
  };
}
