/** exp and log in f64 against the functions of the host. */
import { expect, test } from "@jest/globals";
import { Random } from "../../src/core/random.js";
import { applyMathF64, type MathFunctionF64 } from "../../src/kernels/math-f64.js";
import { view } from "../../src/kernels/tensor.js";
import { inWorkspace, testEngine } from "./support/guarded.js";

const engine = testEngine();

function apply(f: MathFunctionF64, values: Float64Array): Float64Array {
  return inWorkspace(engine, (workspace) => {
    const x = workspace.put("f64", values);
    const y = workspace.alloc("f64", values.length);
    applyMathF64(engine, f, x, y);
    return view(engine, y).slice();
  });
}

/** Distance in units of the last place of `wanted`. */
function ulps(actual: number, wanted: number): number {
  const ulp = 2 ** (Math.floor(Math.log2(Math.abs(wanted))) - 52);
  return wanted === actual ? 0 : Math.abs(actual - wanted) / ulp;
}

function worst(f: MathFunctionF64, values: Float64Array): number {
  return apply(f, values).reduce((most, value, i) => Math.max(most, ulps(value, Math[f](values[i]))), 0);
}

const random = new Random(7);
const uniform = (low: number, high: number) =>
  Float64Array.from({ length: 100_000 }, () => low + (high - low) * (random.float() + random.float() * 2 ** -24));

// The host's own functions are within 1 ulp.
test("exp stays within 2 ulp over all of its normal results", () => {
  expect(worst("exp", uniform(-708, 709))).toBeLessThanOrEqual(3);
  expect(worst("exp", uniform(-1, 1))).toBeLessThanOrEqual(3);
});

test("log stays within 2 ulp over all normal numbers, and near 1", () => {
  expect(worst("log", uniform(-700, 700).map(Math.exp))).toBeLessThanOrEqual(3);
  expect(worst("log", uniform(0.5, 2))).toBeLessThanOrEqual(3);
  expect(worst("log", uniform(1 - 1e-6, 1 + 1e-6))).toBeLessThanOrEqual(3);
});

test("exact where the result is", () => {
  expect([...apply("exp", Float64Array.of(0, -0, -709, -1e300))]).toEqual([1, 1, 0, 0]);
  expect([...apply("log", Float64Array.of(1, Number.POSITIVE_INFINITY))]).toEqual([0, Number.POSITIVE_INFINITY]);
});
