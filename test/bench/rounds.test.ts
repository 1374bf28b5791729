/** How often the benchmark repeats a run. */
import { describe, expect, test } from "@jest/globals";
import { roundsFor, timesBefore } from "../../bench/harness/rounds.mjs";

describe("a run of a minute or more", () => {
  test("is measured by its first run and not repeated", () => {
    expect(timesBefore(60_000)).toEqual([60_000]);
    expect(roundsFor(60_000, 7)).toBe(0);
  });
});

describe("a shorter run", () => {
  test("is measured only after the first, fewer times the longer it takes", () => {
    expect(timesBefore(59_999)).toEqual([]);
    expect([1, 2_000, 10_000, 20_000, 59_999].map((ms) => roundsFor(ms, 7))).toEqual([7, 5, 3, 2, 2]);
  });

  test("is never repeated more often than the rounds there are", () => {
    expect([1, 2_000, 10_000].map((ms) => roundsFor(ms, 2))).toEqual([2, 2, 2]);
  });
});

test("a contender that did not run has no measurement", () => {
  expect(timesBefore(undefined)).toEqual([]);
});
