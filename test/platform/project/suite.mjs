/** The same questions to every model on every runtime; answers are hashes, so that one line tells whether all bits are the same. */
import { answersOf } from "./hash.mjs";
import { fileName } from "./models.mjs";
import { answersForScikitLearn } from "./sklearn.mjs";

/** A network of 784-128-10. */
export const NETWORK = fileName("MLPClassifier, 784-128-10");

/** `read(file)` gives the bytes of a model file or of rows. Resolves to name → method → hash, and to what models of scikit-learn answer. */
export async function runSuite(heddle, read) {
  const rows = await read("rows.bin");
  const bits = {};
  for (const name of JSON.parse(new TextDecoder().decode(await read("names.json")))) {
    const model = await heddle.loadModel(await read(fileName(name)));
    bits[name] = await answersOf(model, rows, heddle);
  }
  await expectRefusal(heddle, await read(NETWORK));
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
  const bytes = await read(NETWORK);
  const rows = await read("rows.bin");
  const start = performance.now();
  const { loadModel, matrix } = await load();
  const imported = performance.now();
  const model = await loadModel(bytes);
  model.predict(matrix(rows.slice(0, 784), [1, 784]));
  return { total: performance.now() - start, afterImport: performance.now() - imported };
}
