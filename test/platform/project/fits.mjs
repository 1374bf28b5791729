/** The same fits on every runtime that can fit; what they give is told in hashes. */
import { answersOf, digest, ROWS } from "./suite.mjs";

/** Name → an unfitted classifier. */
const modelsOf = (heddle) => ({
  dummy: () => new heddle.DummyClassifier({ strategy: "stratified", randomState: 1 }),
  knn: () => new heddle.KNeighborsClassifier({ weights: "distance" }),
  logistic: () => new heddle.LogisticRegression({ maxIter: 10 }),
  mlp: () => new heddle.MLPClassifier({ hiddenLayerSizes: [128], maxIter: 2, randomState: 1 }),
  "mlp-tanh": () =>
    new heddle.MLPClassifier({ hiddenLayerSizes: [24, 16], activation: "tanh", maxIter: 2, randomState: 1 }),
  sgd: () => new heddle.SGDClassifier({ loss: "log_loss", maxIter: 3, tol: null, randomState: 1 }),
  "svc-linear": () => new heddle.SVC({ kernel: "linear" }),
  "svc-rbf": () => new heddle.SVC({ C: 10 }),
  tree: () => new heddle.DecisionTreeClassifier({ randomState: 1 }),
  "pipeline-min-max": () =>
    new heddle.Pipeline([
      ["scale", new heddle.MinMaxScaler()],
      ["svc", new heddle.SVC({ kernel: "poly" })],
    ]),
  "pipeline-standard": () =>
    new heddle.Pipeline([
      ["scale", new heddle.StandardScaler()],
      ["mlp", new heddle.MLPClassifier({ hiddenLayerSizes: [16], maxIter: 2, randomState: 1 })],
    ]),
});

/** Those of the fitted networks that are then quantised. */
const QUANTIZED = ["mlp", "mlp-tanh"];

/** Fits every classifier on the sample and hands each model file to `keep`. Resolves to name → hashes of the file and of the answers. */
export async function runFits(heddle, { train, test }, keep = () => {}) {
  const { matrix, saveModel, scaled } = heddle;
  const pixels = scaled(train.X, 1 / 255);
  const rows = rowsOf(test);
  const fitted = {};
  for (const [name, make] of Object.entries(modelsOf(heddle))) {
    fitted[name] = await make().fit(pixels, train.y, { onWarning: () => {} });
  }
  for (const name of QUANTIZED) fitted[`${name}-quantized`] = await heddle.quantize(fitted[name], pixels);
  const answers = {};
  for (const [name, model] of Object.entries(fitted)) {
    const bytes = saveModel(model);
    keep(`${name}.safetensors`, bytes);
    const file = await digest(withoutTimes(bytes));
    answers[name] = { file, ...(await answersOf(model, rows, { matrix, scaled })) };
  }
  return answers;
}

/** The images to predict. */
export function rowsOf({ X }) {
  return X.data.slice(0, ROWS * 784);
}

/** The numbers of a file; its header holds the seconds that each epoch took. */
function withoutTimes(bytes) {
  return bytes.subarray(8 + Number(new DataView(bytes.buffer).getBigUint64(0, true)));
}
