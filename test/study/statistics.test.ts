import { expect, test } from "@jest/globals";
import { deviation, mean, wilson } from "../../src/study/statistics.js";

test("wilson gives the interval of Wilson's score test", () => {
  // From SciPy: binomtest(8812, 10000).proportion_ci(method="wilson"), and of 0 of 10.
  const [low, high] = wilson(0.8812, 10_000);
  expect(low).toBeCloseTo(0.874712, 6);
  expect(high).toBeCloseTo(0.887396, 6);
  expect(wilson(0, 10)[0]).toBe(0);
  expect(wilson(0, 10)[1]).toBeCloseTo(0.277533, 6);
});

test("mean and deviation are of the whole population", () => {
  expect(mean([1, 2, 3, 6])).toBe(3);
  expect(deviation([1, 2, 3, 6])).toBe(Math.sqrt(14 / 4));
});
