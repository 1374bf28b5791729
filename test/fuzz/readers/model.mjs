// @ts-check
/** Model files: in Node, and at the edge. What is accepted predicts. */
import { readdirSync, readFileSync } from "node:fs";
import { matrix } from "../../../dist/core/matrix.js";
import { EdgeModel } from "../../../dist/edge/model.js";
import { DummyClassifier, init, loadModel, MLPClassifier, quantize, saveModel } from "../../../dist/index.js";
import { joined, pick } from "../mutate.mjs";
import { damagedJson } from "../mutate-json.mjs";

/** @typedef {import("../../../dist/core/random.js").Random} Random */

const FOLDER = new URL("../../fixtures/sklearn/export/", import.meta.url);
const LARGEST = 6000;

await init({ threads: 0 });
const X = [
  [0, 1],
  [1, 0],
  [2, 2],
  [0, 3],
];
const y = ["a", "b", "b", "a"];
const network = await new MLPClassifier({ hiddenLayerSizes: [3], maxIter: 2, randomState: 0 }).fit(X, y, {
  onWarning: () => {},
});
const corpus = [
  ...readdirSync(FOLDER)
    .filter((name) => name.endsWith(".safetensors"))
    .sort()
    .map((name) => new Uint8Array(readFileSync(new URL(name, FOLDER))))
    .filter(({ length }) => length <= LARGEST),
  saveModel(network),
  saveModel(await quantize(network, X)),
  saveModel(await new DummyClassifier({ strategy: "constant", constant: "b" }).fit(X, y)),
];

/** @param {Uint8Array} bytes */
function parts(bytes) {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return { header: new TextDecoder().decode(bytes.subarray(8, 8 + length)), body: bytes.subarray(8 + length) };
}

/** @param {Random} random @param {Uint8Array} bytes */
function reshaped(random, bytes) {
  const { header, body } = parts(bytes);
  if (random.below(3) === 0) return archive(header, withDamagedNumbers(random, body));
  return archive(random.below(3) ? withDamagedModel(random, header) : damagedJson(random, header), body);
}

const WORDS = [0, 1, -1, 2, 3, 100, 2 ** 31 - 1, -(2 ** 31)];

/** Whole numbers where numbers stand: positions, counts and codes are among them. @param {Random} random @param {Uint8Array} body */
function withDamagedNumbers(random, body) {
  const changed = body.slice();
  const view = new DataView(changed.buffer);
  for (let left = 1 + random.below(4); left > 0 && changed.length >= 4; left--)
    view.setInt32(
      4 * random.below(changed.length >> 2),
      random.below(2) ? pick(random, WORDS) : random.below(64),
      true,
    );
  return changed;
}

/** The model is JSON in a text of the header. @param {Random} random @param {string} header */
function withDamagedModel(random, header) {
  const { __metadata__: metadata, ...tensors } = JSON.parse(header);
  return JSON.stringify({ __metadata__: { ...metadata, model: damagedJson(random, metadata.model) }, ...tensors });
}

/** @param {string} header @param {Uint8Array} body */
function archive(header, body) {
  const text = new TextEncoder().encode(header);
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(text.length), true);
  return joined(size, text, body);
}

/** @param {Random} random */
function fresh(random) {
  const whole = {
    __metadata__: { format: "heddle-model", version: "2", model: "{}" },
    x: { dtype: "F32", shape: [1], data_offsets: [0, 4] },
  };
  return archive(damagedJson(random, JSON.stringify(whole)), new Uint8Array(4 * random.below(3)));
}

/** Wider rows are not made up only to be predicted. */
const MOST_FEATURES = 4096;
const rowOf = (/** @type {number} */ features) => matrix(new Float32Array(features).fill(0.5), [1, features]);

/** @type {import("./reader.mjs").Reader} */
export const modelReader = {
  name: "model",
  corpus,
  reshaped,
  fresh,
  async read(bytes) {
    const model = loadModel(bytes);
    const features = /** @type {number} */ (model.nFeaturesIn_);
    if (features > MOST_FEATURES) return;
    const [label] = await model.predict(rowOf(features));
    if (!model.classes_?.includes(label)) throw new Error(`${label} is no class`);
  },
};

const kernels = new WebAssembly.Module(readFileSync(new URL("../../../dist/predict.wasm", import.meta.url)));

/** @type {import("./reader.mjs").Reader} */
export const edgeReader = {
  name: "edge",
  corpus,
  reshaped,
  fresh,
  async read(bytes) {
    const model = await EdgeModel.load(bytes, kernels);
    if (model.nFeaturesIn_ > MOST_FEATURES) return;
    const [label] = model.predict(rowOf(model.nFeaturesIn_));
    if (!model.classes_.includes(label)) throw new Error(`${label} is no class`);
  },
};
