/** What exported files hold, read back by the rules of the wire format; test/interop runs them. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { NotFittedError, ParameterError } from "../../src/core/errors.js";
import { matrix } from "../../src/core/matrix.js";
import {
  DecisionTreeClassifier,
  DummyClassifier,
  exportOnnx,
  KNeighborsClassifier,
  LogisticRegression,
  MLPClassifier,
  type OnnxOptions,
} from "../../src/index.js";
import {
  decode,
  type Fields,
  graphOf,
  INITIALIZER,
  INPUT,
  messages,
  NODE,
  OUTPUT,
  operators,
  texts,
} from "../support/protobuf.js";

const X = [
  [0, 1],
  [1, 0],
  [2, 3],
  [3, 1],
];
const FLOAT = 1;
const UINT8 = 2;
const INT64 = 7;
const STRING = 8;
const DOUBLE = 11;

/** Name, element type and shape of the graph's inputs or outputs. */
function values(graph: Fields, field: number) {
  return messages(graph, field).map((info) => {
    const [tensor] = messages(messages(info, 2)[0], 1);
    const dims = messages(messages(tensor, 2)[0], 1).map((dim) => dim.get(1)?.[0] ?? texts(dim, 2)[0]);
    return [texts(info, 1)[0], tensor.get(1)![0], dims];
  });
}

function attributes(node: Fields): ReadonlyMap<string, Fields> {
  return new Map(messages(node, 5).map((attribute) => [texts(attribute, 1)[0], attribute]));
}

function varints(packed: Uint8Array): number[] {
  expect(packed.every((byte) => byte < 128)).toBe(true);
  return [...packed];
}

describe("a network", () => {
  let model: MLPClassifier;
  beforeAll(async () => {
    model = new MLPClassifier({ hiddenLayerSizes: [3], maxIter: 2, randomState: 0 });
    await model.fit(X, ["a", "b", "c", "c"], { onWarning: () => undefined });
  });

  test("names its inputs and outputs with their types and shapes", () => {
    const graph = graphOf(exportOnnx(model));
    expect(values(graph, INPUT)).toEqual([["X", FLOAT, ["rows", 2]]]);
    expect(values(graph, OUTPUT)).toEqual([
      ["label", STRING, ["rows"]],
      ["probabilities", FLOAT, ["rows", 3]],
    ]);
    expect(operators(graph)).toEqual(["Gemm", "Relu", "Gemm", "Softmax", "ArgMax", "Gather", "Identity"]);
  });

  test("converts bytes first, and scales them if they carry a scale", () => {
    const begin = (options: OnnxOptions) => operators(graphOf(exportOnnx(model, options))).slice(0, 2);
    expect(begin({ input: "uint8" })).toEqual(["Cast", "Gemm"]);
    expect(begin({ input: "uint8", scale: 1 / 255 })).toEqual(["Cast", "Mul"]);
    expect(values(graphOf(exportOnnx(model, { input: "uint8" })), INPUT)).toEqual([["X", UINT8, ["rows", 2]]]);
  });

  test("says which version of which operators it needs, and who wrote it", () => {
    const file = decode(exportOnnx(model));
    expect(file.get(1)).toEqual([7]);
    expect(texts(file, 2)).toEqual(["heddle"]);
    expect(messages(file, 8).map((opset) => [texts(opset, 1)[0], opset.get(2)![0]])).toEqual([["", 13]]);
  });

  test("holds the weights bit for bit", () => {
    const raws = messages(graphOf(exportOnnx(model)), INITIALIZER).map((tensor) => tensor.get(9)?.[0]);
    const floats = (raw: unknown) => new Float32Array(Uint8Array.from(raw as Uint8Array).buffer);
    expect(floats(raws[0])).toEqual(model.coefs_![0].data);
    expect(floats(raws[3])).toEqual(model.intercepts_![1]);
  });
});

describe("a tree", () => {
  async function treeNode(y: readonly number[]) {
    const graph = graphOf(exportOnnx(await new DecisionTreeClassifier().fit(X, y)));
    const node = messages(graph, NODE).find((candidate) => texts(candidate, 4)[0] === "TreeEnsembleClassifier")!;
    expect(texts(node, 7)).toEqual(["ai.onnx.ml"]);
    return attributes(node);
  }

  test("of two classes has the weights of the second only, one a leaf", async () => {
    const tree = await treeNode([0, 0, 1, 0]);
    const leaves = texts(tree.get("nodes_modes")!, 9).filter((mode) => mode === "LEAF").length;
    expect(leaves).toBeGreaterThan(1);
    expect(varints(tree.get("class_ids")!.get(8)![0] as Uint8Array)).toEqual(new Array(leaves).fill(1));
  });

  test("of more classes has the weights that are not 0", async () => {
    const tree = await treeNode([0, 1, 2, 1]);
    const weights = new Float32Array(Uint8Array.from(tree.get("class_weights")!.get(7)![0] as Uint8Array).buffer);
    expect([...weights]).toEqual([1, 1, 1]);
    expect(varints(tree.get("class_ids")!.get(8)![0] as Uint8Array).sort()).toEqual([0, 1, 2]);
  });
});

describe("labels", () => {
  test.each([
    ["integers", [-3, 5], INT64],
    ["other numbers", [0.5, 5], DOUBLE],
    ["strings", ["no", "yes"], STRING],
  ])("of %s", async (_, [a, b], type) => {
    const model = await new LogisticRegression().fit(X, [a, b, a, b]);
    expect(values(graphOf(exportOnnx(model)), OUTPUT)[0]).toEqual(["label", type, ["rows"]]);
  });
});

test("no file has a ZipMap", async () => {
  const knn = await new KNeighborsClassifier({ nNeighbors: 1 }).fit(matrix(Uint8Array.of(1, 2, 3, 4), [2, 2]), [
    "a",
    "b",
  ]);
  expect(operators(graphOf(exportOnnx(knn, { input: "uint8" })))).not.toContain("ZipMap");
});

describe("refuses", () => {
  test("a model that is not fitted", () => {
    expect(() => exportOnnx(new MLPClassifier())).toThrow(NotFittedError);
  });

  test("a classifier that has no ONNX form", async () => {
    const model = await new DummyClassifier().fit(X, [0, 1, 0, 1]);
    expect(() => exportOnnx(model)).toThrow(/a DummyClassifier has no ONNX form/);
  });

  test.each<[string, object, RegExp]>([
    ["an unknown input", { input: "int8" }, /input is "int8"; it must be one of/],
    ["a scale of 0", { input: "uint8", scale: 0 }, /scale is 0/],
    ["a scale with floats", { scale: 0.5 }, /only bytes carry a scale/],
  ])("%s", async (_, options, words) => {
    const model = await new LogisticRegression().fit(X, [0, 1, 0, 1]);
    expect(() => exportOnnx(model, options)).toThrow(ParameterError);
    expect(() => exportOnnx(model, options)).toThrow(words);
  });

  test("more neighbours than rows", async () => {
    const model = await new KNeighborsClassifier({ nNeighbors: 5 }).fit(X, [0, 1, 0, 1]);
    expect(() => exportOnnx(model)).toThrow(/nNeighbors is 5; the model was fitted with 4 rows/);
  });
});
