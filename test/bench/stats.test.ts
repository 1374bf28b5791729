/** Medians, spreads and exponents of the benchmark. */
import { describe, expect, test } from "@jest/globals";
import { powerExponent, summarise } from "../../bench/harness/stats.mjs";

describe("summarise", () => {
  test("the median of an even number of times lies between the middle two", () => {
    expect(summarise([4, 1, 3, 2])).toEqual({ medianMs: 2.5, minMs: 1, spreadMs: 1.5, runs: 4 });
  });

  test("a single time is median and minimum, without spread", () => {
    expect(summarise([7])).toEqual({ medianMs: 7, minMs: 7, spreadMs: 0, runs: 1 });
  });

  test("one slow outlier moves neither median nor minimum", () => {
    expect(summarise([2, 2, 2, 2, 1000])).toMatchObject({ medianMs: 2, minMs: 2, spreadMs: 0 });
  });
});

describe("powerExponent", () => {
  test("finds the exponent of an exact power law", () => {
    const points = [1, 2, 5, 11].map((x) => [x, 3 * x ** 1.7] as const);
    expect(powerExponent(points)).toBeCloseTo(1.7, 10);
  });

  test("has no answer for one size only", () => {
    expect(powerExponent([[4, 1]])).toBeUndefined();
    expect(
      powerExponent([
        [4, 1],
        [4, 2],
      ]),
    ).toBeUndefined();
  });
});
