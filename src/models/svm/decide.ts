/** Decisions for any number of rows, spread over the executor. */
import { throwIfAborted } from "../../core/errors.js";
import type { PredictOptions } from "../../core/estimator.js";
import { type Matrix, sliceRows } from "../../core/matrix.js";
import { defineTask } from "../../engine/executor.js";
import { currentRuntime } from "../../engine/runtime.js";
import { type FeatureTensor, type Tensor, view, withWorkspace } from "../../kernels/tensor.js";
import { decideRows, layOutPredictor, type Predictor } from "./predict.js";
import type { SvcState } from "./state.js";

/** Rows that are held in the engine's memory at once. */
const CHUNK_ROWS = 16384;
/** Rows of a task. */
const TASK_ROWS = 256;
/** Multiply-adds below which handing out tasks costs more than the work, about 2 ms. */
const DIRECT_WORK = 5e7;

interface DecidePayload {
  readonly predictor: Predictor;
  readonly X: FeatureTensor;
  readonly start: number;
  readonly end: number;
  readonly out: Tensor<"f64">;
}

export const svcDecide = defineTask(
  "svc.decide",
  ({ predictor, X, start, end, out }: DecidePayload, { engine }): void =>
    decideRows(engine, predictor, X, start, end, out),
);

/** One decision per row and pair of classes (rows × pairs). */
export async function decide(state: SvcState, X: Matrix, options: PredictOptions): Promise<Float64Array> {
  const { engine, executor } = await currentRuntime();
  const { signal } = options;
  const pairs = state.intercept.length;
  const decisions = new Float64Array(X.rows * pairs);
  const rowWork = X.cols * (state.coef ? pairs : state.supportVectors.rows);
  for (let first = 0; first < X.rows; first += CHUNK_ROWS) {
    throwIfAborted(signal, "SVC.predict");
    const part = sliceRows(X, first, Math.min(X.rows, first + CHUNK_ROWS));
    await withWorkspace(engine, async (workspace) => {
      const features = workspace.putMatrix(part);
      const predictor = layOutPredictor(workspace, state, features);
      const out = workspace.alloc("f64", part.rows, pairs);
      if (part.rows * rowWork < DIRECT_WORK) decideRows(engine, predictor, features, 0, part.rows, out);
      else
        await executor.map(
          svcDecide,
          rowRanges(part.rows).map((range) => ({ predictor, X: features, out, ...range })),
          { signal },
        );
      decisions.set(view(engine, out), first * pairs);
    });
  }
  return decisions;
}

function rowRanges(rows: number): { start: number; end: number }[] {
  return Array.from({ length: Math.ceil(rows / TASK_ROWS) }, (_, block) => ({
    start: block * TASK_ROWS,
    end: Math.min(rows, (block + 1) * TASK_ROWS),
  }));
}
