/** Which fits of a search share a task. */
import { expect, test } from "@jest/globals";
import { type Fit, groupFits } from "../../src/selection/fit-groups.js";

/** Candidates × folds, as searches list them. */
function fitsOf(candidates: readonly object[], folds: number): Fit[] {
  const rows = Array.from({ length: folds }, (_, fold) => ({
    fold,
    train: Int32Array.of(fold),
    test: Int32Array.of(9),
  }));
  return candidates.flatMap((params) => rows.map((row) => ({ params, ...row })));
}

const grid = [1, 2, 3].flatMap((C) => [0.1, 0.2].map((gamma) => ({ C, gamma })));

test("fits on the same rows form a group, the first name varying slowest", () => {
  const fits = fitsOf(grid, 2);
  const groups = groupFits(fits, ["gamma", "C"], 1);
  expect(groups.map((group) => group.map((index) => fits[index].params))).toEqual(
    [0, 1].map(() => [0.1, 0.2].flatMap((gamma) => [1, 2, 3].map((C) => ({ C, gamma })))),
  );
  expect(groups.map((group) => new Set(group.map((index) => fits[index].fold)))).toEqual([new Set([0]), new Set([1])]);
});

test("what is not shared keeps fits apart", () => {
  const fits = fitsOf(grid, 2);
  const groups = groupFits(fits, ["C"], 1);
  expect(groups.map((group) => group.length)).toEqual([3, 3, 3, 3]);
  for (const group of groups) {
    expect(new Set(group.map((index) => (fits[index].params as { gamma: number }).gamma)).size).toBe(1);
  }
  expect(groupFits(fits, [], 1)).toEqual(fits.map((_, index) => [index]));
});

test.each([
  { folds: 5, concurrency: 2, lengths: [3, 3, 3, 3, 3, 3, 3, 3, 3, 3] },
  { folds: 5, concurrency: 1, lengths: [6, 6, 6, 6, 6] },
  { folds: 2, concurrency: 2, lengths: [6, 6] },
  { folds: 3, concurrency: 2, lengths: [3, 3, 3, 3, 3, 3] },
  { folds: 1, concurrency: 4, lengths: [2, 2, 2] },
  { folds: 1, concurrency: 64, lengths: [1, 1, 1, 1, 1, 1] },
])(
  "$folds folds of six candidates on $concurrency threads are cut into $lengths",
  ({ folds, concurrency, lengths }) => {
    const groups = groupFits(fitsOf(grid, folds), ["gamma", "C"], concurrency);
    expect(groups.map((group) => group.length)).toEqual(lengths);
    expect(groups.flat().sort((a, b) => a - b)).toEqual([...fitsOf(grid, folds).keys()]);
  },
);
