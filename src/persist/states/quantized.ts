/** The state of a QuantizedMLPClassifier in a model file. */
import { MAX_FAN_IN } from "../../kernels/quantized.js";
import type { QuantizedState } from "../../models/quantized/network.js";
import type { Fields } from "../fields.js";
import type { ClassifierFields } from "./fitted.js";

export function readQuantized({ state, classes, features }: ClassifierFields): QuantizedState {
  const weights = state.list("coefs_");
  const [scales, biases, signed] = [state.list("coefScales_"), state.list("intercepts_"), state.list("inputSigned_")];
  const outputs = classes.length === 2 ? 1 : classes.length;
  const layers = weights.size;
  if (layers === 0) throw state.refuse("coefs_", "one or more");
  for (const list of [scales, biases, signed])
    if (list.size !== layers) throw state.refuse("coefs_", `as many as there are in ${list.where} (${list.size})`);
  let units = features;
  const coefs = Array.from({ length: layers }, (_, layer) => {
    if (units > MAX_FAN_IN) throw weights.refuse(String(layer), `of at most ${MAX_FAN_IN} rows`);
    const W = weights.matrix(String(layer), ["I8"], units, layer === layers - 1 ? outputs : undefined);
    units = W.cols;
    return W;
  });
  return {
    coefs,
    coefScales: coefs.map(({ cols }, layer) => positive(scales, String(layer), cols)),
    inputScales: positive(state, "inputScales_", layers),
    inputSigned: coefs.map((_, layer) => signed.bool(String(layer))),
    intercepts: coefs.map(({ cols }, layer) => biases.vector(String(layer), "F32", cols)),
    activation: state.choice("activation_", "relu", "logistic", "tanh", "identity"),
  };
}

/** With a finite reciprocal. */
function positive(fields: Fields, name: string, length: number): Float32Array {
  const values = fields.vector(name, "F32", length);
  if (values.some((value) => !(value > 2 ** -126))) throw fields.refuse(name, "above 2⁻¹²⁶");
  return values;
}
