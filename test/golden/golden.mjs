/**
 * Hashes of everything that each model learns from the committed sample of Fashion-MNIST, and of all it answers. Shared by the test, which
 * compares them with hashes.json, by scripts/golden.mjs, which writes that file, and by the platforms' checks; so it runs as it stands.
 */
import { fileURLToPath } from "node:url";
import * as heddle from "../../dist/bundle/index.js";
import { hashesOf, ROWS } from "./hash.mjs";
import { goldenModels } from "./models.mjs";

const SAMPLE = fileURLToPath(new URL("../fixtures/fashion-mnist-sample/", import.meta.url));

export const HASHES = new URL("hashes.json", import.meta.url);

/** Name → hashes, computed with the given threads and turbo. */
export async function goldenHashes(options) {
  const { train, test } = await heddle.loadFashionMnist({ dir: SAMPLE });
  const rows = test.X.data.slice(0, ROWS * test.X.cols);
  await heddle.init(options);
  try {
    const hashes = {};
    for (const [name, learn] of Object.entries(goldenModels(heddle, train))) {
      const model = await learn();
      hashes[name] = await hashesOf(model, heddle.saveModel(model), rows, heddle);
    }
    return hashes;
  } finally {
    await heddle.close();
  }
}
