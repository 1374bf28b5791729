/** One thread of the pool: the model is loaded once, a task is one image. */
import { readFileSync } from "node:fs";
import { loadModel, matrix } from "heddle/edge";

const model = await loadModel(new Uint8Array(readFileSync("model.safetensors")));

export default function classify(image) {
  const { data } = model.predictProba(matrix(image, [1, 784]));
  return Object.fromEntries(model.classes_.map((label, i) => [label, data[i]]));
}
