/** Multinomial logistic regression in f64, slow and obvious: what the kernels are measured by. */

export interface ReferenceRows {
  /** Rows of features. */
  readonly X: number[][];
  /** Class codes; with one output, 0 and 1. */
  readonly codes: number[];
  /** One a row. */
  readonly weights: number[];
}

/** Coefficients per output; the last of each is the intercept. */
export type ReferenceCoefficients = number[][];

function scoresOf(W: ReferenceCoefficients, x: number[]): number[] {
  return W.map((w) => x.reduce((sum, value, j) => sum + value * w[j], w[x.length]));
}

/** Probabilities of the outputs for one row; a single output is the probability of class 1. */
export function probabilitiesOf(W: ReferenceCoefficients, x: number[]): number[] {
  const z = scoresOf(W, x);
  if (z.length === 1) return [1 / (1 + Math.exp(-z[0]))];
  const top = Math.max(...z);
  const powers = z.map((value) => Math.exp(value - top));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map((value) => value / total);
}

/** Σ weight · log loss. */
export function lossOf(W: ReferenceCoefficients, { X, codes, weights }: ReferenceRows): number {
  return X.reduce((sum, x, i) => {
    const p = probabilitiesOf(W, x);
    const right = p.length === 1 ? (codes[i] === 1 ? p[0] : 1 - p[0]) : p[codes[i]];
    return sum - weights[i] * Math.log(right);
  }, 0);
}

/** The gradient of `lossOf`: Σ weight · (p − onehot) xᵀ, a row per output. */
export function gradientOf(W: ReferenceCoefficients, { X, codes, weights }: ReferenceRows): ReferenceCoefficients {
  const gradient = W.map((w) => w.map(() => 0));
  X.forEach((x, i) => {
    const p = probabilitiesOf(W, x);
    p.forEach((value, output) => {
      const hit = p.length === 1 ? codes[i] : Number(codes[i] === output);
      const residual = weights[i] * (value - hit);
      [...x, 1].forEach((feature, j) => {
        gradient[output][j] += residual * feature;
      });
    });
  });
  return gradient;
}

/** W + step · V. */
export function moved(W: ReferenceCoefficients, V: ReferenceCoefficients, step: number): ReferenceCoefficients {
  return W.map((w, output) => w.map((value, j) => value + step * V[output][j]));
}
