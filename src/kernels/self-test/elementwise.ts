/** Probes of exp, log, tanh and the logistic function, in f32 and f64. */
import { applyMath, type MathFunction } from "../math.js";
import { applyMathF64, type MathFunctionF64 } from "../math-f64.js";
import type { Probe } from "./probe.js";

const COUNT = 301;
/** The whole range of results: underflow, overflow, the middle. */
const WIDE = [-110, 110] as const;
const WIDE_F64 = [-800, 800] as const;
/** Logarithms need positive numbers. */
const POSITIVE = [1e-30, 1e6] as const;

function single(name: string, f: MathFunction): Probe {
  return {
    name,
    run(workspace, draw) {
      const [low, high] = f === "log" ? POSITIVE : WIDE;
      const outcomes = [draw.floats(COUNT, 1, low, high), draw.floats(COUNT, 1, Math.max(low, -3), 3)];
      for (const x of outcomes) applyMath(workspace.engine, f, x, x);
      return outcomes;
    },
  };
}

function double(name: string, f: MathFunctionF64): Probe {
  return {
    name,
    run(workspace, draw) {
      const [low, high] = f === "log" ? POSITIVE : WIDE_F64;
      const outcomes = [draw.doubles(COUNT, 1, low, high), draw.doubles(COUNT, 1, Math.max(low, -3), 3)];
      for (const x of outcomes) applyMathF64(workspace.engine, f, x, x);
      return outcomes;
    },
  };
}

export const elementwiseProbes: readonly Probe[] = [
  single("exp_f32", "exp"),
  single("log_f32", "log"),
  single("tanh_f32", "tanh"),
  single("logistic_f32", "logistic"),
  double("exp_f64s", "exp"),
  double("log_f64s", "log"),
];
