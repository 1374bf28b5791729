/** A network as Gemm and activations, in float as Heddle computes it. */
import type { Activation, MlpState } from "../../models/mlp/network.js";
import { type Answer, bothClasses, highest } from "./answer.js";
import type { Features } from "./features.js";
import type { OnnxGraph } from "./graph.js";

const OPERATORS: Readonly<Record<Exclude<Activation, "identity">, string>> = {
  relu: "Relu",
  logistic: "Sigmoid",
  tanh: "Tanh",
};

export function networkGraph(graph: OnnxGraph, { floats }: Features, state: MlpState): Answer {
  const { coefs, intercepts, activation } = state;
  const last = coefs.length - 1;
  let value = floats;
  coefs.forEach(({ data, rows, cols }, layer) => {
    const W = graph.constant(data, [rows, cols]);
    value = graph.node("Gemm", [value, W, graph.constant(intercepts[layer], [cols])]);
    if (layer < last && activation !== "identity") value = graph.node(OPERATORS[activation], [value]);
  });
  const outputs = coefs[last].cols;
  const single = outputs === 1;
  const probabilities = single
    ? bothClasses(graph, graph.node("Sigmoid", [value]), "float")
    : graph.node("Softmax", [value], { axis: 1 });
  return {
    codes: highest(graph, probabilities),
    scores: { kind: "probabilities", value: probabilities, cols: single ? 2 : outputs },
  };
}
