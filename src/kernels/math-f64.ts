/** Checked wrappers of exp and log in f64. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import type { Tensor } from "./tensor.js";

type Unary = (n: number, x: number, y: number) => void;
interface MathExports {
  readonly exp_f64s: Unary;
  readonly log_f64s: Unary;
}

const KERNELS = { exp: "exp_f64s", log: "log_f64s" } as const;
export type MathFunctionF64 = keyof typeof KERNELS;

/** y = f(x), element by element; x and y may be the same tensor. */
export function applyMathF64(engine: Engine, f: MathFunctionF64, x: Tensor<"f64">, y: Tensor<"f64">): void {
  if (x.rows !== y.rows || x.cols !== y.cols) {
    throw new ShapeError(`${f}: x is ${x.rows} × ${x.cols}, y is ${y.rows} × ${y.cols}`);
  }
  (engine.exports as MathExports)[KERNELS[f]](x.rows * x.cols, x.ptr, y.ptr);
}
