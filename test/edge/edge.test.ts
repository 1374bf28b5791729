/** At the edge: every classifier's file answers there as in Node, bit for bit, at once, and in a memory that does not grow. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { sliceRows, toFloat32 } from "../../src/core/matrix.js";
import { EdgeModel, loadModel } from "../../src/edge/slim.js";
import { hasRelaxedSimd } from "../../src/engine/features.js";
import {
  type Classifier,
  close,
  DecisionTreeClassifier,
  DummyClassifier,
  init,
  KNeighborsClassifier,
  LogisticRegression,
  type Matrix,
  MinMaxScaler,
  MLPClassifier,
  Pipeline,
  quantize,
  SGDClassifier,
  StandardScaler,
  SVC,
  saveModel,
  scaled,
} from "../../src/index.js";
import { classifierNames } from "../../src/models/registry.js";
import { loadSample } from "../support/sample.js";

const dist = new URL("../../dist/", import.meta.url);
const wasm = readFileSync(new URL("predict.wasm", dist));
const relaxedWasm = readFileSync(new URL("predict-relaxed.wasm", dist));
const module = new WebAssembly.Module(wasm);
/** Undefined on Node 20. */
const relaxed = hasRelaxedSimd() ? new WebAssembly.Module(relaxedWasm) : undefined;

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const MODELS: Record<string, () => Classifier> = {
  "DecisionTreeClassifier, gini": () => new DecisionTreeClassifier({ randomState: 0 }),
  "DummyClassifier, stratified": () => new DummyClassifier({ strategy: "stratified", randomState: 3 }),
  "DummyClassifier, constant": () => new DummyClassifier({ strategy: "constant", constant: 1 }),
  "KNeighborsClassifier, distance": () => new KNeighborsClassifier({ weights: "distance" }),
  "KNeighborsClassifier, manhattan": () => new KNeighborsClassifier({ p: 1 }),
  "LogisticRegression, plain": () => new LogisticRegression({ maxIter: 5 }),
  "MLPClassifier, relu": () => new MLPClassifier({ hiddenLayerSizes: [33, 17], maxIter: 2, randomState: 0 }),
  "MLPClassifier, tanh": () =>
    new MLPClassifier({ hiddenLayerSizes: [20], activation: "tanh", maxIter: 2, randomState: 0 }),
  "SGDClassifier, hinge": () => new SGDClassifier({ maxIter: 3, tol: null, randomState: 0 }),
  "SGDClassifier, log loss": () => new SGDClassifier({ loss: "log_loss", maxIter: 3, tol: null, randomState: 0 }),
  "SGDClassifier, modified huber": () =>
    new SGDClassifier({ loss: "modified_huber", maxIter: 3, tol: null, randomState: 0 }),
  "SVC, linear": () => new SVC({ kernel: "linear" }),
  "SVC, rbf, ties broken": () => new SVC({ breakTies: true }),
  "SVC, poly, ovo": () => new SVC({ kernel: "poly", decisionFunctionShape: "ovo" }),
  "Pipeline, min-max": () =>
    new Pipeline([
      ["scale", new MinMaxScaler({ clip: true })],
      ["svc", new SVC()],
    ]),
  "Pipeline, standard": () =>
    new Pipeline([
      ["scale", new StandardScaler()],
      ["mlp", new MLPClassifier({ hiddenLayerSizes: [9], maxIter: 2, randomState: 0 })],
    ]),
};

test("every classifier is met here", () => {
  const met = new Set(Object.keys(MODELS).map((name) => name.split(",")[0]));
  expect([...met].sort()).toEqual([...classifierNames, "Pipeline"].sort());
});

/** Enough for every path, few enough to fit a hundred models. */
function sample() {
  const { train, test: rows } = loadSample();
  return { X: sliceRows(train.X, 0, 300), y: train.y.subarray(0, 300), rows: sliceRows(rows.X, 0, 70) };
}

type Scores = Record<"predictProba" | "decisionFunction", (X: Matrix) => Promise<Matrix>>;

describe.each(Object.entries(MODELS))("%s", (_, make) => {
  test.each([2, 10])("%d classes: bytes, scaled bytes and floats get the bits that Node gives", async (classes) => {
    const { X: trainX, y: labels, rows } = sample();
    const y = Array.from(labels, (label) => label % classes);
    for (const scale of [(X: Matrix) => X, (X: Matrix) => scaled(X as Matrix<Uint8Array>, 1 / 255)]) {
      const model = await make().fit(scale(trainX), y, { onWarning: () => {} });
      const edge = await loadModel(saveModel(model), module);
      expect(edge.classes_).toEqual(model.classes_);
      for (const X of [scale(rows), toFloat32(scale(rows))]) {
        expect(edge.predict(X)).toEqual(await model.predict(X));
        for (const method of ["predictProba", "decisionFunction"] as const) await expectSame(edge, model, method, X);
      }
    }
  });
});

async function expectSame(edge: EdgeModel, model: Classifier, method: keyof Scores, X: Matrix): Promise<void> {
  let expected: Matrix;
  try {
    expected = await (model as unknown as Scores)[method](X);
  } catch {
    expect(() => edge[method](X)).toThrow();
    return;
  }
  expect(edge[method](X)).toEqual(expected);
}

test.each(["relu", "tanh"] as const)("a quantised network, %s, gets the bits that Node gives", async (activation) => {
  const { X, y, rows } = sample();
  const mlp = new MLPClassifier({ hiddenLayerSizes: [33, 17], activation, maxIter: 2, randomState: 0 });
  for (const labels of [y, Array.from(y, (label) => label % 2)]) {
    await mlp.fit(X, labels, { onWarning: () => {} });
    const small = await quantize(mlp, X);
    for (const kernels of [undefined, relaxed]) {
      const edge = await loadModel(saveModel(small), module, kernels);
      expect(edge.estimator).toBe("QuantizedMLPClassifier");
      for (const given of [rows, toFloat32(rows)]) {
        expect(edge.predict(given)).toEqual(await small.predict(given));
        await expectSame(edge, small, "predictProba", given);
        await expectSame(edge, small, "decisionFunction", given);
      }
      const grow = jest.spyOn(WebAssembly.Memory.prototype, "grow");
      for (let i = 0; i < 5; i++) edge.predict(rows);
      expect(grow).not.toHaveBeenCalled();
      grow.mockRestore();
    }
  }
});

describe("kernels on relaxed SIMD", () => {
  const quantized = async () => {
    const { X, y } = sample();
    const mlp = new MLPClassifier({ hiddenLayerSizes: [9], maxIter: 2, randomState: 0 });
    return saveModel(await quantize(await mlp.fit(X, y, { onWarning: () => {} }), X));
  };

  (relaxed ? test : test.skip)("are asked for by a quantised network, and by nothing else", async () => {
    const ask = jest.fn(async () => relaxed);
    const { X, y } = sample();
    await EdgeModel.load(saveModel(await new DecisionTreeClassifier().fit(X, y)), module, ask);
    expect(ask).not.toHaveBeenCalled();
    await EdgeModel.load(await quantized(), module, ask);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test("that cannot be had leave the plain ones, which answer the same", async () => {
    const bytes = await quantized();
    const { rows } = sample();
    const refused = async () => new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 9, 9, 9, 9));
    const edge = await EdgeModel.load(bytes, module, refused);
    expect(edge.predictProba(rows)).toEqual((await loadModel(bytes, module, relaxed)).predictProba(rows));
  });
});

test("repeated calls of one size do not make the memory grow", async () => {
  const { X, y, rows } = sample();
  for (const make of Object.values(MODELS)) {
    const model = await make().fit(X, y, { onWarning: () => {} });
    const edge = await loadModel(saveModel(model), module);
    edge.predict(rows);
    const grow = jest.spyOn(WebAssembly.Memory.prototype, "grow");
    for (let i = 0; i < 5; i++) edge.predict(rows);
    expect(grow).not.toHaveBeenCalled();
    grow.mockRestore();
  }
});

test("a network of 784-512-512-10 takes at most 16 MB of memory", async () => {
  const { X, y, rows } = sample();
  const mlp = new MLPClassifier({ hiddenLayerSizes: [512, 512], maxIter: 1, randomState: 0 });
  const bytes = saveModel(await mlp.fit(X, y, { onWarning: () => {} }));
  const memories: WebAssembly.Memory[] = [];
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.push(this);
    }
  };
  const edge = await loadModel(bytes, module);
  WebAssembly.Memory = Memory;
  edge.predict(rows);
  expect(memories.length).toBe(1);
  expect(memories[0].buffer.byteLength).toBeLessThanOrEqual(16 * 2 ** 20);
});

test("what cannot be predicted is refused by name", async () => {
  const model = await new SVC().fit(
    [
      [0, 0],
      [1, 1],
    ],
    ["a", "b"],
  );
  const edge = await loadModel(saveModel(model), module);
  expect(() => edge.predict([[1]])).toThrow("SVC.predict: X has 1 columns, the model was fitted with 2");
  expect(() => edge.predict([[1, Number.NaN]])).toThrow("SVC.predict: X[0, 1] is NaN");
  expect(() => edge.predict([])).toThrow("SVC.predict: X has no rows");
  expect(() => edge.predictProba([[1, 2]])).toThrow("SVC has no predictProba");
  await expect(loadModel(new Uint8Array(9), module)).rejects.toThrow("model file:");
  const other = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 2, 8, 1, 1, 97, 1, 98, 2, 0, 0));
  await expect(loadModel(saveModel(model), other)).rejects.toThrow("cannot start the kernels");
});

describe("sizes, gzipped", () => {
  const text = (name: string) => readFileSync(new URL(`edge-bundle/${name}`, dist), "utf8");
  const gzipped = (name: string) => gzipSync(text(name), { level: 9 }).length;
  /** The file and all that it imports at once. */
  function closure(name: string, found = new Set<string>()): Set<string> {
    if (found.has(name)) return found;
    found.add(name);
    for (const [, next] of text(name).matchAll(/from\s*"\.\/([^"]+)"/g)) closure(next, found);
    return found;
  }

  test("the predict-only kernels, those on relaxed SIMD included, are at most 24 KB", () => {
    const sizes = [wasm, relaxedWasm].map((bytes) => gzipSync(bytes, { level: 9 }).length);
    expect(sizes[0] + sizes[1]).toBeLessThanOrEqual(24 * 1024);
  });

  test.each(["tree", "dummy", "neighbors", "linear", "mlp", "quantized", "svm"])(
    "JavaScript for %s is at most 12 KB",
    (family) => {
      for (const entry of ["compiled.js", "compiled-query.js", "fetched.js", "slim.js"]) {
        const files = closure(`${family}.js`, closure(entry));
        expect(files).toContain("model.js");
        expect([...files].reduce((sum, name) => sum + gzipped(name), 0)).toBeLessThanOrEqual(12 * 1024);
      }
    },
  );

  test("no file needs anything but the kernels, and none evaluates text", () => {
    for (const name of closure("compiled.js", closure("fetched.js", closure("slim.js", closure("inline.js"))))) {
      expect([...text(name).matchAll(/\bfrom\s*"(?!\.\/|\.\.\/predict\.wasm")[^"]*"/g)]).toEqual([]);
      expect(text(name)).not.toMatch(/\beval\(|\bnew Function\b|node:|SharedArrayBuffer|Atomics/);
    }
  });
});
