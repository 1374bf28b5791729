/** Decisions for any number of rows, spread over the executor. */
import { throwIfAborted } from "../../core/errors.js";
import type { PredictOptions } from "../../core/estimator.js";
import { type Matrix, sliceRows } from "../../core/matrix.js";
import { defineTask } from "../../engine/executor.js";
import { currentRuntime } from "../../engine/runtime.js";
import { type MachineTensors, putMachines } from "../../kernels/sgd.js";
import { type FeatureTensor, type Tensor, view, withWorkspace } from "../../kernels/tensor.js";
import { decideRows, type LinearState } from "./sgd-predict.js";

/** Rows that are held in the engine's memory at once. */
const CHUNK_ROWS = 16384;
/** Rows of a task. */
const TASK_ROWS = 1024;
/** Multiply-adds below which handing out tasks costs more than the work, about 2 ms. */
const DIRECT_WORK = 8e6;

interface DecidePayload {
  readonly machines: MachineTensors;
  readonly X: FeatureTensor;
  readonly start: number;
  readonly end: number;
  readonly out: Tensor<"f64">;
}

export const sgdDecide = defineTask("sgd.decide", ({ machines, X, start, end, out }: DecidePayload, { engine }): void =>
  decideRows(engine, machines, X, start, end, out),
);

/** Decisions, rows × machines. Throws AbortError when cancelled. */
export async function decide(
  { coef, intercept }: LinearState,
  X: Matrix,
  { signal }: PredictOptions,
): Promise<Matrix<Float32Array>> {
  const { engine, executor } = await currentRuntime();
  const cols = intercept.length;
  const data = new Float32Array(X.rows * cols);
  for (let first = 0; first < X.rows; first += CHUNK_ROWS) {
    throwIfAborted(signal, "SGDClassifier.predict");
    const part = sliceRows(X, first, Math.min(X.rows, first + CHUNK_ROWS));
    await withWorkspace(engine, async (workspace) => {
      const features = workspace.putMatrix(part);
      const machines = putMachines(workspace, coef, X.cols, intercept);
      const out = workspace.alloc("f64", part.rows, cols);
      if (part.rows * coef.length < DIRECT_WORK) decideRows(engine, machines, features, 0, part.rows, out);
      else {
        const payloads = rowRanges(part.rows).map((range) => ({ machines, X: features, out, ...range }));
        await executor.map(sgdDecide, payloads, { signal });
      }
      data.set(view(engine, out), first * cols);
    });
  }
  return { data, rows: X.rows, cols };
}

function rowRanges(rows: number): { start: number; end: number }[] {
  return Array.from({ length: Math.ceil(rows / TASK_ROWS) }, (_, block) => ({
    start: block * TASK_ROWS,
    end: Math.min(rows, (block + 1) * TASK_ROWS),
  }));
}
