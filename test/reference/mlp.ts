/** A multi-layer perceptron in f64, slow and obvious: what the kernels are measured by. */
import type { MLPClassifier } from "../../src/models/mlp/classifier.js";

export type ReferenceActivation = "relu" | "logistic" | "tanh" | "identity";

export interface ReferenceNetwork {
  /** Per layer, fan in × fan out. */
  readonly coefs: number[][][];
  readonly intercepts: number[][];
}

export interface ReferenceProblem {
  readonly X: number[][];
  /** Class codes; with one output unit, 0 and 1. */
  readonly y: number[];
  readonly activation: ReferenceActivation;
  readonly alpha: number;
  /** What dropout multiplies each hidden unit by: per hidden layer, rows × units. */
  readonly masks?: number[][][];
}

const logistic = (z: number) => 1 / (1 + Math.exp(-z));
export const ACTIVATIONS: Record<ReferenceActivation, { f(z: number): number; slope(a: number): number }> = {
  relu: { f: (z) => Math.max(0, z), slope: (a) => Number(a > 0) },
  logistic: { f: logistic, slope: (a) => a * (1 - a) },
  tanh: { f: Math.tanh, slope: (a) => 1 - a * a },
  identity: { f: (z) => z, slope: () => 1 },
};

/** Weights of a fitted classifier. */
export function referenceOf({ coefs_, intercepts_ }: MLPClassifier): ReferenceNetwork {
  return {
    coefs: coefs_!.map(({ data, rows, cols }) =>
      Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * cols, (i + 1) * cols))),
    ),
    intercepts: intercepts_!.map((row) => Array.from(row)),
  };
}

/** The outputs of every layer for one row, before dropout, input included; the last are probabilities. */
export function layersOf(
  network: ReferenceNetwork,
  x: number[],
  activation: ReferenceActivation,
  masks: (number[] | undefined)[] = [],
): number[][] {
  const layers = [x];
  network.coefs.forEach((W, index) => {
    const below = layers.at(-1)!;
    const input = below.map((value, i) => value * (masks[index - 1]?.[i] ?? 1));
    const z = network.intercepts[index].map((b, j) => input.reduce((sum, value, i) => sum + value * W[i][j], b));
    const last = index === network.coefs.length - 1;
    layers.push(last ? probabilities(z) : z.map(ACTIVATIONS[activation].f));
  });
  return layers;
}

export function probabilities(z: number[]): number[] {
  if (z.length === 1) return [logistic(z[0])];
  const top = Math.max(...z);
  const powers = z.map((value) => Math.exp(value - top));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map((value) => value / total);
}

/** Mean cross-entropy + alpha / (2 · rows) · Σ W². */
export function lossOf(network: ReferenceNetwork, problem: ReferenceProblem): number {
  const { X, y, activation, alpha } = problem;
  const losses = X.map((x, i) => {
    const p = layersOf(network, x, activation, masksOf(problem, i)).at(-1)!;
    return -Math.log(p.length > 1 ? p[y[i]] : y[i] ? p[0] : 1 - p[0]);
  });
  const squares = network.coefs.flat(2).reduce((sum, w) => sum + w * w, 0);
  return losses.reduce((sum, loss) => sum + loss, 0) / X.length + (alpha / (2 * X.length)) * squares;
}

function masksOf({ masks = [] }: ReferenceProblem, row: number): number[][] {
  return masks.map((layer) => layer[row]);
}

/** The gradient of `lossOf`, by the chain rule. */
export function gradientOf(network: ReferenceNetwork, problem: ReferenceProblem): ReferenceNetwork {
  const { X, y, activation, alpha } = problem;
  const n = X.length;
  const coefs = network.coefs.map((W) => W.map((row) => row.map((w) => (alpha / n) * w)));
  const intercepts = network.intercepts.map((b) => b.map(() => 0));
  X.forEach((x, row) => {
    const masks = masksOf(problem, row);
    const layers = layersOf(network, x, activation, masks);
    const p = layers.at(-1)!;
    let delta = p.map((value, j) => (value - (p.length > 1 ? Number(j === y[row]) : y[row])) / n);
    for (let index = network.coefs.length - 1; index >= 0; index--) {
      const below = layers[index];
      const mask = masks[index - 1];
      delta.forEach((d, j) => {
        intercepts[index][j] += d;
        for (let i = 0; i < below.length; i++) coefs[index][i][j] += below[i] * (mask?.[i] ?? 1) * d;
      });
      const current = delta;
      delta = below.map((a, i) => {
        const back = current.reduce((sum, d, j) => sum + d * network.coefs[index][i][j], 0);
        return back * (mask?.[i] ?? 1) * ACTIVATIONS[activation].slope(a);
      });
    }
  });
  return { coefs, intercepts };
}
