/** The ONNX files of the benchmark, read back by the rules of the wire format. */
import { describe, expect, test } from "@jest/globals";
import { gemmModel, mlpModel } from "../../bench/harness/onnx.mjs";

type Fields = Map<number, (number | Buffer)[]>;

/** One level of a protobuf message: varints and length-delimited fields. */
function decode(bytes: Buffer): Fields {
  const fields: Fields = new Map();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const number = varint();
    const delimited = key % 8 === 2;
    if (delimited) at += number;
    const value = delimited ? bytes.subarray(at - number, at) : number;
    fields.set(Math.floor(key / 8), [...(fields.get(Math.floor(key / 8)) ?? []), value]);
  }
  expect(at).toBe(bytes.length);
  return fields;
}

const GRAPH = 7;
const NODE = 1;
const INITIALIZER = 5;
const graphOf = (model: Buffer) => decode(decode(model).get(GRAPH)![0] as Buffer);
const operators = (graph: Fields) => graph.get(NODE)!.map((node) => String(decode(node as Buffer).get(4)![0]));

describe("gemmModel", () => {
  test("is one MatMul of two inputs of the given shapes", () => {
    const graph = graphOf(gemmModel(3, 300, 7));
    expect(operators(graph)).toEqual(["MatMul"]);
    const shapes = graph.get(11)!.map((input) => {
      const tensor = decode(decode(decode(input as Buffer).get(2)![0] as Buffer).get(1)![0] as Buffer);
      return decode(tensor.get(2)![0] as Buffer)
        .get(1)!
        .map((dim) => decode(dim as Buffer).get(1)![0]);
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
    const raw = decode(graph.get(INITIALIZER)![0] as Buffer).get(9)![0] as Buffer;
    expect(new Float32Array(new Uint8Array(raw).buffer)).toEqual(W);
  });
});
