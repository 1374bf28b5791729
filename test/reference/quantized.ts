/** Slow, obvious versions of a quantised network: integers, one product at a time. */

/** Nearest integer, ties to even. */
function nearest(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** Values of a row as integers from low to high, each of which counts `scale`. */
export function quantizedRow(x: ArrayLike<number>, scale: number, low: number, high: number): number[] {
  const inverse = Math.fround(1 / scale);
  return Array.from(x, (value) => Math.min(high, Math.max(low, nearest(Math.fround(value * inverse)))));
}

/** (q · W) · factors + bias, with sums of integers and what follows in f32; W is k × n, row-major. */
export function quantizedProduct(
  q: readonly number[],
  W: Int8Array,
  factors: Float32Array,
  bias: Float32Array,
): Float32Array {
  const n = factors.length;
  return Float32Array.from(factors, (factor, j) => {
    const sum = q.reduce((total, value, i) => total + value * W[i * n + j], 0);
    return Math.fround(Math.fround(sum) * factor) + bias[j];
  });
}
