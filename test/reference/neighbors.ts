/** The k nearest rows, slow and obvious: every distance in f64, a full sort, ties to the lower index. */
import type { Matrix } from "../../src/core/matrix.js";
import type { Metric } from "../../src/models/neighbors/state.js";

// Held here, since looking up a global is slow in a test's realm.
const { abs, fround, sqrt } = Math;

export interface ReferenceNeighbors {
  readonly indices: number[][];
  readonly distances: number[][];
}

export function nearestRows(
  X: Matrix,
  queries: Matrix,
  k: number,
  metric: Metric,
  excludeSelf = false,
): ReferenceNeighbors {
  const indices: number[][] = [];
  const distances: number[][] = [];
  for (let q = 0; q < queries.rows; q++) {
    const all = Array.from({ length: X.rows }, (_, index) => ({
      index,
      distance: distance(X, index, queries, q, metric),
    }))
      .filter(({ index }) => !(excludeSelf && index === q))
      .sort((a, b) => a.distance - b.distance || a.index - b.index)
      .slice(0, k);
    indices.push(all.map(({ index }) => index));
    distances.push(all.map((one) => one.distance));
  }
  return { indices, distances };
}

function distance(X: Matrix, i: number, queries: Matrix, q: number, metric: Metric): number {
  let sum = 0;
  for (let j = 0; j < X.cols; j++) {
    const difference = valueAt(X, i * X.cols + j) - valueAt(queries, q * X.cols + j);
    sum += metric === "l2" ? difference * difference : abs(difference);
  }
  return metric === "l2" ? sqrt(sum) : sum;
}

function valueAt(X: Matrix, at: number): number {
  return fround(X.data[at] * (X.scale ?? 1));
}
