/**
 * Runs in the empty project, on Node, with the whole library: fits every classifier on the sample, writes the model files and the rows to
 * predict, and prints what was answered. `node models.mjs SAMPLE OUT`
 */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  DecisionTreeClassifier,
  DummyClassifier,
  init,
  KNeighborsClassifier,
  LogisticRegression,
  loadFashionMnist,
  MinMaxScaler,
  MLPClassifier,
  matrix,
  Pipeline,
  SGDClassifier,
  StandardScaler,
  SVC,
  saveModel,
  scaled,
} from "heddle";
import { answersOf, ROWS } from "./suite.mjs";

const MODELS = {
  dummy: () => new DummyClassifier({ strategy: "stratified", randomState: 1 }),
  knn: () => new KNeighborsClassifier({ weights: "distance" }),
  logistic: () => new LogisticRegression({ maxIter: 10 }),
  mlp: () => new MLPClassifier({ hiddenLayerSizes: [128], maxIter: 2, randomState: 1 }),
  "mlp-tanh": () => new MLPClassifier({ hiddenLayerSizes: [24, 16], activation: "tanh", maxIter: 2, randomState: 1 }),
  sgd: () => new SGDClassifier({ loss: "log_loss", maxIter: 3, tol: null, randomState: 1 }),
  "svc-linear": () => new SVC({ kernel: "linear" }),
  "svc-rbf": () => new SVC({ C: 10 }),
  tree: () => new DecisionTreeClassifier({ randomState: 1 }),
  "pipeline-min-max": () =>
    new Pipeline([
      ["scale", new MinMaxScaler()],
      ["svc", new SVC({ kernel: "poly" })],
    ]),
  "pipeline-standard": () =>
    new Pipeline([
      ["scale", new StandardScaler()],
      ["mlp", new MLPClassifier({ hiddenLayerSizes: [16], maxIter: 2, randomState: 1 })],
    ]),
};

const [sample, out] = process.argv.slice(2);
await init({ threads: 0 });
const { train, test } = await loadFashionMnist({ dir: sample });
const pixels = scaled(train.X, 1 / 255);
const rows = test.X.data.slice(0, ROWS * 784);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "rows.bin"), rows);
const answers = {};
for (const [name, make] of Object.entries(MODELS)) {
  const model = await make().fit(pixels, train.y, { onWarning: () => {} });
  const bytes = saveModel(model);
  writeFileSync(join(out, `${name}.safetensors`), bytes);
  const file = createHash("sha256").update(withoutTimes(bytes)).digest("hex").slice(0, 16);
  answers[name] = { file, ...(await answersOf(model, rows, { matrix, scaled })) };
}
console.log(JSON.stringify(answers));

/** The numbers of a file; its header holds the seconds that each epoch took. */
function withoutTimes(bytes) {
  return bytes.subarray(8 + Number(new DataView(bytes.buffer).getBigUint64(0, true)));
}
