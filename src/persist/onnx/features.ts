/** The first part of every exported graph: from the rows that a caller passes to the floats that the model was fitted on. */
import type { OnnxGraph } from "./graph.js";

export interface Features {
  readonly cols: number;
  /** rows × cols of float. */
  readonly floats: string;
  /** The same as bytes, each counting `scale`, if that is how they come in and nothing has changed them. */
  readonly bytes?: { readonly name: string; readonly scale: number };
}

/** What a graph takes: floats, or bytes that count `scale` each. */
export interface InputOptions {
  readonly input: "float" | "uint8";
  readonly scale: number;
}

export const ROWS = "rows";

export function inputFeatures(graph: OnnxGraph, cols: number, { input, scale }: InputOptions): Features {
  const X = graph.input("X", input, [ROWS, cols]);
  if (input === "float") return { cols, floats: X };
  const values = graph.cast(X, "float");
  const floats = scale === 1 ? values : graph.node("Mul", [values, graph.scalar(scale, "float")]);
  return { cols, floats, bytes: { name: X, scale } };
}
