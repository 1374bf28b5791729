/** A support vector classifier with standard operators in double: SVMClassifier computes in float and votes by another rule. */
import { toFloat32 } from "../../core/matrix.js";
import type { KernelFunction } from "../../kernels/svm-products.js";
import { classPairs } from "../../models/svm/layout.js";
import { pairCoefficients } from "../../models/svm/predict.js";
import type { SvcState } from "../../models/svm/state.js";
import { type Answer, highest } from "./answer.js";
import type { Features } from "./features.js";
import type { OnnxGraph } from "./graph.js";

export interface SvcOptions {
  readonly breakTies: boolean;
  readonly decisionFunctionShape: "ovr" | "ovo";
}

export function svcGraph(
  graph: OnnxGraph,
  features: Features,
  state: SvcState,
  { breakTies, decisionFunctionShape }: SvcOptions,
): Answer {
  const { nClasses } = state;
  const decisions = decide(graph, features, state);
  const pairs = state.intercept.length;
  if (nClasses === 2) {
    const codes = graph.node("Squeeze", [graph.cast(isNotBelow(graph, decisions), "int64"), graph.integers(1)]);
    return { codes, scores: { kind: "scores", value: graph.cast(decisions, "float"), cols: 1 } };
  }
  const perClass = oneVersusRest(graph, decisions, nClasses);
  const codes = highest(graph, breakTies ? perClass : votes(graph, isAbove(graph, decisions), nClasses));
  const [wide, cols] = decisionFunctionShape === "ovo" ? [decisions, pairs] : [perClass, nClasses];
  return { codes, scores: { kind: "scores", value: graph.cast(wide, "float"), cols } };
}

/** rows × pairs */
function decide(graph: OnnxGraph, features: Features, state: SvcState): string {
  const { coef, intercept, supportVectors } = state;
  const x = graph.cast(features.floats, "double");
  const pairs = intercept.length;
  const constant = graph.constant(intercept, [pairs]);
  if (coef) {
    const W = graph.node("Transpose", [graph.constant(coef, [pairs, features.cols])]);
    return graph.node("Add", [graph.node("MatMul", [x, W]), constant]);
  }
  const count = supportVectors.rows;
  const byPair = pairCoefficients(state);
  const coefficients = Float64Array.from({ length: count * pairs }, (_, at) =>
    byPair(at % pairs, Math.floor(at / pairs)),
  );
  const kernel = kernelValues(graph, x, state);
  return graph.node("Add", [graph.node("MatMul", [kernel, graph.constant(coefficients, [count, pairs])]), constant]);
}

/** rows × support vectors */
function kernelValues(graph: OnnxGraph, x: string, { kernel, supportVectors }: SvcState): string {
  const { data, rows, cols } = toFloat32(supportVectors);
  const transposed = graph.node("Transpose", [graph.cast(graph.constant(data, [rows, cols]), "double")]);
  const dots = graph.node("MatMul", [x, transposed]);
  if (kernel.name === "linear") return dots;
  return kernel.name === "rbf" ? gaussian(graph, x, dots, kernel, data, rows) : polynomial(graph, dots, kernel);
}

/** exp(−gamma · ‖x − s‖²); rounding must not take the distance below 0. */
function gaussian(
  graph: OnnxGraph,
  x: string,
  dots: string,
  { gamma }: KernelFunction,
  support: Float32Array,
  rows: number,
): string {
  const norms = new Float64Array(rows);
  const cols = support.length / rows;
  for (let i = 0; i < support.length; i++) norms[Math.floor(i / cols)] += support[i] * support[i];
  const own = graph.node("ReduceSum", [graph.node("Mul", [x, x]), graph.integers(1)]);
  const both = graph.node("Add", [own, graph.constant(norms, [rows])]);
  const squared = graph.node("Sub", [both, graph.node("Mul", [dots, graph.scalar(2, "double")])]);
  const distance = graph.node("Max", [squared, graph.scalar(0, "double")]);
  return graph.node("Exp", [graph.node("Mul", [distance, graph.scalar(-gamma, "double")])]);
}

/** (gamma · x·s + coef0)^degree, or tanh of the bracket. */
function polynomial(graph: OnnxGraph, dots: string, { name, gamma, coef0, degree }: KernelFunction): string {
  const product = graph.node("Mul", [dots, graph.scalar(gamma, "double")]);
  const inner = graph.node("Add", [product, graph.scalar(coef0, "double")]);
  return name === "sigmoid" ? graph.node("Tanh", [inner]) : graph.node("Pow", [inner, graph.scalar(degree, "double")]);
}

/**
 * How often each class wins its pairs, rows × classes. Class c is the higher one of c pairs: those are its votes before any pair goes to the
 * lower. `lowerWins` says which do, rows × pairs.
 */
function votes(graph: OnnxGraph, lowerWins: string, nClasses: number): string {
  const signs = pairMatrix(nClasses);
  const swing = graph.constant(signs, [signs.length / nClasses, nClasses]);
  const base = graph.constant(
    Float64Array.from({ length: nClasses }, (_, c) => c),
    [nClasses],
  );
  return graph.node("Add", [graph.node("MatMul", [graph.cast(lowerWins, "double"), swing]), base]);
}

function isAbove(graph: OnnxGraph, decisions: string): string {
  return graph.node("Greater", [decisions, graph.scalar(0, "double")]);
}

function isNotBelow(graph: OnnxGraph, decisions: string): string {
  return graph.node("Not", [graph.node("Less", [decisions, graph.scalar(0, "double")])]);
}

/** As `oneVersusRest` of the model: votes, and the sum of decisions squeezed into (−⅓, ⅓). */
function oneVersusRest(graph: OnnxGraph, decisions: string, nClasses: number): string {
  const signs = pairMatrix(nClasses);
  const confidence = graph.node("MatMul", [decisions, graph.constant(signs, [signs.length / nClasses, nClasses])]);
  const size = graph.node("Add", [graph.node("Abs", [confidence]), graph.scalar(1, "double")]);
  const squeezed = graph.node("Div", [confidence, graph.node("Mul", [size, graph.scalar(3, "double")])]);
  return graph.node("Add", [votes(graph, isNotBelow(graph, decisions), nClasses), squeezed]);
}

/** Pairs × classes: 1 for the lower class of a pair, −1 for the higher. */
function pairMatrix(nClasses: number): Float64Array {
  const rows = classPairs(nClasses).map(([a, b]) =>
    Array.from({ length: nClasses }, (_, c) => Number(c === a) - Number(c === b)),
  );
  return Float64Array.from(rows.flat());
}
