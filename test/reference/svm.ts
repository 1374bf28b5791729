/** A slow, obvious support vector machine for two classes, in plain f64. */
import type { KernelFunction } from "../../src/kernels/svm-products.js";

export type Vector = readonly number[];

export function dot(a: Vector, b: Vector): number {
  return a.reduce((sum, value, f) => sum + value * b[f], 0);
}

export function kernelValue({ name, gamma, coef0, degree }: KernelFunction, a: Vector, b: Vector): number {
  if (name === "linear") return dot(a, b);
  if (name === "poly") return (gamma * dot(a, b) + coef0) ** degree;
  if (name === "sigmoid") return Math.tanh(gamma * dot(a, b) + coef0);
  const difference = a.map((value, f) => value - b[f]);
  return Math.exp(-gamma * dot(difference, difference));
}

export interface Machine {
  /** y·α. */
  readonly beta: number[];
  readonly intercept: number;
  /** ½ βᵀKβ − yᵀβ. */
  readonly objective: number;
}

/** Residuals y − Kβ. */
export function residuals(K: readonly Vector[], y: Vector, beta: Vector): number[] {
  return K.map((row, t) => y[t] - dot(row, beta));
}

export function objective(K: readonly Vector[], y: Vector, beta: Vector): number {
  return (
    0.5 *
      dot(
        beta,
        K.map((row) => dot(row, beta)),
      ) -
    dot(y, beta)
  );
}

/** How much the pair of variables that violates the optimality conditions most does so; below 0 at an optimum inside all bounds. */
export function gap(v: Vector, y: Vector, beta: Vector, C: Vector): number {
  const grows = v.filter((_, t) => (y[t] > 0 ? beta[t] < C[t] : beta[t] < 0));
  const shrinks = v.filter((_, t) => (y[t] > 0 ? beta[t] > 0 : beta[t] > -C[t]));
  return Math.max(...grows) - Math.min(...shrinks);
}

/** Moves the pair that violates the conditions most, everything computed anew, until the gap is below 1e-10. */
export function trainMachine(K: readonly Vector[], y: Vector, C: Vector): Machine {
  const beta = y.map(() => 0);
  for (;;) {
    const v = residuals(K, y, beta);
    let i = -1;
    let j = -1;
    for (let t = 0; t < y.length; t++) {
      if ((y[t] > 0 ? beta[t] < C[t] : beta[t] < 0) && (i < 0 || v[t] > v[i])) i = t;
      if ((y[t] > 0 ? beta[t] > 0 : beta[t] > -C[t]) && (j < 0 || v[t] < v[j])) j = t;
    }
    if (v[i] - v[j] < 1e-10) return { beta, intercept: interceptOf(v, y, beta, C), objective: objective(K, y, beta) };
    const roomI = (y[i] > 0 ? C[i] : 0) - beta[i];
    const roomJ = beta[j] - (y[j] > 0 ? 0 : -C[j]);
    const step = Math.min((v[i] - v[j]) / Math.max(K[i][i] + K[j][j] - 2 * K[i][j], 1e-12), roomI, roomJ);
    beta[i] = step === roomI ? (y[i] > 0 ? C[i] : 0) : beta[i] + step;
    beta[j] = step === roomJ ? (y[j] > 0 ? 0 : -C[j]) : beta[j] - step;
  }
}

function interceptOf(v: Vector, y: Vector, beta: Vector, C: Vector): number {
  const inside = v.filter((_, t) => beta[t] !== 0 && Math.abs(beta[t]) !== C[t]);
  if (inside.length > 0) return inside.reduce((sum, value) => sum + value, 0) / inside.length;
  const grows = v.filter((_, t) => (y[t] > 0 ? beta[t] < C[t] : beta[t] < 0));
  const shrinks = v.filter((_, t) => (y[t] > 0 ? beta[t] > 0 : beta[t] > -C[t]));
  return (Math.max(...grows) + Math.min(...shrinks)) / 2;
}
