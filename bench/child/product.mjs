// @ts-check
/** The places of a product that are looked at to compare it. */

const SAMPLES = 64;

/**
 * Spread over rows and columns.
 * @param {number} m
 * @param {number} n
 */
export function samplePlaces(m, n) {
  return Array.from({ length: SAMPLES }, (_, i) => [Math.floor((i * (m - 1)) / (SAMPLES - 1)), (i * 37 + 5) % n]);
}

/**
 * @param {ArrayLike<number>} C m × n
 * @param {number} m
 * @param {number} n
 */
export function sampleProduct(C, m, n) {
  return samplePlaces(m, n).map(([i, j]) => C[i * n + j]);
}
