/** Quantised networks: what they lose, what they weigh, and what is refused. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Matrix, sliceRows, toFloat32 } from "../../src/core/matrix.js";
import {
  close,
  DataError,
  DummyClassifier,
  exportOnnx,
  init,
  loadModel,
  MinMaxScaler,
  MLPClassifier,
  NotFittedError,
  ParameterError,
  Pipeline,
  QuantizedMLPClassifier,
  quantize,
  ShapeError,
  SVC,
  saveModel,
  scaled,
} from "../../src/index.js";
import { decodeArchive, encodeArchive, type StoredTensor } from "../../src/persist/safetensors.js";
import { quantizedProduct, quantizedRow } from "../reference/quantized.js";
import { loadSample } from "../support/sample.js";

beforeAll(() => init({ threads: 0 }));
afterAll(close);

const quiet = { onWarning: () => {} };
const sample = loadSample();
const pixels = (X: Matrix) => scaled(X as Matrix<Uint8Array>, 1 / 255);
const train = { X: pixels(sample.train.X), y: sample.train.y };
const held = { X: pixels(sample.test.X), y: sample.test.y };

function network(params: object = {}) {
  return new MLPClassifier({ hiddenLayerSizes: [128, 64], maxIter: 12, randomState: 0, ...params });
}

let trained: MLPClassifier;
beforeAll(async () => {
  trained = await network().fit(train.X, train.y, quiet);
});

function agreement(a: readonly unknown[], b: readonly unknown[]): number {
  return a.filter((label, i) => label === b[i]).length / a.length;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The sample's 400 test images and 1000 training images: two labels are 0.14 points. */
const all = {
  X: { ...train.X, data: joined(sample.test.X.data, sample.train.X.data), rows: 1400 },
  y: joined(held.y, train.y),
};

describe("accuracy", () => {
  test.each(["relu", "tanh", "logistic", "identity"] as const)(
    "%s: 98 of 100 labels of new images stay, and at most 0.3 points are lost",
    async (activation) => {
      const mlp = await network({ activation }).fit(train.X, train.y, quiet);
      const small = await quantize(mlp, train.X);
      expect(agreement(await small.predict(held.X), await mlp.predict(held.X))).toBeGreaterThanOrEqual(0.98);
      const [before, after] = [await mlp.score(all.X, all.y), await small.score(all.X, all.y)];
      expect(before).toBeGreaterThan(0.5);
      expect(before - after).toBeLessThanOrEqual(0.003);
    },
  );

  test("two classes: a logistic output", async () => {
    const y = Array.from(train.y, (label) => (label < 5 ? "low" : "high"));
    const mlp = await network().fit(train.X, y, quiet);
    const small = await quantize(mlp, train.X);
    expect(agreement(await small.predict(held.X), await mlp.predict(held.X))).toBeGreaterThanOrEqual(0.98);
    const { data, rows, cols } = await small.predictProba(held.X);
    expect([rows, cols]).toEqual([held.X.rows, 2]);
    for (let i = 0; i < data.length; i += 2) expect(data[i] + data[i + 1]).toBeCloseTo(1, 6);
  });

  test("columns of features that are negative, or always 0, and a unit without weights", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => [0, ((i * 7) % 11) - 5, (i % 3) - 1]);
    const y = rows.map((row) => Math.sign(row[1]) + 1);
    const mlp = await network({ hiddenLayerSizes: [16], maxIter: 300, learningRateInit: 0.01 }).fit(rows, y, quiet);
    const [W, ...others] = mlp.coefs_!;
    mlp.coefs_ = [{ ...W, data: W.data.map((weight, at) => (at % 16 === 3 ? 0 : weight)) }, ...others];
    const small = await quantize(mlp, rows);
    expect(small.inputSigned_).toEqual([true, false]);
    expect(agreement(await small.predict(rows), await mlp.predict(rows))).toBe(1);
  });
});

test("layer by layer, the logits are those of the integer reference", async () => {
  const small = await quantize(trained, train.X);
  const { data, cols } = toFloat32(sliceRows(held.X, 3, 4));
  expect(cols).toBe(784);
  let row = data;
  small.coefs_!.forEach((W, layer) => {
    const scale = small.inputScales_![layer];
    const factors = small.coefScales_![layer].map((weightScale) => weightScale * scale);
    const y = quantizedProduct(quantizedRow(row, scale, 0, 127), W.data, factors, small.intercepts_![layer]);
    row = layer < 2 ? y.map((value) => Math.max(value, 0)) : y;
  });
  const top = Math.max(...row);
  const powers = Array.from(row, (z) => Math.exp(z - top));
  const total = powers.reduce((sum, value) => sum + value, 0);
  const answer = await small.predictProba(sliceRows(held.X, 3, 4));
  powers.forEach((power, j) => {
    expect(answer.data[j]).toBeCloseTo(power / total, 6);
  });
});

test("bytes give the bits of the floats they stand for, one row the bits of many, any number of threads the same", async () => {
  const bytes = saveModel(await quantize(trained, train.X));
  const small = loadModel(bytes) as QuantizedMLPClassifier;
  const expected = await small.predictProba(held.X);
  expect(await small.predictProba(toFloat32(held.X))).toEqual(expected);
  const single = await small.predictProba(sliceRows(held.X, 399, 400));
  expect(single.data).toEqual(expected.data.subarray(3990));
  await init({ threads: 2 });
  expect(await (loadModel(bytes) as QuantizedMLPClassifier).predictProba(held.X)).toEqual(expected);
  await init({ threads: 0 });
});

describe("files", () => {
  test("weigh a quarter, and give the same bits when read again", async () => {
    const mlp = trained;
    const small = await quantize(mlp, train.X);
    const bytes = saveModel(small);
    expect(saveModel(mlp).length / bytes.length).toBeGreaterThan(3.7);
    const again = loadModel(bytes) as QuantizedMLPClassifier;
    expect(again).toBeInstanceOf(QuantizedMLPClassifier);
    expect(await again.predictProba(held.X)).toEqual(await small.predictProba(held.X));
    expect(saveModel(again)).toEqual(bytes);
  });

  test("hold a pipeline whose network was quantised behind its scaler", async () => {
    const steps = () =>
      [
        ["scaler", new MinMaxScaler()],
        ["mlp", network()],
      ] as const;
    const pipeline = await new Pipeline(steps()).fit(sample.train.X, train.y, quiet);
    const small = await quantize(pipeline, sample.train.X);
    expect(Object.keys(small.namedSteps)).toEqual(["scaler", "mlp"]);
    const labels = await small.predict(sample.test.X);
    expect(agreement(labels, await pipeline.predict(sample.test.X))).toBeGreaterThanOrEqual(0.98);
    expect(await loadModel(saveModel(small)).predict(sample.test.X)).toEqual(labels);
  });

  const damages: [claim: string, name: string, tensor: StoredTensor, message: RegExp][] = [
    ["floats as weights", "coefs_.1", { shape: [128, 64], data: new Float32Array(128 * 64) }, /matrix of I8/],
    ["layers that do not fit", "coefs_.1", { shape: [64, 128], data: new Int8Array(128 * 64) }, /128 × any matrix/],
    ["a scale of 0", "coefScales_.0", { shape: [128], data: new Float32Array(128) }, /above 2⁻¹²⁶/],
    ["a negative scale", "inputScales_", { shape: [3], data: Float32Array.of(1, -1, 1) }, /above 2⁻¹²⁶/],
    ["too few scales", "inputScales_", { shape: [2], data: Float32Array.of(1, 1) }, /3 numbers of F32/],
  ];
  test.each(damages)("with %s are refused", async (_, name, tensor, message) => {
    const { metadata, tensors } = decodeArchive(saveModel(await quantize(trained, train.X)));
    const changed = new Map(tensors);
    expect(changed.has(name)).toBe(true);
    changed.set(name, tensor);
    expect(() => loadModel(encodeArchive({ metadata, tensors: changed }))).toThrow(message);
  });

  test("whose lists differ in length are refused", async () => {
    const { metadata, tensors } = decodeArchive(saveModel(await quantize(trained, train.X)));
    const model = JSON.parse(metadata.model);
    model.state.inputSigned_.pop();
    const changed = encodeArchive({ metadata: { ...metadata, model: JSON.stringify(model) }, tensors });
    expect(() => loadModel(changed)).toThrow(/as many as there are in .*inputSigned_ \(2\)/);
  });
});

describe("quantize refuses", () => {
  test("what is no network, and what is not fitted", async () => {
    const svc = await new SVC().fit([[0], [1]], [0, 1]);
    await expect(quantize(svc, [[0]])).rejects.toThrow(ParameterError);
    await expect(quantize(svc, [[0]])).rejects.toThrow("quantize: the model is a SVC");
    await expect(quantize(new MLPClassifier(), [[0]])).rejects.toThrow(NotFittedError);
    const pipeline = await new Pipeline([["dummy", new DummyClassifier()]]).fit([[0], [1]], [0, 1]);
    await expect(quantize(pipeline, [[0]])).rejects.toThrow("quantize: the model is a DummyClassifier");
  });

  test("rows of another width, of none and of NaN; and an aborted signal", async () => {
    const mlp = trained;
    await expect(quantize(mlp, [[1, 2]])).rejects.toThrow(ShapeError);
    await expect(quantize(mlp, [[1, 2]])).rejects.toThrow("quantize: X has 2 columns, the model was fitted with 784");
    await expect(quantize(mlp, [])).rejects.toThrow(DataError);
    await expect(quantize(mlp, [new Array(784).fill(Number.NaN)])).rejects.toThrow(DataError);
    await expect(quantize(mlp, train.X, { signal: AbortSignal.abort() })).rejects.toThrow("quantize was cancelled");
  });

  test("to be trained, or to be written as ONNX", async () => {
    const small = await quantize(trained, train.X);
    await expect(small.fit([[0], [1]], [0, 1])).rejects.toThrow("fit an MLPClassifier and quantize that");
    expect(() => exportOnnx(small)).toThrow(ParameterError);
    await expect(new QuantizedMLPClassifier().predict([[0]])).rejects.toThrow(NotFittedError);
  });
});
