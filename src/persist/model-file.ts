/** Model files: a fitted classifier as one safetensors archive, whose metadata names the estimator, its options and its state. */

import { FormatError } from "../core/errors.js";
import type { Classifier } from "../core/estimator.js";
import { createClassifier } from "../models/registry.js";
import { fromPlain, toPlain } from "./plain-state.js";
import { decodeArchive, encodeArchive, type TensorData } from "./safetensors.js";

const FORMAT = "heddle-model";
const VERSION = "1";

/** The bytes of a model file. Throws NotFittedError before `fit`. */
export function saveModel(model: Classifier): Uint8Array {
  const tensors = new Map<string, TensorData>();
  const state = Object.entries(model.learnedState()).map(([name, value]) => [name, toPlain(value, name, tensors)]);
  const metadata = {
    format: FORMAT,
    version: VERSION,
    estimator: model.name,
    params: JSON.stringify(toPlain(model.getParams(), "params", tensors)),
    state: JSON.stringify(Object.fromEntries(state)),
  };
  return encodeArchive({ metadata, tensors });
}

/** The fitted classifier of a model file. Throws FormatError for anything that is not one. */
export function loadModel(bytes: Uint8Array): Classifier {
  const { metadata, tensors } = decodeArchive(bytes);
  const { format, version, estimator, params, state } = metadata;
  if (format !== FORMAT)
    throw new FormatError(`model file: the format is ${JSON.stringify(format)}, not ${JSON.stringify(FORMAT)}`);
  if (version !== VERSION)
    throw new FormatError(`model file: version ${version} is not known; this Heddle reads version ${VERSION}`);
  const model = createClassifier(estimator, fromPlain(parseObject(params, "params"), tensors) as object);
  return model.restoreState(fromPlain(parseObject(state, "state"), tensors) as Record<string, unknown>);
}

function parseObject(text: string | undefined, what: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "");
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw new FormatError(`model file: ${what} is not JSON`, { cause });
  }
  throw new FormatError(`model file: ${what} is not an object`);
}
