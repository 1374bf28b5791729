/** What a fitted logistic regression answers. Pure: coefficients and rows in, scores out. */
import { AbortError } from "../../core/errors.js";
import { argmaxRows } from "../../core/estimator.js";
import { type Matrix, sliceRows } from "../../core/matrix.js";
import type { Engine } from "../../engine/engine.js";
import { defineTask } from "../../engine/executor.js";
import type { Runtime } from "../../engine/runtime.js";
import {
  logisticScores,
  logisticScratch,
  type PanelShape,
  panelIndex,
  panelShape,
  scoreTensor,
} from "../../kernels/logistic.js";
import { applyMath } from "../../kernels/math.js";
import { softmax } from "../../kernels/nn.js";
import { type FeatureTensor, rowsOf, type Tensor, view, withWorkspace } from "../../kernels/tensor.js";

export interface LinearState {
  /** outputs × features. */
  readonly coef: Float64Array;
  /** One per output. */
  readonly intercept: Float64Array;
}

/** Rows a task scores: about 2 ms. */
const TASK_ROWS = 1024;

interface ScorePart {
  readonly shape: PanelShape;
  readonly X: FeatureTensor;
  readonly W: Tensor<"f64">;
}

export const linearScoreTask = defineTask<ScorePart, Float64Array>(
  "linear.score",
  ({ shape, X, W }, { engine, cancelled }) => {
    if (cancelled()) throw new AbortError("predict");
    return scorePart(engine, { shape, X, W });
  },
);

function scorePart(engine: Engine, { shape, X, W }: ScorePart): Float64Array {
  return withWorkspace(engine, (workspace) =>
    logisticScores(engine, shape, X, W, scoreTensor(workspace, X.rows, shape), logisticScratch(workspace, shape)),
  );
}

/** The same in the calling thread, from coefficients in the engine's memory (`packCoefficients`). */
export function linearScoresNow(engine: Engine, shape: PanelShape, W: Tensor<"f64">, X: Matrix): Float64Array {
  const scores = new Float64Array(X.rows * shape.outputs);
  for (let start = 0; start < X.rows; start += TASK_ROWS) {
    const block = sliceRows(X, start, Math.min(X.rows, start + TASK_ROWS));
    withWorkspace(engine, (workspace) => {
      scores.set(scorePart(engine, { shape, W, X: workspace.putMatrix(block) }), start * shape.outputs);
    });
  }
  return scores;
}

/** Class codes: the highest score, or the sign of a single one; ties go to the lower class. */
export function linearCodes(scores: Float64Array, rows: number): Int32Array {
  const outputs = scores.length / rows;
  return outputs === 1 ? Int32Array.from(scores, (score) => Number(score > 0)) : argmaxRows(scores, rows, outputs);
}

/** X · coefᵀ + intercept, rows × outputs. Small inputs are scored in the calling thread. */
export async function linearScores(
  { engine, executor }: Runtime,
  state: LinearState,
  X: Matrix,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const outputs = state.intercept.length;
  const shape = panelShape(X.cols, outputs);
  return withWorkspace(engine, async (workspace) => {
    const W = workspace.put("f64", packCoefficients(shape, state));
    const features = workspace.putMatrix(X);
    if (X.rows <= TASK_ROWS) return scorePart(engine, { shape, W, X: features });
    const parts = Array.from({ length: Math.ceil(X.rows / TASK_ROWS) }, (_, part): ScorePart => {
      return { shape, W, X: rowsOf(features, part * TASK_ROWS, Math.min(X.rows, (part + 1) * TASK_ROWS)) };
    });
    const scores = new Float64Array(X.rows * outputs);
    const blocks = await executor.map(linearScoreTask, parts, { signal });
    for (const [part, block] of blocks.entries()) scores.set(block, part * TASK_ROWS * outputs);
    return scores;
  });
}

/** Coefficients as the kernels lay them out. */
export function packCoefficients(shape: PanelShape, { coef, intercept }: LinearState): Float64Array {
  const packed = new Float64Array(shape.length);
  for (let output = 0; output < shape.outputs; output++) {
    for (let j = 0; j < shape.features; j++) packed[panelIndex(shape, output, j)] = coef[output * shape.features + j];
    packed[panelIndex(shape, output, shape.features)] = intercept[output];
  }
  return packed;
}

export function unpackCoefficients(shape: PanelShape, packed: Float64Array): LinearState {
  const { outputs, features } = shape;
  const coef = new Float64Array(outputs * features);
  const intercept = new Float64Array(outputs);
  for (let output = 0; output < outputs; output++) {
    for (let j = 0; j < features; j++) coef[output * features + j] = packed[panelIndex(shape, output, j)];
    intercept[output] = packed[panelIndex(shape, output, features)];
  }
  return { coef, intercept };
}

/** Softmax of the scores, or (1 − p, p) of a single logistic output: rows × classes. */
export function probabilities(engine: Engine, scores: Float64Array, rows: number): Matrix<Float32Array> {
  const outputs = scores.length / rows;
  return withWorkspace(engine, (workspace) => {
    const Z = workspace.put("f32", scores, rows, outputs);
    if (outputs > 1) {
      softmax(engine, Z, Z);
      return { data: view(engine, Z).slice(), rows, cols: outputs };
    }
    applyMath(engine, "logistic", Z, Z);
    const data = new Float32Array(2 * rows);
    view(engine, Z).forEach((p, i) => {
      data.set([1 - p, p], 2 * i);
    });
    return { data, rows, cols: 2 };
  });
}
