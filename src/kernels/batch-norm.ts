/** Checked wrappers of batch normalisation. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { EPILOGUES, type Epilogue } from "./gemm.js";
import { bytesOf, type Tensor } from "./tensor.js";

interface BatchNormExports {
  batch_norm_forward(
    rows: number,
    cols: number,
    z: number,
    y: number,
    ld: number,
    gamma: number,
    beta: number,
    mean: number,
    variance: number,
    epsilon: number,
    op: number,
    work: number,
  ): void;
  batch_norm_backward(
    rows: number,
    cols: number,
    d: number,
    normalized: number,
    ld: number,
    gamma: number,
    variance: number,
    epsilon: number,
    dgamma: number,
    dbeta: number,
    work: number,
  ): void;
}

/** Added to every variance, as in PyTorch. */
export const EPSILON = 1e-5;
/** Floats of scratch for every column. */
export const WORK_ROWS = 3;

type Columns = readonly [start: number, end: number];

export interface NormForward {
  /** rows × columns; becomes the normalised sums. */
  readonly z: Tensor<"f32">;
  /** Takes the activations: rows × columns. */
  readonly y: Tensor<"f32">;
  readonly gamma: Tensor<"f32">;
  readonly beta: Tensor<"f32">;
  /** Take the moments of the rows; the variance is divided by the rows. */
  readonly mean: Tensor<"f32">;
  readonly variance: Tensor<"f32">;
  /** The activation. */
  readonly epilogue: Extract<Epilogue, "bias" | `bias${string}`>;
}

/** Normalises the columns `[start, end)` of z over its rows, and activates them: y = f(gamma · ẑ + beta). `work`: WORK_ROWS × end − start. */
export function batchNormForward(engine: Engine, norm: NormForward, work: Tensor<"f32">, cols: Columns): void {
  const { z, y, gamma, beta, mean, variance, epilogue } = norm;
  requireColumns("batchNormForward", z, y, [gamma, beta, mean, variance], work, cols);
  const at = columnsFrom(cols);
  (engine.exports as BatchNormExports).batch_norm_forward(
    z.rows,
    cols[1] - cols[0],
    at(z),
    at(y),
    z.cols,
    at(gamma),
    at(beta),
    at(mean),
    at(variance),
    EPSILON,
    EPILOGUES[epilogue],
    work.ptr,
  );
}

export interface NormBackward {
  /** The gradient of gamma · ẑ + beta; becomes that of z. */
  readonly delta: Tensor<"f32">;
  /** What `batchNormForward` left in z. */
  readonly normalized: Tensor<"f32">;
  readonly gamma: Tensor<"f32">;
  readonly variance: Tensor<"f32">;
  /** Take the gradients. */
  readonly dgamma: Tensor<"f32">;
  readonly dbeta: Tensor<"f32">;
}

/** The way back through `batchNormForward` for the columns `[start, end)`. */
export function batchNormBackward(engine: Engine, norm: NormBackward, work: Tensor<"f32">, cols: Columns): void {
  const { delta, normalized, gamma, variance, dgamma, dbeta } = norm;
  requireColumns("batchNormBackward", delta, normalized, [gamma, variance, dgamma, dbeta], work, cols);
  const at = columnsFrom(cols);
  (engine.exports as BatchNormExports).batch_norm_backward(
    delta.rows,
    cols[1] - cols[0],
    at(delta),
    at(normalized),
    delta.cols,
    at(gamma),
    at(variance),
    EPSILON,
    at(dgamma),
    at(dbeta),
    work.ptr,
  );
}

const columnsFrom =
  ([start]: Columns) =>
  ({ ptr }: Tensor<"f32">) =>
    ptr + bytesOf("f32") * start;

function requireColumns(
  operation: string,
  a: Tensor<"f32">,
  b: Tensor<"f32">,
  vectors: readonly Tensor<"f32">[],
  work: Tensor<"f32">,
  [start, end]: Columns,
): void {
  if (a.rows !== b.rows || a.cols !== b.cols || a.rows === 0) {
    throw new ShapeError(
      `${operation}: ${a.rows} × ${a.cols} beside ${b.rows} × ${b.cols}; one row at least is needed`,
    );
  }
  for (const { rows, cols } of vectors) {
    if (rows * cols !== a.cols) throw new ShapeError(`${operation}: ${a.cols} columns, a vector of ${rows * cols}`);
  }
  if (!(0 <= start && start <= end && end <= a.cols && work.rows * work.cols >= WORK_ROWS * (end - start))) {
    throw new ShapeError(`${operation}: columns [${start}, ${end}) of ${a.cols}, scratch of ${work.rows * work.cols}`);
  }
}
