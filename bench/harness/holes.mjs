// @ts-check
/** Holes in a series: sizes at which the rate falls below that of its neighbours. */
import { median } from "./stats.mjs";

/** Neighbours on each side; more than the widest tile has columns. */
const REACH = 16;

/**
 * Each rate over the median of as many neighbours on either side, so that a steady rise is no hole. The first and the last have
 * none on one side and are left out.
 * @param {readonly { size: number, rate: number }[]} series by rising size
 */
export function ratiosToNeighbours(series) {
  return series.flatMap(({ size, rate }, i) => {
    const reach = Math.min(REACH, i, series.length - 1 - i);
    if (reach === 0) return [];
    const around = [...series.slice(i - reach, i), ...series.slice(i + 1, i + 1 + reach)];
    return [{ size, rate, ratio: rate / median(around.map((near) => near.rate)) }];
  });
}
