/** From the bytes of a model file to the estimators it describes, checked as far as all of them are alike. docs/model-file.md describes the format. */
import { FormatError } from "../core/errors.js";
import { Fields } from "./fields.js";
import { parseRecord } from "./json.js";
import { fromPlain } from "./plain-state.js";
import { decodeArchive } from "./safetensors.js";
import type { ClassifierFields, FittedFields } from "./states/fitted.js";

export const FORMAT = "heddle-model";
export const VERSION = "2";
export const PIPELINE = "Pipeline";

/** One fitted estimator. `state` and `params` are unchecked but for being objects. */
export interface StoredEstimator extends FittedFields {
  readonly estimator: string;
}

export interface StoredClassifier extends StoredEstimator, ClassifierFields {}

export interface StoredModel {
  /** Undefined for a classifier by itself; else the names of the scalers' and the classifier's steps. */
  readonly stepNames?: readonly string[];
  readonly scalers: readonly StoredEstimator[];
  readonly classifier: StoredClassifier;
}

/** Throws FormatError unless `bytes` are a model file of this version. */
export function readModel(bytes: Uint8Array): StoredModel {
  const { metadata, tensors } = decodeArchive(bytes, checkVersion);
  const model = new Fields(fromPlain(parseRecord(metadata.model ?? "", "the model"), tensors), "model");
  if (model.get("estimator") !== PIPELINE) return { scalers: [], classifier: readClassifier(model) };
  const list = model.list("steps");
  const steps = Array.from({ length: list.size }, (_, i) => list.object(String(i)));
  if (steps.length < 1) throw model.refuse("steps", "one or more");
  const stepNames = steps.map((step) => step.text("name"));
  if (new Set(stepNames).size < steps.length) throw model.refuse("steps", "of different names");
  const scalers = steps.slice(0, -1).map(readEstimator);
  const classifier = readClassifier(steps.at(-1)!);
  for (const { features, state } of scalers)
    if (features !== classifier.features) throw state.refuse("nFeaturesIn_", `${classifier.features} in every step`);
  return { stepNames, scalers, classifier };
}

function checkVersion({ format, version }: Readonly<Record<string, string>>): void {
  if (format !== FORMAT)
    throw new FormatError(`model file: the format is ${JSON.stringify(format)}, not ${JSON.stringify(FORMAT)}`);
  if (version !== VERSION)
    throw new FormatError(
      `model file: version ${JSON.stringify(version)} is not known; this Heddle reads version ${VERSION}`,
    );
}

function readEstimator(model: Fields): StoredEstimator {
  const state = model.object("state");
  return {
    estimator: model.text("estimator"),
    params: model.object("params"),
    state,
    features: state.integer("nFeaturesIn_", 1, 2 ** 31 - 1),
  };
}

function readClassifier(model: Fields): StoredClassifier {
  const stored = readEstimator(model);
  return { ...stored, classes: stored.state.labels("classes_") };
}
