/** What a user writes; it only has to type-check. */
import { type FitStore, GridSearchCV, MLPClassifier, Pipeline, StandardScaler, SVC, saveModel } from "heddle";
import { MLPClassifier as BrowserMLP, init } from "heddle/browser";
import { type RedisExecutor, type RedisExecutorOptions, redisExecutor, startWorker } from "heddle/distributed";
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
const redis: RedisExecutorOptions = { url: "redis://queue.example:6379", patience: 1000 };
const store: FitStore = { load: async () => undefined, save: async () => {} };
async function search(executor: RedisExecutor): Promise<number | undefined> {
  const { bestScore_ } = await new GridSearchCV(new SVC(), { C: [1, 10] }).fit([[0], [1]], [0, 1], { executor, store });
  await (await startWorker(redis)).finish();
  return bestScore_;
}
const searching = redisExecutor(redis).then(search);
// @ts-expect-error: Redis is somewhere
await redisExecutor({ patience: 1000 });
// @ts-expect-error: files are bytes
await loadModel("model.safetensors");

export { data, FormatError, labels, searching, trained };
