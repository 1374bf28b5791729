/** The parts of the solver that can be judged by themselves. */
import { describe, expect, test } from "@jest/globals";
import { Random } from "../../src/core/random.js";
import { stratifiedHoldout } from "../../src/models/holdout.js";
import { share } from "../../src/models/mlp/plan.js";
import { AdamRate, cosPi, power, rateOfStep } from "../../src/models/mlp/schedule.js";

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

describe("cosPi", () => {
  test("is within 5e-16 of Math.cos, and exact at 0, ½ and 1", () => {
    for (let i = 0; i <= 1000; i++)
      expect(Math.abs(cosPi(i / 1000) - Math.cos((Math.PI * i) / 1000))).toBeLessThan(5e-16);
    expect([0, 0.5, 1].map((x) => cosPi(x) + 0)).toEqual([1, 0, -1]);
  });
});

describe("rateOfStep", () => {
  const rates = (learningRate: "constant" | "cosine" | "oneCycle", steps: number) =>
    Array.from({ length: steps }, (_, step) => rateOfStep({ learningRate, learningRateInit: 0.5 }, 0.25, step, steps));

  test("cosine is the peak · (1 + cos(π · step / steps)) / 2, others keep the rate of the epoch", () => {
    rates("cosine", 37).forEach((rate, step) => {
      expect(rate).toBeCloseTo(0.25 * (1 + Math.cos((Math.PI * step) / 37)), 14);
    });
    expect(new Set(rates("constant", 5))).toEqual(new Set([0.25]));
  });

  test("oneCycle gives the rates of PyTorch's OneCycleLR(max_lr=0.5, total_steps=20)", () => {
    const published = [
      0.020000000000000018, 0.06583592135001265, 0.18583592135001265, 0.3341640786499874, 0.45416407864998737, 0.5,
      0.49373200311754367, 0.47524231600673683, 0.445458088785525, 0.40587282697488153, 0.3584715008956504,
      0.30563101096814466, 0.250001, 0.19437098903185537, 0.14153049910434962, 0.09412917302511849, 0.05454391121447502,
      0.024759683993263143, 0.006269996882456277, 2e-6,
    ];
    rates("oneCycle", 20).forEach((rate, step) => {
      expect(rate).toBeCloseTo(published[step], 14);
    });
  });

  test.each([1, 2, 3, 4, 5])("oneCycle of %i steps has finite rates up to the peak", (steps) => {
    const all = rates("oneCycle", steps);
    for (const rate of all) expect(rate > 0 && rate <= 0.5).toBe(true);
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
