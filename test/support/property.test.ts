/** A property that does not hold says so, with its seed and the command that repeats it. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { bitsOf, report } from "./property.js";

test("what failed is reported with the seed, the shrunk example and a replay line that finds it again", async () => {
  const isSmall = () => fc.property(fc.integer({ min: 0, max: 1000 }), (n) => n < 500);
  const outcome = fc.check(isSmall(), { seed: 7 });
  expect(outcome.failed).toBe(true);
  const text = report("n is small", outcome);
  expect(text).toMatch(/^seed 7, shrunk \d+ times to \[500\]/);
  const [, seed, path] =
    /HEDDLE_FC_SEED=(\S+) HEDDLE_FC_PATH=(\S+) npm test -- \S*property\.test\.ts -t "n is small"/.exec(text)!;
  const again = fc.check(isSmall(), { seed: Number(seed), path });
  expect([again.failed, again.counterexample, again.numShrinks]).toEqual([true, [500], 0]);
});

test("bits tell both zeros apart and take every NaN for one", () => {
  const strange = new Float32Array(Uint32Array.of(0x7fc00001, 0xffc00000).buffer);
  expect(bitsOf(strange)).toEqual([0x7fc00000, 0x7fc00000]);
  expect(bitsOf(Float32Array.of(0))).not.toEqual(bitsOf(Float32Array.of(-0)));
});
