/** Whole numbers in proportion to counts, with a given sum. */

/**
 * `total` units shared out over the groups in proportion to `counts`: shares are rounded down, then the units left go to the largest remainders.
 * Within one of the mode of the multivariate hypergeometric distribution. Ties go to the lower index.
 * Requires 0 ≤ total ≤ sum of counts; no group gets more than its count.
 */
export function roundedShares(counts: readonly number[], total: number): number[] {
  const sum = counts.reduce((a, b) => a + b, 0);
  const exact = counts.map((count) => (count / sum) * total);
  const shares = exact.map(Math.floor);
  const left = total - shares.reduce((a, b) => a + b, 0);
  const byRemainder = exact
    .map((share, group) => ({ group, remainder: share - shares[group] }))
    .sort((a, b) => b.remainder - a.remainder || a.group - b.group);
  for (const { group } of byRemainder.slice(0, left)) shares[group]++;
  return shares;
}
