/** Nearest neighbours with standard operators, in double, where Heddle's distances are exact too. */
import { isUint8Array, type Matrix, scaleOf, toFloat32 } from "../../core/matrix.js";
import type { NeighborsState, Weights } from "../../models/neighbors/state.js";
import { type Answer, highest, rowShares } from "./answer.js";
import type { Features } from "./features.js";
import { OnnxGraph } from "./graph.js";

export interface VoteOptions {
  readonly nNeighbors: number;
  readonly weights: Weights;
}

export function neighborsGraph(
  graph: OnnxGraph,
  features: Features,
  state: NeighborsState,
  { nNeighbors, weights }: VoteOptions,
): Answer {
  const distances = distancesTo(graph, features, state);
  // Sorted by rising distance, the lower row first among equals.
  const [nearest, rows] = graph.pair("TopK", [distances, graph.integers(nNeighbors)], { axis: 1, largest: 0 });
  const codes = graph.constant(BigInt64Array.from(state.codes, BigInt), [state.X.rows]);
  const classes = BigInt64Array.from({ length: state.classCount }, (_, code) => BigInt(code));
  const found = graph.node("Unsqueeze", [graph.node("Gather", [codes, rows]), graph.integers(2)]);
  const isOfClass = graph.node("Equal", [found, graph.constant(classes, [state.classCount])]);
  let votes = graph.cast(isOfClass, "double");
  if (weights === "distance") {
    const weight = graph.node("Unsqueeze", [distanceWeights(graph, nearest, state), graph.integers(2)]);
    votes = graph.node("Mul", [votes, weight]);
  }
  const sums = graph.node("ReduceSum", [votes, graph.integers(1)], { keepdims: 0 });
  const value = graph.cast(rowShares(graph, sums), "float");
  return { codes: highest(graph, sums), scores: { kind: "probabilities", value, cols: state.classCount } };
}

/** queries × training rows, in an order that sorts as the distances do: squared with l2, and in units of bytes for bytes. */
function distancesTo(graph: OnnxGraph, features: Features, { X, metric }: NeighborsState): string {
  const { bytes, floats } = features;
  const sameBytes = bytes !== undefined && isUint8Array(X.data) && scaleOf(X) === bytes.scale;
  if (sameBytes && metric === "l2") return squaredByProducts(graph, bytes.name, X as Matrix<Uint8Array>);
  return rowByRow(graph, floats, toFloat32(X), metric);
}

/** ‖r‖² − 2 x·r + ‖x‖²: whole numbers below 2⁵³, so exact. */
function squaredByProducts(graph: OnnxGraph, queries: string, { data, rows, cols }: Matrix<Uint8Array>): string {
  const reference = graph.node("Transpose", [graph.cast(graph.constant(data, [rows, cols]), "double")]);
  const norms = new Float64Array(rows);
  for (let i = 0; i < data.length; i++) norms[Math.floor(i / cols)] += data[i] * data[i];
  const x = graph.cast(queries, "double");
  const own = graph.node("ReduceSum", [graph.node("Mul", [x, x]), graph.integers(1)]);
  const products = graph.node("Mul", [graph.node("MatMul", [x, reference]), graph.scalar(-2, "double")]);
  return graph.node("Add", [graph.node("Add", [products, graph.constant(norms, [rows])]), own]);
}

/**
 * Σ (x − r)² or Σ |x − r|, one training row after the other: products would lose what differs in the last bits, and all differences at once
 * would take queries × rows × columns of memory.
 */
function rowByRow(
  graph: OnnxGraph,
  queries: string,
  { data, rows, cols }: Matrix<Float32Array>,
  metric: NeighborsState["metric"],
): string {
  const x = graph.cast(queries, "double");
  const body = new OnnxGraph("row");
  const row = body.cast(body.input("row", "float", [cols]), "double");
  const difference = body.node("Sub", [x, row]);
  const part = metric === "l1" ? body.node("Abs", [difference]) : body.node("Mul", [difference, difference]);
  const sum = body.node("ReduceSum", [part, body.integers(1)], { keepdims: 0 });
  body.output(sum, "double", ["queries"]);
  const byRow = graph.node("Scan", [graph.constant(data, [rows, cols])], { body, num_scan_inputs: 1 });
  return graph.node("Transpose", [byRow]);
}

/** 1 / distance; in rows that touch a training row, 1 for those at distance 0 and 0 for the rest. */
function distanceWeights(graph: OnnxGraph, nearest: string, { metric }: NeighborsState): string {
  const distance = metric === "l2" ? graph.node("Sqrt", [nearest]) : nearest;
  const zero = graph.scalar(0, "double");
  const touching = graph.node("Equal", [distance, zero]);
  const first = graph.node("ReduceMin", [distance], { axes: Int32Array.of(1) });
  const anyTouching = graph.node("Equal", [first, zero]);
  const inverse = graph.node("Div", [graph.scalar(1, "double"), distance]);
  return graph.node("Where", [anyTouching, graph.cast(touching, "double"), inverse]);
}
