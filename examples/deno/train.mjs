/** Fits a small network on Fashion-MNIST and writes it with weights of 8 bits, and the first of the images that it has not seen: 784 bytes. */
import { writeFileSync } from "node:fs";
import { close, loadFashionMnist, MinMaxScaler, MLPClassifier, matrix, Pipeline, quantize, saveModel } from "heddle";

const { train, test, classNames } = await loadFashionMnist();
const rows = Math.min(5000, train.X.rows);
const X = matrix(train.X.data.subarray(0, 784 * rows), [rows, 784]);
const y = Array.from(train.y.subarray(0, rows), (code) => classNames[code]);
const model = new Pipeline([
  ["scale", new MinMaxScaler()],
  ["mlp", new MLPClassifier({ hiddenLayerSizes: [128], maxIter: 20, randomState: 0 })],
]);
await model.fit(X, y, { onWarning: () => {} });
writeFileSync("model.safetensors", saveModel(await quantize(model, X)));
writeFileSync("image.bin", test.X.data.subarray(0, 784));
await close();
