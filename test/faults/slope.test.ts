/** The judge of flatness: it sees a leak through noise, and is not misled by noise or one jump. */
import { describe, expect, test } from "@jest/globals";
import { Random } from "../../src/core/random.js";
import { slopeOf } from "./campaign/slope.mjs";

const noise = (samples: number, seed: number) => {
  const random = new Random(seed);
  return Array.from({ length: samples }, () => 1e8 + 3e5 * random.float());
};

describe.each([75, 500])("%i samples", (count) => {
  test("the slope of a line is its slope, without error", () => {
    const { slope, error } = slopeOf(Array.from({ length: count }, (_, i) => 7 + 3 * i));
    expect(slope).toBeCloseTo(3, 9);
    expect(error).toBeCloseTo(0, 9);
  });

  test("noise of 300 KB has a slope that its error covers", () => {
    for (let seed = 0; seed < 50; seed++) {
      const { slope, error } = slopeOf(noise(count, seed));
      expect(Math.abs(slope)).toBeLessThan(5 * error);
    }
  });

  test("a leak of 20 KB a cycle in that noise is seen", () => {
    for (let seed = 0; seed < 50; seed++) {
      const { slope, error } = slopeOf(noise(count, seed).map((value, i) => value + 20_000 * i));
      expect(slope - 3 * error).toBeGreaterThan(2048);
    }
  });

  test("one jump of 2 MB, early or late, is no slope", () => {
    for (const at of [0.1, 0.9]) {
      const { slope, error } = slopeOf(noise(count, 1).map((value, i) => value + (i > at * count ? 2e6 : 0)));
      expect(slope - 3 * error).toBeLessThan(2048);
    }
  });
});
