/** Holes of a sweep: what counts as one. */
import { expect, test } from "@jest/globals";
import { ratiosToNeighbours } from "../../bench/harness/holes.mjs";

const series = (rates: number[]) => rates.map((rate, i) => ({ size: i + 1, rate }));

test("a steady rise is no hole, and neither are its ends", () => {
  const found = ratiosToNeighbours(series(Array.from({ length: 100 }, (_, i) => i + 1)));
  expect(found).toHaveLength(98);
  for (const { ratio } of found) expect(ratio).toBeCloseTo(1, 12);
});

test("a single low rate stands out, and hardly moves its neighbours", () => {
  const rates = Array<number>(60).fill(40);
  rates[29] = 10;
  const found = ratiosToNeighbours(series(rates));
  expect(found.filter(({ ratio }) => ratio < 1)).toEqual([{ size: 30, rate: 10, ratio: 0.25 }]);
});

test("a series of one or two has no neighbours on both sides", () => {
  expect(ratiosToNeighbours(series([1]))).toEqual([]);
  expect(ratiosToNeighbours(series([1, 2]))).toEqual([]);
});
