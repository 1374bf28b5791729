/** The state of an MLPClassifier in a model file. */
import type { MlpState } from "../../models/mlp/network.js";
import type { ClassifierFields } from "./fitted.js";

export function readMlp({ state, classes, features }: ClassifierFields): MlpState {
  const weights = state.list("coefs_");
  const biases = state.list("intercepts_");
  const outputs = classes.length === 2 ? 1 : classes.length;
  const layers = weights.size;
  if (layers === 0 || biases.size !== layers) throw state.refuse("intercepts_", `one for each of ${layers} coefs_`);
  let units = features;
  const coefs = Array.from({ length: layers }, (_, layer) => {
    const W = weights.matrix(String(layer), ["F32"], units, layer === layers - 1 ? outputs : undefined);
    units = W.cols;
    return W;
  });
  return {
    coefs,
    intercepts: coefs.map(({ cols }, layer) => biases.vector(String(layer), "F32", cols)),
    activation: state.choice("activation_", "relu", "logistic", "tanh", "identity"),
  };
}
