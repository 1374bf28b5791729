/** Probes of exp, log, tanh and the logistic function, in f32 and f64. */
import type { Engine } from "../../engine/engine.js";
import { applyMath, type MathFunction } from "../math.js";
import { applyMathF64, type MathFunctionF64 } from "../math-f64.js";
import { rowsOf, type Tensor } from "../tensor.js";
import type { Probe } from "./probe.js";

const COUNT = 303;
/** Below the width of a vector: what the kernels do one by one. */
const FEW = 3;
/** Where results underflow and overflow, where they change most, and where series take over. */
const RANGES = [800, 110, 3, 0.5];
/** Logarithms need positive numbers. */
const SMALLEST = 1e-30;

/** Applies f to `x` in place, but for the last third, which is done by few elements at a time. */
function inPlace<T extends Tensor>(x: T, f: (part: T) => void): T {
  const bulk = Math.floor((COUNT * 2) / (3 * FEW)) * FEW;
  f(rowsOf(x, 0, bulk + 1));
  for (let first = bulk + 1; first < COUNT; first += FEW) f(rowsOf(x, first, Math.min(first + FEW, COUNT)));
  return x;
}

function single(name: string, f: MathFunction): Probe {
  const apply = (engine: Engine) => (part: Tensor<"f32">) => applyMath(engine, f, part, part);
  return {
    name,
    run: ({ engine }, draw) =>
      RANGES.map((most) => inPlace(draw.floats(COUNT, 1, f === "log" ? SMALLEST : -most, most), apply(engine))),
  };
}

function double(name: string, f: MathFunctionF64): Probe {
  const apply = (engine: Engine) => (part: Tensor<"f64">) => applyMathF64(engine, f, part, part);
  return {
    name,
    run: ({ engine }, draw) =>
      RANGES.map((most) => inPlace(draw.doubles(COUNT, 1, f === "log" ? SMALLEST : -most, most), apply(engine))),
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
