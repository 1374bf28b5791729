/** The same questions to every model on every runtime; answers are hashes, so that one line tells whether all bits are the same. */
import { answersForScikitLearn } from "./sklearn.mjs";

/** Images of `rows.bin`, 784 bytes each. */
export const ROWS = 40;

export const NAMES = [
  "dummy",
  "knn",
  "logistic",
  "mlp",
  "mlp-quantized",
  "mlp-tanh",
  "mlp-tanh-quantized",
  "sgd",
  "svc-linear",
  "svc-rbf",
  "tree",
  "pipeline-min-max",
  "pipeline-standard",
];

/** Method → hash of its answers for scaled bytes and for floats. A method that the model does not have is left out. */
export async function answersOf(model, rows, { matrix, scaled }) {
  const bytes = scaled(matrix(rows, [ROWS, 784]), 1 / 255);
  const floats = matrix(
    Float32Array.from(rows, (value) => value * Math.fround(1 / 255)),
    [ROWS, 784],
  );
  const answers = {};
  for (const method of ["predict", "predictProba", "decisionFunction"]) {
    try {
      answers[method] = await hash([await model[method](bytes), await model[method](floats)]);
    } catch (error) {
      if (!/has no (predictProba|decisionFunction)|is not a function/.test(error.message)) throw error;
    }
  }
  return answers;
}

/** `read(file)` gives the bytes of a model file or of rows. Resolves to name → method → hash, and to what models of scikit-learn answer. */
export async function runSuite(heddle, read) {
  const rows = await read("rows.bin");
  const bits = {};
  for (const name of NAMES) {
    const model = await heddle.loadModel(await read(`${name}.safetensors`));
    bits[name] = await answersOf(model, rows, heddle);
  }
  await expectRefusal(heddle, await read("mlp.safetensors"));
  return { bits, sklearn: await answersForScikitLearn(heddle, read) };
}

/** Typed errors reach the user on every runtime. */
async function expectRefusal({ loadModel, FormatError, ShapeError }, bytes) {
  const model = await loadModel(bytes);
  const refused = [
    [FormatError, () => loadModel(bytes.subarray(0, 999))],
    [ShapeError, () => model.predict([[1, 2]])],
  ];
  for (const [Type, call] of refused) {
    try {
      await call();
    } catch (error) {
      if (error instanceof Type) continue;
      throw error;
    }
    throw new Error(`no ${Type.name} was thrown`);
  }
}

/** Milliseconds from a file's bytes, and from the import, to the first prediction of the 784-128-10 network. */
export async function coldStart(load, read) {
  const bytes = await read("mlp.safetensors");
  const rows = await read("rows.bin");
  const start = performance.now();
  const { loadModel, matrix } = await load();
  const imported = performance.now();
  const model = await loadModel(bytes);
  model.predict(matrix(rows.slice(0, 784), [1, 784]));
  return { total: performance.now() - start, afterImport: performance.now() - imported };
}

async function hash(values) {
  const chunks = values.map((value) => (Array.isArray(value) ? Float64Array.from(value) : value.data));
  const bytes = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of chunks) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return digest(bytes);
}

/** The first 16 hexadecimal digits of the SHA-256. */
export async function digest(bytes) {
  const whole = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(whole.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
