// @ts-check
/** The few ONNX models that the benchmark needs. */
import { OnnxGraph } from "../../dist/persist/onnx/graph.js";

/**
 * C = A · B of fixed shapes.
 * @param {number} m
 * @param {number} n
 * @param {number} k
 */
export function gemmModel(m, n, k) {
  const graph = new OnnxGraph();
  graph.node("MatMul", [graph.input("A", "float", [m, k]), graph.input("B", "float", [k, n])], {}, "C");
  graph.output("C", "float", [m, n]);
  return graph.toModel("bench");
}

/**
 * Dense layers with relu between and softmax last; any number of rows.
 * @param {number[]} units
 * @param {{ W: Float32Array, b: Float32Array }[]} layers W fan in × fan out
 */
export function mlpModel(units, layers) {
  const graph = new OnnxGraph();
  let value = graph.input("X", "float", ["rows", units[0]]);
  layers.forEach(({ W, b }, i) => {
    const [rows, cols] = [units[i], units[i + 1]];
    const sum = graph.node("Gemm", [value, graph.constant(W, [rows, cols]), graph.constant(b, [cols])]);
    const last = i === layers.length - 1;
    value = last ? graph.node("Softmax", [sum], {}, "P") : graph.node("Relu", [sum]);
  });
  graph.output(value, "float", ["rows", units[units.length - 1]]);
  return graph.toModel("bench");
}
