/** Slow, obvious f64 versions of the kernels, and the random matrices they are fed with. */
import { Random } from "../../../src/core/random.js";

/** `count` floats, uniform in [low, high). */
export function uniform(seed: number, count: number, low = -1, high = 1): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: count }, () => low + (high - low) * random.float());
}

/** Codes 0 … classes−1. */
export function codes(seed: number, count: number, classes: number): Int32Array {
  const random = new Random(seed);
  return Int32Array.from({ length: count }, () => random.below(classes));
}

export function softmaxRow(row: ArrayLike<number>): number[] {
  const top = Math.max(...Array.from(row));
  const powers = Array.from(row, (z) => Math.exp(z - top));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map((value) => value / total);
}

export const logistic = (z: number) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

/** Largest |a − b| / max(1, |b|). */
export function worstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}`);
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const error = Math.abs(a[i] - b[i]) / Math.max(1, Math.abs(b[i]));
    if (!(error <= worst)) worst = error;
  }
  return worst;
}
