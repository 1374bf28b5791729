/** Checked wrappers of the f64 Cholesky factor and its solves. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import type { Tensor, Workspace } from "./tensor.js";

interface CholeskyExports {
  cholesky_work_bytes(n: number): number;
  cholesky_f64(a: number, n: number, work: number): void;
  cholesky_forward(l: number, n: number, v: number, panels: number, work: number): void;
  cholesky_backward(l: number, n: number, v: number, panels: number, work: number): void;
}

/** Columns of a panel; n has to be a multiple of it. */
const WIDTH = 4;

export function choleskyScratch(workspace: Workspace, n: number): Tensor<"u8"> {
  return workspace.alloc("u8", exportsOf(workspace.engine).cholesky_work_bytes(n));
}

/** A ← L with A = L·Lᵀ; the lower triangle is read and written. Pivots lost to cancellation count as their diagonal. */
export function cholesky(engine: Engine, A: Tensor<"f64">, scratch: Tensor<"u8">): void {
  if (A.rows !== A.cols || A.rows % WIDTH !== 0) {
    throw new ShapeError(`cholesky: ${A.rows} × ${A.cols} is not a square with a side that is a multiple of ${WIDTH}`);
  }
  exportsOf(engine).cholesky_f64(A.ptr, A.rows, scratch.ptr);
}

/** V ← L⁻¹ V, or L⁻ᵀ V when `transposed`. V holds panels of four columns, each n rows of four. */
export function choleskySolve(
  engine: Engine,
  L: Tensor<"f64">,
  V: Tensor<"f64">,
  scratch: Tensor<"u8">,
  transposed: boolean,
): void {
  const panels = (V.rows * V.cols) / (WIDTH * L.rows);
  if (!Number.isInteger(panels)) {
    throw new ShapeError(`choleskySolve: ${V.rows * V.cols} values are not panels of ${L.rows} × ${WIDTH}`);
  }
  const { cholesky_forward, cholesky_backward } = exportsOf(engine);
  (transposed ? cholesky_backward : cholesky_forward)(L.ptr, L.rows, V.ptr, panels, scratch.ptr);
}

function exportsOf(engine: Engine): CholeskyExports {
  return engine.exports as CholeskyExports;
}
