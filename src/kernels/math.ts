/** Checked wrappers of the elementwise functions exp, log, tanh and logistic. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import type { Tensor } from "./tensor.js";

type Unary = (n: number, x: number, y: number) => void;
interface MathExports {
  readonly exp_f32: Unary;
  readonly log_f32: Unary;
  readonly tanh_f32: Unary;
  readonly logistic_f32: Unary;
}

const KERNELS = { exp: "exp_f32", log: "log_f32", tanh: "tanh_f32", logistic: "logistic_f32" } as const;
export type MathFunction = keyof typeof KERNELS;

/** y = f(x), element by element; x and y may be the same tensor. */
export function applyMath(engine: Engine, f: MathFunction, x: Tensor<"f32">, y: Tensor<"f32">): void {
  if (x.rows !== y.rows || x.cols !== y.cols) {
    throw new ShapeError(`${f}: x is ${x.rows} × ${x.cols}, y is ${y.rows} × ${y.cols}`);
  }
  (engine.exports as MathExports)[KERNELS[f]](x.rows * x.cols, x.ptr, y.ptr);
}
