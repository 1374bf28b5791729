/** Linear models as one matrix product in double, as Heddle computes them, and what their losses make of the decisions. */
import type { LinearState } from "../../models/linear/logistic-predict.js";
import type { SGDParams } from "../../models/linear/sgd-classifier.js";
import { type Answer, bothClasses, highest, positive, rowShares, rowSums } from "./answer.js";
import type { Features } from "./features.js";
import type { OnnxGraph } from "./graph.js";

/** Softmax of the decisions, or the logistic function of one. */
export function logisticGraph(graph: OnnxGraph, features: Features, state: LinearState): Answer {
  const decisions = decide(graph, features, state);
  const single = state.intercept.length === 1;
  const narrow = graph.cast(decisions, "float");
  const probabilities = single
    ? bothClasses(graph, graph.node("Sigmoid", [narrow]), "float")
    : graph.node("Softmax", [narrow], { axis: 1 });
  return probabilitiesOf(graph, decisions, probabilities, state);
}

/** Probabilities for the losses that have them, else the decisions themselves. */
export function sgdGraph(graph: OnnxGraph, features: Features, state: LinearState, loss: SGDParams["loss"]): Answer {
  const decisions = decide(graph, features, state);
  const outputs = state.intercept.length;
  if (loss !== "log_loss" && loss !== "modified_huber") {
    const value = graph.cast(decisions, "float");
    return { codes: codesOf(graph, decisions, outputs), scores: { kind: "scores", value, cols: outputs } };
  }
  const shares = loss === "log_loss" ? logisticShares(graph, decisions, outputs) : huberShares(graph, decisions);
  const normalized = outputs === 1 ? bothClasses(graph, shares, "double") : sharesOrEqual(graph, shares, outputs);
  return probabilitiesOf(graph, decisions, graph.cast(normalized, "float"), state);
}

/** X · coefᵀ + intercept, rows × outputs of double. */
function decide(graph: OnnxGraph, { cols, floats }: Features, { coef, intercept }: LinearState): string {
  const outputs = intercept.length;
  const transposed = Float64Array.from(coef, (_, at) => coef[(at % outputs) * cols + Math.floor(at / outputs)]);
  const products = graph.node("MatMul", [graph.cast(floats, "double"), graph.constant(transposed, [cols, outputs])]);
  return graph.node("Add", [products, graph.constant(intercept, [outputs])]);
}

function codesOf(graph: OnnxGraph, decisions: string, outputs: number): string {
  return outputs === 1 ? positive(graph, decisions) : highest(graph, decisions);
}

function probabilitiesOf(graph: OnnxGraph, decisions: string, value: string, { intercept }: LinearState): Answer {
  const outputs = intercept.length;
  return {
    codes: codesOf(graph, decisions, outputs),
    scores: { kind: "probabilities", value, cols: Math.max(2, outputs) },
  };
}

/** As `logisticProbabilities`: a row whose decisions are all below 0 has its highest taken out, so that no row's shares are all 0. */
function logisticShares(graph: OnnxGraph, decisions: string, outputs: number): string {
  const zero = graph.scalar(0, "double");
  const top = graph.node("Min", [graph.node("ReduceMax", [decisions], { axes: Int32Array.of(1) }), zero]);
  const shifted = outputs === 1 ? decisions : graph.node("Sub", [decisions, top]);
  const size = graph.node("Exp", [graph.node("Neg", [graph.node("Abs", [decisions])])]);
  const numerator = graph.node("Exp", [graph.node("Min", [shifted, zero])]);
  return graph.node("Div", [numerator, graph.node("Add", [graph.scalar(1, "double"), size])]);
}

/** (clip(decision, −1, 1) + 1) / 2 */
function huberShares(graph: OnnxGraph, decisions: string): string {
  const one = graph.scalar(1, "double");
  const held = graph.node("Clip", [decisions, graph.scalar(-1, "double"), one]);
  return graph.node("Div", [graph.node("Add", [held, one]), graph.scalar(2, "double")]);
}

/** Shares of their sum; equal ones where all are 0. */
function sharesOrEqual(graph: OnnxGraph, shares: string, outputs: number): string {
  const empty = graph.node("Equal", [rowSums(graph, shares), graph.scalar(0, "double")]);
  return graph.node("Where", [empty, graph.scalar(1 / outputs, "double"), rowShares(graph, shares)]);
}
