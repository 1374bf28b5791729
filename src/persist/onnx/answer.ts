/** The last part of every exported graph: from the class codes and scores of a model to the outputs. */
import type { Label } from "../../core/labels.js";
import { type Features, ROWS } from "./features.js";
import type { ElementType, OnnxGraph, TensorValues } from "./graph.js";

/** What the graph of a model comes to. */
export interface Answer {
  /** Position of each row's class in `classes_`: int64, one per row. */
  readonly codes: string;
  /** rows × cols of float: probabilities of the classes, or the model's decisions. */
  readonly scores: { readonly kind: "probabilities" | "scores"; readonly value: string; readonly cols: number };
}

/** Outputs `label`, and `probabilities` or `scores`. */
export function outputAnswer(graph: OnnxGraph, { codes, scores }: Answer, classes: readonly Label[]): void {
  const labels = labelValues(classes);
  const table = graph.constant(labels.values, [classes.length]);
  graph.node("Gather", [table, codes], {}, "label");
  graph.output("label", labels.type, [ROWS]);
  graph.node("Identity", [scores.value], {}, scores.kind);
  graph.output(scores.kind, "float", [ROWS, scores.cols]);
}

/** A model of one class is sure of it. */
export function onlyClass(graph: OnnxGraph, { cols, floats }: Features): Answer {
  const zeros = graph.node("MatMul", [floats, graph.constant(new Float32Array(cols), [cols, 1])]);
  const value = graph.node("Softmax", [zeros], { axis: 1 });
  return { codes: highest(graph, value), scores: { kind: "probabilities", value, cols: 1 } };
}

/** Integers as int64, other numbers as double. */
function labelValues(classes: readonly Label[]): { readonly values: TensorValues; readonly type: ElementType } {
  if (typeof classes[0] === "string") return { values: classes as readonly string[], type: "string" };
  const numbers = classes as readonly number[];
  if (numbers.every(Number.isSafeInteger)) return { values: BigInt64Array.from(numbers, BigInt), type: "int64" };
  return { values: Float64Array.from(numbers), type: "double" };
}

/** The class of the highest score, the lower one among equals. */
export function highest(graph: OnnxGraph, scores: string): string {
  return graph.node("ArgMax", [scores], { axis: 1, keepdims: 0 });
}

/** 1 where the one score of a row is above 0, else 0. */
export function positive(graph: OnnxGraph, scores: string): string {
  const above = graph.node("Greater", [scores, graph.scalar(0, "double")]);
  return graph.node("Squeeze", [graph.cast(above, "int64"), graph.integers(1)]);
}

/** rows × 1 of p becomes 1 − p and p. */
export function bothClasses(graph: OnnxGraph, p: string, type: "float" | "double"): string {
  return graph.node("Concat", [graph.node("Sub", [graph.scalar(1, type), p]), p], { axis: 1 });
}

/** Every row divided by its sum. */
export function rowShares(graph: OnnxGraph, values: string): string {
  return graph.node("Div", [values, rowSums(graph, values)]);
}

/** rows × 1 */
export function rowSums(graph: OnnxGraph, values: string): string {
  return graph.node("ReduceSum", [values, graph.integers(1)]);
}
