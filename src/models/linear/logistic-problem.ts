/** A logistic regression in the shared memory: what all threads of a fit see, as plain data. */
import type { TrainingSet } from "../../core/estimator.js";
import { type Barrier, createBarrier } from "../../kernels/barrier.js";
import { blockRows, type PanelShape, panelShape, type Rows } from "../../kernels/logistic.js";
import { rowLength } from "../../kernels/logistic-f32.js";
import { rowsOf, type Tensor, type Workspace } from "../../kernels/tensor.js";

/** The most runs a data set is cut into: enough to keep 8 threads busy, few enough for their gradients to be small. */
const MAX_RUNS = 16;
const MAX_GRAM_FEATURES = 2048;
const MAX_GRAM_PASSES = 100;

/**
 * The rows are cut into runs of whole blocks, by the number of rows alone; each run has a gradient of its own and they are
 * added in order. So the bits do not depend on the number of threads.
 */
export interface LogisticProblem {
  readonly shape: PanelShape;
  readonly fitIntercept: boolean;
  readonly rows: Rows;
  /** One f64 a row: its weight in a Gram matrix made anew (logistic-curvature.ts). */
  readonly uncertainty: Tensor<"f64">;
  /** The rows in parts. */
  readonly runs: readonly Run[];
  /** The point of the gradient that is asked for. */
  readonly input: Tensor<"f64">;
  /** The sum over the runs. */
  readonly output: Tensor<"f64">;
  /** The same of a gradient in f32: outputs × rowLength. */
  readonly inputF32: Tensor<"f32">;
  readonly outputF32: Tensor<"f64">;
  /** Room for Xᵀ · weight · X with the intercept's column, features + 1 squared, where it pays; overwritten when it is made anew. */
  readonly gram: Tensor<"f32"> | undefined;
  /** Which pass; written by thread 0 between barriers. */
  readonly command: Tensor<"i32">;
  readonly barrier: Barrier;
}

export interface Run extends Rows {
  readonly G: Tensor<"f64">;
  readonly G32: Tensor<"f32">;
  /** One f64: the loss of the run. */
  readonly loss: Tensor<"f64">;
  readonly uncertainty: Tensor<"f64">;
  /** outputs × outputs. */
  readonly confusion: Tensor<"f64">;
}

/** Passes that thread 0 can ask for. */
export const COMMAND = { stop: 0, gradient: 1, gradientF32: 2, curvature: 3 } as const;

export function createProblem(
  workspace: Workspace,
  data: TrainingSet,
  weights: Float64Array,
  fitIntercept: boolean,
  threads: number,
): LogisticProblem {
  const { X, codes, classes } = data;
  const shape = panelShape(X.cols, classes.length === 2 ? 1 : classes.length);
  const rows = {
    X: workspace.putMatrix(X),
    codes: workspace.put("i32", codes),
    weights: workspace.put("f64", weights),
  };
  const uncertainty = workspace.alloc("f64", X.rows);
  const block = blockRows(workspace.engine);
  const runRows = Math.ceil(X.rows / block / MAX_RUNS) * block;
  const runs = Array.from({ length: Math.ceil(X.rows / runRows) }, (_, run): Run => {
    const [start, end] = [run * runRows, Math.min(X.rows, (run + 1) * runRows)];
    return {
      X: rowsOf(rows.X, start, end),
      codes: rowsOf(rows.codes, start, end),
      weights: rowsOf(rows.weights, start, end),
      G: workspace.alloc("f64", shape.length),
      G32: workspace.alloc("f32", shape.outputs, rowLength(shape)),
      loss: workspace.alloc("f64", 1),
      uncertainty: rowsOf(uncertainty, start, end),
      confusion: workspace.alloc("f64", shape.outputs, shape.outputs),
    };
  });
  return {
    shape,
    fitIntercept,
    rows,
    uncertainty,
    runs,
    input: workspace.zeros("f64", shape.length),
    output: workspace.zeros("f64", shape.length),
    inputF32: workspace.zeros("f32", shape.outputs, rowLength(shape)),
    outputF32: workspace.zeros("f64", shape.outputs, rowLength(shape)),
    gram: gramPays(shape, X.rows, MAX_GRAM_PASSES)
      ? workspace.alloc("f32", shape.features + 1, shape.features + 1)
      : undefined,
    command: workspace.zeros("i32", 1),
    barrier: createBarrier(workspace, Math.max(1, Math.min(threads, runs.length))),
  };
}

/**
 * Whether the Gram matrix and its factor cost less than `passes` gradients, which they then save; they take up
 * 12 bytes a feature squared. Their flops run about three times as fast as a gradient's.
 */
export function gramPays({ features, panels }: PanelShape, rows: number, passes: number): boolean {
  const gradient = 16 * rows * features * panels;
  const gram = (rows * features * features) / 3 + features ** 3 / 3;
  return features <= MAX_GRAM_FEATURES && gram <= passes * gradient;
}
