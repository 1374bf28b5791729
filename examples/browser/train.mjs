/** Fits a small network on Fashion-MNIST and writes it, with weights of 8 bits, and the images that the page shows and trains on. */
import { mkdirSync, writeFileSync } from "node:fs";
import { close, loadFashionMnist, MinMaxScaler, MLPClassifier, matrix, Pipeline, quantize, saveModel } from "heddle";

const { train, test, classNames } = await loadFashionMnist();
const first = ({ X, y }, rows) => ({ images: X.data.subarray(0, 784 * rows), labels: y.subarray(0, rows) });
const parts = { train: first(train, 1000), test: first(test, 400) };

mkdirSync("sample", { recursive: true });
for (const [part, { images, labels }] of Object.entries(parts)) {
  writeFileSync(`sample/${part}-images.bin`, images);
  writeFileSync(`sample/${part}-labels.json`, JSON.stringify(Array.from(labels, (code) => classNames[code])));
}
const { images, labels } = parts.train;
const X = matrix(images, [labels.length, 784]);
const model = new Pipeline([
  ["scale", new MinMaxScaler()],
  ["mlp", new MLPClassifier({ hiddenLayerSizes: [128], maxIter: 30, randomState: 0 })],
]);
await model.fit(
  X,
  Array.from(labels, (code) => classNames[code]),
  { onWarning: () => {} },
);
writeFileSync("model.safetensors", saveModel(await quantize(model, X)));
await close();
