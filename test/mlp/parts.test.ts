/** The parts of the solver that can be judged by themselves. */
import { describe, expect, test } from "@jest/globals";
import { Random } from "../../src/core/random.js";
import { stratifiedHoldout } from "../../src/models/holdout.js";
import { share } from "../../src/models/mlp/plan.js";
import { AdamRate, power } from "../../src/models/mlp/schedule.js";

describe("stratifiedHoldout", () => {
  test.each([
    [200, 2, 0.1],
    [101, 3, 0.25],
    [1000, 10, 0.1],
    [17, 4, 0.4],
  ])("%i rows of %i classes, fraction %d: every row once, every class by its share", (rows, classes, fraction) => {
    const codes = Int32Array.from({ length: rows }, (_, i) => (i < classes * 2 ? i % classes : (i * i) % classes));
    const { train, validation } = stratifiedHoldout(codes, classes, fraction, new Random(1), "fit");
    expect([...train, ...validation].sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
    expect(validation.length).toBe(Math.ceil(fraction * rows));
    for (let code = 0; code < classes; code++) {
      const all = codes.filter((one) => one === code).length;
      const held = validation.filter((row) => codes[row] === code).length;
      expect(Math.abs(held - (all * validation.length) / rows)).toBeLessThan(1);
    }
  });

  test("another seed holds out other rows", () => {
    const codes = Int32Array.from({ length: 100 }, (_, i) => i % 2);
    const held = (seed: number) => stratifiedHoldout(codes, 2, 0.2, new Random(seed), "fit").validation;
    expect(held(1)).toEqual(held(1));
    expect(held(1)).not.toEqual(held(2));
  });
});

describe("power", () => {
  test("is within 1e-14 of Math.pow", () => {
    let checked = 0;
    for (const base of [1, 1.5, 2, 10, 61, 60_001, 1_800_001, 1e9]) {
      for (const exponent of [-1, -0.3, 0, 0.1, 0.25, 0.5, 0.75, 1, 1.7, 3]) {
        expect(power(base, exponent) / base ** exponent).toBeCloseTo(1, 13);
        checked++;
      }
    }
    expect(checked).toBe(80);
  });
});

describe("AdamRate", () => {
  test("is the bias-corrected rate of every step", () => {
    const rate = new AdamRate({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
    for (let t = 1; t <= 50; t++) {
      expect(rate.next(0.01)).toBeCloseTo((0.01 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t), 14);
    }
  });
});

describe("share", () => {
  test("parts are whole grains that follow each other and cover everything once", () => {
    let checked = 0;
    for (const count of [0, 1, 3, 10, 16, 17, 100, 512, 784]) {
      for (const grain of [4, 16]) {
        for (const ranks of [1, 2, 3, 7, 64]) {
          let at = 0;
          for (let rank = 0; rank < ranks; rank++) {
            const [start, end] = share(count, grain, rank, ranks);
            expect(start).toBe(at);
            expect(start % grain === 0 || start === count).toBe(true);
            at = end;
            checked++;
          }
          expect(at).toBe(count);
        }
      }
    }
    expect(checked).toBe(9 * 2 * 77);
  });
});
