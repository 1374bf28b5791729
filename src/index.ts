/** Node entry: the public names, and the composition root that hands the platform's engine and executor to the models. */
import { provideRuntime } from "./engine/runtime.js";
import { defaultRuntime } from "./parallel/runtime-node.js";

provideRuntime(defaultRuntime);

export * from "./core/errors.js";
export { Classifier, type FitOptions, type PredictOptions, type Progress } from "./core/estimator.js";
export type { Label, Labels } from "./core/labels.js";
export { type Matrix, type MatrixData, type MatrixLike, matrix, scaled } from "./core/matrix.js";
export * from "./data/index.js";
export * from "./metrics/index.js";
export { DummyClassifier, type DummyClassifierParams, type DummyStrategy } from "./models/dummy/dummy-classifier.js";
export type { LogisticRegressionParams } from "./models/linear/logistic-params.js";
export { LogisticRegression } from "./models/linear/logistic-regression.js";
export { type Coefficients, SGDClassifier, type SGDParams } from "./models/linear/sgd-classifier.js";
export { type Augmentation, MLPClassifier, type MLPFitOptions, type MLPParams } from "./models/mlp/classifier.js";
export type { EpochRecord } from "./models/mlp/history.js";
export {
  KNeighborsClassifier,
  type KNeighborsOptions,
  type KNeighborsParams,
  type KNeighborsResult,
} from "./models/neighbors/k-neighbors-classifier.js";
export { Pipeline, type PipelineSteps, type Transformer } from "./models/pipeline/pipeline.js";
export { quantize } from "./models/quantized/quantize.js";
export { QuantizedMLPClassifier } from "./models/quantized/quantized-mlp-classifier.js";
export { classifierNames, createClassifier } from "./models/registry.js";
export type { ClassWeight, SvcParams } from "./models/svm/params.js";
export { SVC } from "./models/svm/svc.js";
export type { SvcFitOptions } from "./models/svm/train.js";
export { DecisionTreeClassifier } from "./models/tree/decision-tree-classifier.js";
export type { DecisionTreeOptions } from "./models/tree/params.js";
export type { CostComplexityPath } from "./models/tree/prune.js";
export type { Tree } from "./models/tree/tree.js";
export { close, type InitOptions, init, type NodeRuntime } from "./parallel/runtime-node.js";
export type { TurboStatus } from "./parallel/turbo.js";
export { workerFilename } from "./parallel/worker-filename.js";
export { loadModel, saveModel } from "./persist/model-file.js";
export { exportOnnx, type OnnxOptions } from "./persist/onnx/export.js";
export * from "./selection/index.js";
