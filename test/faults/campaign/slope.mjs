/** How many samples are averaged into one: neighbours lean on each other, means of so many hardly do. */
const BLOCKS = 25;

/**
 * Rise per sample: the median of the slopes between all pairs of block means (Theil 1950, Sen 1968), which a single jump does not move, and a
 * standard error from the spread around that line.
 */
export function slopeOf(samples) {
  const size = Math.max(1, Math.floor(samples.length / BLOCKS));
  const count = Math.floor(samples.length / size);
  if (count < 3) throw new Error(`${samples.length} samples have no slope`);
  const means = Array.from({ length: count }, (_, block) => mean(samples.slice(block * size, (block + 1) * size)));
  const slopes = means.flatMap((later, j) => means.slice(0, j).map((earlier, i) => (later - earlier) / (j - i)));
  const slope = median(slopes);
  const rest = means.map((value, i) => value - slope * i);
  const centre = median(rest);
  const variance = rest.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (count - 2);
  const spread = (count ** 3 - count) / 12;
  return { slope: slope / size, error: Math.sqrt(variance / spread) / size };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
