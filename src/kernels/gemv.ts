/** Checked wrapper of the product of one row with a matrix. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { EPILOGUES, type Epilogue } from "./gemm.js";
import type { Tensor } from "./tensor.js";

interface GemvExports {
  sgemv(
    n: number,
    k: number,
    x: number,
    b: number,
    ldb: number,
    y: number,
    op: number,
    bias: number,
    work: number,
  ): void;
}

/**
 * y = epilogue(x · B): the bits of `gemm` for one row, without packing B. x is 1 × k, B k × n and finite, y 1 × n, scratch n floats or more.
 */
export function gemv(
  engine: Engine,
  x: Tensor<"f32">,
  B: Tensor<"f32">,
  y: Tensor<"f32">,
  scratch: Tensor<"f32">,
  epilogue: Extract<Epilogue, "bias" | `bias${string}`>,
  bias: Tensor<"f32">,
): void {
  const [k, n] = [B.rows, B.cols];
  if (x.rows !== 1 || x.cols !== k || y.rows !== 1 || y.cols !== n) {
    throw new ShapeError(`gemv: (${x.rows} × ${x.cols}) · (${k} × ${n}) does not give ${y.rows} × ${y.cols}`);
  }
  if (bias.rows * bias.cols !== n || scratch.rows * scratch.cols < n) {
    throw new ShapeError(`gemv: ${n} columns need a bias of ${n} values and as much scratch`);
  }
  const { sgemv } = engine.exports as GemvExports;
  sgemv(n, k, x.ptr, B.ptr, n, y.ptr, EPILOGUES[epilogue], bias.ptr, scratch.ptr);
}
