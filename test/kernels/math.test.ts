/** exp, log, tanh and the logistic function against f64 over all of the float range. */
import { describe, expect, test } from "@jest/globals";
import { applyMath, type MathFunction } from "../../src/kernels/math.js";
import { view } from "../../src/kernels/tensor.js";
import { Guarded, inWorkspace, testEngine } from "./support/guarded.js";

const engine = testEngine();

const EXACT: Record<MathFunction, (x: number) => number> = {
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  logistic: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
};
const BOUNDS: Record<MathFunction, number> = { exp: 1, log: 1, tanh: 2, logistic: 3 };
const NAMES = Object.keys(BOUNDS) as MathFunction[];

const SMALLEST_NORMAL = 2 ** -126;

/** Distance of two floats' neighbours at `value`. */
function ulp(value: number): number {
  const size = Math.abs(value);
  return size < SMALLEST_NORMAL ? 2 ** -149 : 2 ** (Math.floor(Math.log2(size)) - 23);
}

function apply(f: MathFunction, values: Float32Array): Float32Array {
  return inWorkspace(engine, (workspace) => {
    const x = workspace.put("f32", values);
    const y = new Guarded(workspace, values.length, 1);
    applyMath(engine, f, x, y.tensor);
    return y.read();
  });
}

/** Every 3989th of the 2³² bit patterns: a million floats of either sign, subnormal to infinite, and NaNs. */
function sampleOfAllFloats(part: number, parts: number): Float32Array {
  const stride = 3989;
  const count = Math.floor(2 ** 32 / stride / parts);
  return new Float32Array(Uint32Array.from({ length: count }, (_, i) => (part * count + i) * stride).buffer);
}

/** Largest error in ulp over a sample; NaN must answer NaN, and overflow infinity. */
function worstError(f: MathFunction, values: Float32Array): number {
  const answers = apply(f, values);
  let worst = 0;
  for (let i = 0; i < values.length; i++) {
    const exact = EXACT[f](values[i]);
    const same = Object.is(answers[i], Math.fround(exact));
    const error = same ? 0 : Math.abs(answers[i] - exact) / ulp(exact);
    if (!(error <= worst)) worst = error;
    if (Number.isNaN(worst)) throw new Error(`${f}(${values[i]}) is ${answers[i]}, not ${exact}`);
  }
  return worst;
}

describe("elementwise functions", () => {
  test.each(NAMES)("%s keeps its bound in ulp on a million floats of the whole range", (f) => {
    const parts = 4;
    for (let part = 0; part < parts; part++) {
      expect(worstError(f, sampleOfAllFloats(part, parts))).toBeLessThanOrEqual(BOUNDS[f]);
    }
  });

  test.each(NAMES)("%s keeps its bound on a dense grid around the interesting region", (f) => {
    const low = f === "log" ? 0.25 : -20;
    const high = f === "log" ? 4 : 20;
    const grid = Float32Array.from({ length: 400_001 }, (_, i) => low + ((high - low) * i) / 400_000);
    expect(worstError(f, grid)).toBeLessThanOrEqual(BOUNDS[f]);
  });

  test("special values", () => {
    const special = Float32Array.of(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0, -0, Number.NaN);
    const { POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN: nan } = Number;
    expect([...apply("exp", special)]).toEqual([0, POSITIVE_INFINITY, 1, 1, nan]);
    expect([...apply("log", special)]).toEqual([nan, POSITIVE_INFINITY, NEGATIVE_INFINITY, NEGATIVE_INFINITY, nan]);
    expect([...apply("tanh", special)]).toEqual([-1, 1, 0, -0, nan]);
    expect([...apply("logistic", special)]).toEqual([0, 1, 0.5, 0.5, nan]);
    expect([...apply("exp", Float32Array.of(88.73, -103.9, -104, 1e30, -1e30))]).toEqual([
      POSITIVE_INFINITY,
      2 ** -149,
      0,
      POSITIVE_INFINITY,
      0,
    ]);
    expect([...apply("log", Float32Array.of(1, -1, 2 ** -149))]).toEqual([0, nan, Math.fround(-149 * Math.LN2)]);
  });

  test.each(NAMES)("%s answers alike in a full vector and in a tail, in place or not", (f) => {
    const values = Float32Array.from({ length: 11 }, (_, i) => 0.37 + i * 0.61);
    const whole = apply(f, values);
    for (let n = 1; n < values.length; n++) {
      expect(apply(f, values.subarray(0, n))).toEqual(whole.subarray(0, n));
    }
    inWorkspace(engine, (workspace) => {
      const x = workspace.put("f32", values);
      applyMath(engine, f, x, x);
      expect(view(engine, x).slice()).toEqual(whole);
    });
  });
});
