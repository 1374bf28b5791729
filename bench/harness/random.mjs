// @ts-check
/** Seeded numbers for the data of the cases (mulberry32). */

/** @param {number} seed */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Floats uniform in ±bound.
 * @param {number} length
 * @param {number} seed
 * @param {number} [bound]
 */
export function uniform(length, seed, bound = 1) {
  const next = random(seed);
  return new Float32Array(length).map(() => bound * (2 * next() - 1));
}

/**
 * 0 … n − 1 in a seeded order.
 * @param {number} n
 * @param {number} seed
 */
export function permutation(n, seed) {
  const next = random(seed);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
