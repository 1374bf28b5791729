/** Fits a small network on the bundled images and writes `model.safetensors` and `image.bin` (784 bytes): `node ../train.mjs` */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { close, loadFashionMnist, MinMaxScaler, MLPClassifier, Pipeline, saveModel } from "heddle";

const { train, test, classNames } = await loadFashionMnist({
  dir: fileURLToPath(new URL("../test/fixtures/fashion-mnist-sample", import.meta.url)),
});
const model = new Pipeline([
  ["scale", new MinMaxScaler()],
  ["mlp", new MLPClassifier({ hiddenLayerSizes: [128], maxIter: 30, randomState: 0 })],
]);
await model.fit(
  train.X,
  Array.from(train.y, (code) => classNames[code]),
  { onWarning: () => {} },
);
writeFileSync("model.safetensors", saveModel(model));
writeFileSync("image.bin", test.X.data.subarray(0, 784));
await close();
