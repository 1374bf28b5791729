/** Fitted classifiers and pipelines as ONNX files, for the runtimes that read those. */
import { NotFittedError, ParameterError } from "../../core/errors.js";
import type { Classifier } from "../../core/estimator.js";
import { checkParams, oneOf, positive } from "../../core/params.js";
import { LogisticRegression } from "../../models/linear/logistic-regression.js";
import { SGDClassifier } from "../../models/linear/sgd-classifier.js";
import { MLPClassifier } from "../../models/mlp/classifier.js";
import { KNeighborsClassifier } from "../../models/neighbors/k-neighbors-classifier.js";
import { Pipeline, type Transformer } from "../../models/pipeline/pipeline.js";
import { SVC } from "../../models/svm/svc.js";
import { DecisionTreeClassifier } from "../../models/tree/decision-tree-classifier.js";
import { type Answer, onlyClass, outputAnswer } from "./answer.js";
import { type Features, inputFeatures } from "./features.js";
import { OnnxGraph } from "./graph.js";
import { logisticGraph, sgdGraph } from "./linear.js";
import { neighborsGraph } from "./neighbors.js";
import { networkGraph } from "./network.js";
import { scaledFeatures } from "./scaling.js";
import { svcGraph } from "./svm.js";
import { treeGraph } from "./tree.js";

export interface OnnxOptions {
  /** What the file takes as `X`: floats, or bytes. Default "float". */
  readonly input?: "float" | "uint8";
  /** With "uint8", what each byte counts, as `scaled` has it. Default 1. */
  readonly scale?: number;
}

/**
 * The bytes of an ONNX file (opset 13; ai.onnx.ml 1 for trees) that predicts as `model`, a classifier or a pipeline, does.
 *
 * Input `X`: rows × features. Outputs: `label`, one a row (int64, string, or double if a label is no integer), and `probabilities`
 * (float, rows × classes) or, for models that have none, `scores` (float): what `decisionFunction` gives.
 * Labels are Heddle's, except where two classes are within rounding of each other. Networks compute in float, all else but the tree
 * in double; neighbours are compared exactly, fastest if the model was fitted on bytes and `input` is "uint8" with the same scale.
 *
 * Throws NotFittedError before `fit`; ParameterError for a classifier that has no such form, a bad option, or a file of 2 GiB.
 *
 * @example
 * await writeFile("model.onnx", exportOnnx(model, { input: "uint8", scale: 1 / 255 }));
 */
export function exportOnnx(model: Classifier, options: OnnxOptions = {}): Uint8Array {
  const { input = "float", scale = 1 } = options;
  checkParams("exportOnnx", { input, scale }, { input: oneOf("float", "uint8"), scale: positive });
  if (input === "float" && scale !== 1) {
    throw new ParameterError(`exportOnnx: scale is ${scale} with input "float"; only bytes carry a scale`);
  }
  if (model.nFeaturesIn_ === undefined) {
    throw new NotFittedError(`exportOnnx: this ${model.name} is not fitted yet; call fit first`);
  }
  const graph = new OnnxGraph();
  const rows = inputFeatures(graph, model.nFeaturesIn_, { input, scale: Math.fround(scale) });
  const { scalers, classifier } = stepsOf(model);
  const features = scalers.reduce((scaled, scaler) => scaledFeatures(graph, scaled, scaler), rows);
  const classes = model.classes_!;
  const answer = classes.length === 1 ? onlyClass(graph, features) : answerOf(graph, features, classifier);
  outputAnswer(graph, answer, classes);
  return graph.toModel(model.name);
}

function stepsOf(model: Classifier): { readonly scalers: readonly Transformer[]; readonly classifier: Classifier } {
  if (!(model instanceof Pipeline)) return { scalers: [], classifier: model };
  const steps = model.fittedSteps().map(([, step]) => step);
  return { scalers: steps.slice(0, -1) as Transformer[], classifier: steps.at(-1) as Classifier };
}

function answerOf(graph: OnnxGraph, features: Features, model: Classifier): Answer {
  if (model instanceof MLPClassifier) {
    const { coefs_: coefs, intercepts_: intercepts, activation_: activation } = model;
    return networkGraph(graph, features, { coefs: coefs!, intercepts: intercepts!, activation: activation! });
  }
  if (model instanceof LogisticRegression) return logisticGraph(graph, features, linearState(model));
  if (model instanceof SGDClassifier) return sgdGraph(graph, features, linearState(model), model.loss_!);
  if (model instanceof DecisionTreeClassifier) return treeGraph(graph, features, model.tree_!);
  if (model instanceof SVC) return svcGraph(graph, features, svcState(model), model.getParams());
  if (model instanceof KNeighborsClassifier) return neighborsAnswer(graph, features, model);
  throw new ParameterError(`exportOnnx: a ${model.name} has no ONNX form`);
}

function linearState({ coef_, intercept_ }: LogisticRegression | SGDClassifier) {
  return { coef: coef_!.data, intercept: intercept_! };
}

function neighborsAnswer(graph: OnnxGraph, features: Features, model: KNeighborsClassifier): Answer {
  const X = model.fitX_!;
  const { nNeighbors, weights } = model.getParams();
  if (nNeighbors > X.rows) {
    throw new ParameterError(
      `exportOnnx: nNeighbors is ${nNeighbors}; the model was fitted with ${X.rows} rows, so there are no more to find`,
    );
  }
  const metric = model.effectiveMetric_ === "manhattan" ? "l1" : "l2";
  const state = { X, codes: model.fitCodes_!, classCount: model.classes_!.length, metric } as const;
  return neighborsGraph(graph, features, state, { nNeighbors, weights });
}

function svcState(model: SVC) {
  return {
    kernel: model.kernel_!,
    nClasses: model.nSupport_!.length,
    supportVectors: model.supportVectors_!,
    nSupport: model.nSupport_!,
    dualCoef: model.dualCoef_!,
    intercept: model.intercept_!,
    coef: model.coef_,
  };
}
