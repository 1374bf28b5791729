/** What a user writes; it only has to type-check. */
import { MLPClassifier, Pipeline, StandardScaler, saveModel } from "heddle";
import { MLPClassifier as BrowserMLP, init } from "heddle/browser";
import { type EdgeModel, FormatError, loadModel, matrix } from "heddle/edge";
import { loadModel as loadInline } from "heddle/edge/inline";
import { loadModel as loadSlim } from "heddle/edge/slim";
import kernels from "heddle/kernels.wasm";
import relaxed from "heddle/kernels-relaxed.wasm";

const pipeline = new Pipeline([
  ["scale", new StandardScaler()],
  ["mlp", new MLPClassifier({ hiddenLayerSizes: [16] })],
]);
const fitted = await pipeline.fit([[0], [1]], ["a", "b"]);
const bytes: Uint8Array = saveModel(fitted);
const models: EdgeModel[] = [
  await loadModel(bytes),
  await loadInline(bytes),
  await loadSlim(bytes, kernels),
  await loadSlim(bytes, kernels, relaxed),
];
const labels: (string | number)[] = models[0].predict(matrix(new Float32Array(1), [1, 1]));
const data: Float32Array = models[0].predictProba([[1]]).data;
await init();
const trained = await new BrowserMLP({ maxIter: 1 }).fit([[0], [1]], [0, 1], { onEpoch: ({ loss }) => loss });
// @ts-expect-error: files are bytes
await loadModel("model.safetensors");

export { data, FormatError, labels, trained };
