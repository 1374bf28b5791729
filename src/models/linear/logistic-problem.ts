/** A logistic regression in the shared memory: what all threads of a fit see, as plain data. */
import type { TrainingSet } from "../../core/estimator.js";
import { type Barrier, createBarrier } from "../../kernels/barrier.js";
import { blockRows, type PanelShape, panelShape, type Rows, scoreTensor } from "../../kernels/logistic.js";
import { rowsOf, type Tensor, type Workspace } from "../../kernels/tensor.js";

/** The most runs a data set is cut into: enough to keep 8 threads busy, few enough for their gradients to be small. */
const MAX_RUNS = 16;

/**
 * The rows are cut into runs of whole blocks, by the number of rows alone; each run has a gradient of its own and they are
 * added in order. So the bits do not depend on the number of threads.
 */
export interface LogisticProblem {
  readonly shape: PanelShape;
  readonly runs: readonly Run[];
  /** The point, or the direction, of the pass that is asked for. */
  readonly input: Tensor<"f64">;
  /** The sum over the runs. */
  readonly output: Tensor<"f64">;
  /** Which pass; written by thread 0 between barriers. */
  readonly command: Tensor<"i32">;
  readonly barrier: Barrier;
}

export interface Run extends Rows {
  readonly G: Tensor<"f64">;
  /** One f64: the loss of the run. */
  readonly loss: Tensor<"f64">;
}

/** Passes that thread 0 can ask for. */
export const COMMAND = { stop: 0, gradient: 1, hessian: 2, diagonal: 3 } as const;

export function createProblem(
  workspace: Workspace,
  data: TrainingSet,
  weights: Float64Array,
  threads: number,
): LogisticProblem {
  const { X, codes, classes } = data;
  const shape = panelShape(X.cols, classes.length === 2 ? 1 : classes.length);
  const features = workspace.putMatrix(X);
  const codeTensor = workspace.put("i32", codes);
  const weightTensor = workspace.put("f64", weights);
  const block = blockRows(workspace.engine);
  const runRows = Math.ceil(X.rows / block / MAX_RUNS) * block;
  const runs = Array.from({ length: Math.ceil(X.rows / runRows) }, (_, run): Run => {
    const [start, end] = [run * runRows, Math.min(X.rows, (run + 1) * runRows)];
    return {
      X: rowsOf(features, start, end),
      codes: rowsOf(codeTensor, start, end),
      weights: rowsOf(weightTensor, start, end),
      P: scoreTensor(workspace, end - start, shape),
      G: workspace.alloc("f64", shape.length),
      loss: workspace.alloc("f64", 1),
    };
  });
  return {
    shape,
    runs,
    input: workspace.zeros("f64", shape.length),
    output: workspace.zeros("f64", shape.length),
    command: workspace.zeros("i32", 1),
    barrier: createBarrier(workspace, Math.max(1, Math.min(threads, runs.length))),
  };
}
