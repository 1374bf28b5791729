// @ts-check
/** How often a run is repeated, by how long it takes. */

/** A run this long is not repeated: its first run, which shows the answer, is its one measurement. */
const ONCE_MS = 60_000;
/** Long work is repeated less often: [at least this many ms, rounds]. */
const FEWER_ROUNDS = /** @type {const} */ ([
  [ONCE_MS, 0],
  [20_000, 2],
  [10_000, 3],
  [2_000, 5],
]);

/**
 * Rounds after the first run.
 * @param {number} runMs of one run, about
 * @param {number} rounds of short work
 */
export function roundsFor(runMs, rounds) {
  const rule = FEWER_ROUNDS.find(([ms]) => runMs >= ms);
  return rule ? Math.min(rule[1], rounds) : rounds;
}

/**
 * The measurements that are there before the rounds: the first run, where it is the only one.
 * @param {number | undefined} firstMs
 */
export function timesBefore(firstMs) {
  return firstMs !== undefined && firstMs >= ONCE_MS ? [firstMs] : [];
}
