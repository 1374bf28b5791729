/**
 * Tests over drawn examples. HEDDLE_FC_SEED draws the same ones again, HEDDLE_FC_PATH goes straight to the one that failed, and
 * HEDDLE_FC_RUNS says how many times as many are drawn. A failure prints the command that repeats it.
 */
import { expect, test } from "@jest/globals";
import fc from "fast-check";

const { HEDDLE_FC_SEED, HEDDLE_FC_PATH, HEDDLE_FC_RUNS = "1" } = process.env;
const times = Number(HEDDLE_FC_RUNS);
const seed = HEDDLE_FC_SEED === undefined ? undefined : Number(HEDDLE_FC_SEED);
if (!(times > 0) || Number.isNaN(seed)) throw new Error("HEDDLE_FC_RUNS and HEDDLE_FC_SEED must be numbers");

const TIMEOUT = 120_000;

/** One test: `body` holds for `runs` draws of `example`. */
export function property<T>(
  claim: string,
  example: fc.Arbitrary<T>,
  body: (drawn: T) => Promise<void> | void,
  runs = 100,
): void {
  test(
    claim,
    async () => {
      const numRuns = Math.ceil(runs * times);
      const path = HEDDLE_FC_PATH;
      const outcome = await fc.check(
        fc.asyncProperty(example, async (drawn) => body(drawn)),
        { seed, path, numRuns },
      );
      if (outcome.failed) throw new Error(report(claim, outcome));
      expect(outcome.numRuns).toBeGreaterThan(0);
    },
    TIMEOUT * Math.max(1, times),
  );
}

/** What failed, how, and the command that repeats it. */
export function report<T>(claim: string, outcome: fc.RunDetails<T>): string {
  const { counterexample, counterexamplePath, errorInstance, numShrinks } = outcome;
  const file = expect.getState().testPath?.replace(`${process.cwd()}/`, "") ?? "";
  const again = `HEDDLE_FC_SEED=${outcome.seed} HEDDLE_FC_PATH=${counterexamplePath} npm test -- ${file} -t ${JSON.stringify(claim)}`;
  const example = fc.stringify(counterexample).slice(0, 2000);
  const why = errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  return `seed ${outcome.seed}, shrunk ${numShrinks} times to ${example}\nreplay: ${again}\n\n${why}`;
}

const SPECIAL = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  2 ** -149,
  -(2 ** -149),
  2 ** -126,
  3.4028234663852886e38,
  -3.4028234663852886e38,
  1,
  -1,
].map(Math.fround);

/** f32 numbers that are often special: NaN, infinities, both zeros, subnormal or huge. */
export const anyFloat: fc.Arbitrary<number> = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: -8, max: 8, noNaN: true }).map(Math.fround) },
  { weight: 1, arbitrary: fc.constantFrom(...SPECIAL) },
  { weight: 1, arbitrary: fc.float() },
);

/** f32 numbers that a model takes: of any finite size. */
export const finiteFloat: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -8, max: 8, noNaN: true }).map(Math.fround) },
  { weight: 1, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
);

/** Bit patterns: tells −0 from 0. All NaNs count as one: which of them an operation gives is not said. */
export function bitsOf(values: Float32Array): number[] {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  return Array.from(values, (value, i) => (Number.isNaN(value) ? 0x7fc00000 : bits[i]));
}
