/**
 * `heddle/browser`: estimators that fit in a browser, best in a Web Worker; the composition root of browsers. All work is done in the thread
 * that calls. What reads files or needs a pool of threads is not here, and what only has to predict is better off with `heddle/edge`.
 */
import { createEngine } from "../engine/engine.js";
import { probeFeatures, requireFeatures } from "../engine/features.js";
import { fetchModule } from "../engine/load-fetched.js";
import { provideRuntime, type Runtime } from "../engine/runtime.js";
import { SerialExecutor } from "../parallel/serial.js";

export * from "../core/errors.js";
export { Classifier, type FitOptions, type PredictOptions, type Progress } from "../core/estimator.js";
export type { Label, Labels } from "../core/labels.js";
export { type Matrix, type MatrixData, type MatrixLike, matrix, scaled } from "../core/matrix.js";
export { type IdxArray, parseIdx } from "../data/idx.js";
export { MinMaxScaler, type MinMaxScalerParams } from "../data/min-max-scaler.js";
export { Scaler } from "../data/scaler.js";
export { StandardScaler, type StandardScalerParams } from "../data/standard-scaler.js";
export { type TrainTestSplit, type TrainTestSplitOptions, trainTestSplit } from "../data/train-test-split.js";
export * from "../metrics/index.js";
export { DummyClassifier, type DummyClassifierParams, type DummyStrategy } from "../models/dummy/dummy-classifier.js";
export type { LogisticRegressionParams } from "../models/linear/logistic-params.js";
export { LogisticRegression } from "../models/linear/logistic-regression.js";
export { type Coefficients, SGDClassifier, type SGDParams } from "../models/linear/sgd-classifier.js";
export { type Augmentation, MLPClassifier, type MLPFitOptions, type MLPParams } from "../models/mlp/classifier.js";
export type { EpochRecord } from "../models/mlp/history.js";
export {
  KNeighborsClassifier,
  type KNeighborsOptions,
  type KNeighborsParams,
  type KNeighborsResult,
} from "../models/neighbors/k-neighbors-classifier.js";
export { Pipeline, type PipelineSteps, type Transformer } from "../models/pipeline/pipeline.js";
export { quantize } from "../models/quantized/quantize.js";
export { QuantizedMLPClassifier } from "../models/quantized/quantized-mlp-classifier.js";
export type { ClassWeight, SvcParams } from "../models/svm/params.js";
export { SVC } from "../models/svm/svc.js";
export { DecisionTreeClassifier } from "../models/tree/decision-tree-classifier.js";
export type { DecisionTreeOptions } from "../models/tree/params.js";
export type { CostComplexityPath } from "../models/tree/prune.js";
export type { Tree } from "../models/tree/tree.js";
export { loadModel, saveModel } from "../persist/model-file.js";

let started: Promise<Runtime> | undefined;

/** Fetches and starts the kernels. Optional: the first fit does it. Throws EngineError where they cannot be fetched or run. */
export async function init(): Promise<void> {
  await runtime();
}

provideRuntime(runtime);

function runtime(): Promise<Runtime> {
  started ??= start();
  // What failed may work the next time.
  started.catch(() => {
    started = undefined;
  });
  return started;
}

async function start(): Promise<Runtime> {
  requireFeatures(probeFeatures());
  const engine = createEngine(await fetchModule(new URL("../heddle.wasm", import.meta.url)), false);
  return { engine, executor: new SerialExecutor(engine) };
}
