// @ts-check
/** Medians, spreads, and the exponent of a power law. */

/**
 * Linear interpolation between order statistics.
 * @param {readonly number[]} sorted rising, at least one
 * @param {number} share in [0, 1]
 */
function quantile(sorted, share) {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/** @param {readonly number[]} values at least one */
export function median(values) {
  return quantile(rising(values), 0.5);
}

/** @param {readonly number[]} values */
const rising = (values) => [...values].sort((a, b) => a - b);

/** @param {readonly number[]} times at least one */
export function summarise(times) {
  const sorted = rising(times);
  return {
    medianMs: quantile(sorted, 0.5),
    minMs: sorted[0],
    spreadMs: quantile(sorted, 0.75) - quantile(sorted, 0.25),
    runs: sorted.length,
  };
}

/**
 * Exponent p of y ≈ c · xᵖ by least squares on the logarithms; undefined for fewer than two different x.
 * @param {readonly (readonly [number, number])[]} points positive
 */
export function powerExponent(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (/** @type {0 | 1} */ i) => logs.reduce((sum, log) => sum + log[i], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const sxx = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  if (!(sxx > 0)) return undefined;
  return logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / sxx;
}
