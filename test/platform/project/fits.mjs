/** The same fits on every runtime that can fit; what they give is told in hashes. */
import { hashesOf, ROWS } from "./hash.mjs";
import { fileName, goldenModels } from "./models.mjs";

/** Fits every model on the sample and hands each file to `keep`. Resolves to name → hashes of what was learned and of the answers. */
export async function runFits(heddle, { train, test }, keep = () => {}) {
  const rows = rowsOf(test);
  const hashes = {};
  for (const [name, learn] of Object.entries(
    goldenModels(heddle, { X: heddle.scaled(train.X, 1 / 255), y: train.y }),
  )) {
    const model = await learn();
    const bytes = heddle.saveModel(model);
    keep(fileName(name), bytes);
    hashes[name] = await hashesOf(model, bytes, rows, heddle);
  }
  return hashes;
}

/** The images to predict. */
export function rowsOf({ X }) {
  return X.data.slice(0, ROWS * 784);
}
