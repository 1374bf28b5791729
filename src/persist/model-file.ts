/** Model files: a fitted classifier, or a pipeline that ends in one, as one safetensors archive. docs/model-file.md describes the format. */
import { FormatError, HeddleError } from "../core/errors.js";
import type { Classifier } from "../core/estimator.js";
import { MinMaxScaler } from "../data/min-max-scaler.js";
import type { Scaler } from "../data/scaler.js";
import { StandardScaler } from "../data/standard-scaler.js";
import { Pipeline, type Transformer } from "../models/pipeline/pipeline.js";
import { QuantizedMLPClassifier } from "../models/quantized/quantized-mlp-classifier.js";
import { createClassifier } from "../models/registry.js";
import { FORMAT, PIPELINE, readModel, type StoredClassifier, type StoredEstimator, VERSION } from "./header.js";
import { toPlain } from "./plain-state.js";
import { encodeArchive, type StoredTensor } from "./safetensors.js";
import { readDummy } from "./states/dummy.js";
import type { ClassifierFields, FittedFields } from "./states/fitted.js";
import { readLinear, readSgd } from "./states/linear.js";
import { readMlp } from "./states/mlp.js";
import { readNeighbors } from "./states/neighbors.js";
import { readQuantized } from "./states/quantized.js";
import { readMinMax, readStandard } from "./states/scalers.js";
import { readSvc } from "./states/svm.js";
import { readTree } from "./states/tree.js";

/** What checks the state of each classifier. One line each. */
const CLASSIFIERS: Readonly<Record<string, (fields: ClassifierFields) => unknown>> = {
  DecisionTreeClassifier: readTree,
  DummyClassifier: readDummy,
  KNeighborsClassifier: readNeighbors,
  LogisticRegression: readLinear,
  MLPClassifier: readMlp,
  QuantizedMLPClassifier: readQuantized,
  SGDClassifier: readSgd,
  SVC: readSvc,
};

const SCALERS: Readonly<Record<string, { create(): Scaler; read(fields: FittedFields): unknown }>> = {
  MinMaxScaler: { create: () => new MinMaxScaler(), read: readMinMax },
  StandardScaler: { create: () => new StandardScaler(), read: readStandard },
};

/** The bytes of a model file. Throws NotFittedError before `fit`. */
export function saveModel(model: Classifier): Uint8Array {
  const tensors = new Map<string, StoredTensor>();
  const described =
    model instanceof Pipeline
      ? { estimator: PIPELINE, steps: model.fittedSteps().map(([name, step]) => describe(name, step, tensors)) }
      : describe("", model, tensors);
  const metadata = { format: FORMAT, version: VERSION, model: JSON.stringify(described) };
  return encodeArchive({ metadata, tensors });
}

function describe(name: string, step: Classifier | Transformer, tensors: Map<string, StoredTensor>): object {
  const prefix = name && `${name}.`;
  const state = Object.entries(step.learnedState()).map(([key, value]) => [key, toPlain(value, prefix + key, tensors)]);
  return {
    ...(name && { name }),
    estimator: step.name,
    params: toPlain(step.getParams(), `${prefix}params`, tensors),
    state: Object.fromEntries(state),
  };
}

/** The fitted classifier or pipeline of a model file. Throws FormatError for anything that is not one. */
export function loadModel(bytes: Uint8Array): Classifier {
  const { stepNames, scalers, classifier } = readModel(bytes);
  const fitted = restoreClassifier(classifier);
  if (!stepNames) return fitted;
  const steps = [...scalers.map(restoreScaler), fitted];
  return Pipeline.ofFitted(stepNames.map((name, i) => [name, steps[i]] as const));
}

function restoreClassifier(stored: StoredClassifier): Classifier {
  checkState(CLASSIFIERS[known(stored, CLASSIFIERS)], stored);
  return restore(stored, emptyClassifier(stored.estimator));
}

/** The registry holds what can be fitted; a quantised network cannot. */
function emptyClassifier(name: string): Classifier {
  return name === "QuantizedMLPClassifier" ? new QuantizedMLPClassifier() : createClassifier(name);
}

function restoreScaler(stored: StoredEstimator): Scaler {
  const { create, read } = SCALERS[known(stored, SCALERS)];
  checkState(read, stored);
  return restore(stored, create());
}

function checkState<T extends StoredEstimator>(read: (fields: T) => unknown, stored: T): void {
  read(stored);
}

function known({ estimator }: StoredEstimator, table: object): string {
  if (Object.hasOwn(table, estimator)) return estimator;
  throw new FormatError(
    `model file: ${JSON.stringify(estimator)} is not known here; there are ${Object.keys(table).join(", ")}`,
  );
}

interface Restorable {
  setParams(params: object): unknown;
  restoreState(state: Readonly<Record<string, unknown>>): unknown;
}

const LEARNED = /^[A-Za-z][A-Za-z0-9]*_$/;

/** Learned attributes end in `_`; nothing else is taken over. */
function restore<T extends Restorable>({ estimator, params, state }: StoredEstimator, empty: T): T {
  for (const name of state.names()) if (!LEARNED.test(name)) throw state.refuse(name, "left out: it is not learned");
  try {
    empty.setParams(params.values());
  } catch (cause) {
    if (!(cause instanceof HeddleError)) throw cause;
    throw new FormatError(`model file: ${estimator}: ${cause.message}`, { cause });
  }
  empty.restoreState(state.values());
  return empty;
}
