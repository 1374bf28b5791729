/** The caller's side of a fit: puts the problem into the shared memory, hands out the task, takes the coefficients back. */
import type { FitOptions, TrainingSet } from "../../core/estimator.js";
import type { Runtime } from "../../engine/runtime.js";
import { barrierAbandon } from "../../kernels/barrier.js";
import { withWorkspace } from "../../kernels/tensor.js";
import { startingGram } from "./logistic-gram.js";
import type { LogisticRegressionParams } from "./logistic-params.js";
import { type LinearState, packCoefficients, unpackCoefficients } from "./logistic-predict.js";
import { createProblem } from "./logistic-problem.js";
import { type LogisticPart, type LogisticReport, logisticTask } from "./logistic-task.js";

export interface LogisticFit extends LinearState {
  readonly iterations: number;
  readonly converged: boolean;
  /** Largest |gradient| of the mean objective. */
  readonly gradientMax: number;
}

/** Below this many products a pass, a second thread costs more than it brings (about 0.2 ms of work). */
const SHARED_PRODUCTS = 1e6;

/** Of the mean objective's gradient, what passes in f32 are trusted with: rounding adds about a hundredth of it. */
const TOL_F32 = 1e-5;

export function trainLogistic(
  runtime: Runtime,
  data: TrainingSet,
  params: LogisticRegressionParams,
  known: LinearState | undefined,
  options: FitOptions,
): Promise<LogisticFit> {
  const { engine, executor } = runtime;
  return withWorkspace(engine, async (workspace) => {
    const weights = rowWeights(data, params.classWeight);
    const products = data.X.rows * data.X.cols * data.classes.length;
    const threads = products < SHARED_PRODUCTS ? 1 : executor.concurrency;
    const problem = createProblem(workspace, data, weights, params.fitIntercept, threads);
    const { shape } = problem;
    const C = params.penalty === null ? 1 : params.C;
    const scale = C * weights.reduce((sum, weight) => sum + weight, 0);
    const fits = known?.coef.length === shape.outputs * shape.features;
    const gramKey = JSON.stringify([params.classWeight, params.fitIntercept]);
    const common = {
      problem,
      C,
      penalty: params.penalty === null ? (0 as const) : (1 as const),
      tol: params.tol * scale,
      tolF32: TOL_F32 * scale,
      maxIter: params.maxIter,
      start: fits ? packCoefficients(shape, known) : new Float64Array(shape.length),
      gram: await startingGram(runtime, problem, gramKey, options),
    };
    const parts = Array.from({ length: problem.barrier.size }, (_, rank): LogisticPart => ({ ...common, rank }));
    const [solution] = await executor.map(logisticTask, parts, {
      signal: options.signal,
      onReport(value) {
        const { iteration, objective } = value as LogisticReport;
        options.onProgress?.({ done: iteration, total: params.maxIter, unit: "iterations", value: objective });
      },
      together: { abandon: () => barrierAbandon(engine, problem.barrier) },
    });
    const { x, iterations, converged, gradientMax } = solution!;
    const { coef, intercept } = unpackCoefficients(shape, x);
    return { coef, intercept: centred(intercept), iterations, converged, gradientMax: gradientMax / scale };
  });
}

/** Intercepts of a softmax are free up to a constant; like scikit-learn's, they sum to 0. A single logistic output stays. */
function centred(intercept: Float64Array): Float64Array {
  if (intercept.length === 1) return intercept;
  const mean = intercept.reduce((sum, value) => sum + value, 0) / intercept.length;
  return intercept.map((value) => value - mean);
}

function rowWeights({ codes, classes }: TrainingSet, classWeight: "balanced" | null): Float64Array {
  if (classWeight === null) return new Float64Array(codes.length).fill(1);
  const counts = new Float64Array(classes.length);
  for (const code of codes) counts[code]++;
  return Float64Array.from(codes, (code) => codes.length / (classes.length * counts[code]));
}
