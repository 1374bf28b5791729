/** The ONNX files of the benchmark, read back by the rules of the wire format. */
import { describe, expect, test } from "@jest/globals";
import { gemmModel, mlpModel } from "../../bench/harness/onnx.mjs";
import { graphOf, INITIALIZER, INPUT, messages, operators } from "../support/protobuf.js";

describe("gemmModel", () => {
  test("is one MatMul of two inputs of the given shapes", () => {
    const graph = graphOf(gemmModel(3, 300, 7));
    expect(operators(graph)).toEqual(["MatMul"]);
    const shapes = messages(graph, INPUT).map((input) => {
      const [tensor] = messages(messages(input, 2)[0], 1);
      return messages(messages(tensor, 2)[0], 1).map((dim) => dim.get(1)![0]);
    });
    expect(shapes).toEqual([
      [3, 7],
      [7, 300],
    ]);
  });
});

describe("mlpModel", () => {
  const W = new Float32Array([1, -2, 3, 0.5, 0.25, 8]);
  const layers = [
    { W, b: new Float32Array([1, 2, 3]) },
    { W, b: new Float32Array(2) },
  ];
  const graph = graphOf(mlpModel([2, 3, 2], layers));

  test("puts relu between the layers and softmax at the end", () => {
    expect(operators(graph)).toEqual(["Gemm", "Relu", "Gemm", "Softmax"]);
  });

  test("holds the weights bit for bit", () => {
    const [raw] = messages(graph, INITIALIZER)[0].get(9)!;
    expect(new Float32Array(Uint8Array.from(raw as Uint8Array).buffer)).toEqual(W);
  });
});
