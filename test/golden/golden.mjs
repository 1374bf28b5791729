/**
 * Hashes of everything that each classifier learns from the committed sample of Fashion-MNIST, and of all it answers. Shared by the test,
 * which compares them with hashes.json, and by scripts/golden.mjs, which writes that file; so it runs as it stands.
 */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import {
  close,
  DecisionTreeClassifier,
  init,
  KNeighborsClassifier,
  LogisticRegression,
  loadFashionMnist,
  MLPClassifier,
  quantize,
  SGDClassifier,
  SVC,
} from "../../dist/bundle/index.js";

const SAMPLE = fileURLToPath(new URL("../fixtures/fashion-mnist-sample/", import.meta.url));

export const HASHES = new URL("hashes.json", import.meta.url);

/** Every solver, and what draws random numbers. */
const CLASSIFIERS = {
  "DecisionTreeClassifier, entropy, drawn features": () =>
    new DecisionTreeClassifier({ criterion: "entropy", maxFeatures: "sqrt", randomState: 1 }),
  "DecisionTreeClassifier, gini": () => new DecisionTreeClassifier({ maxDepth: 8, randomState: 1 }),
  "KNeighborsClassifier, distance weights": () => new KNeighborsClassifier({ nNeighbors: 5, weights: "distance" }),
  LogisticRegression: () => new LogisticRegression({ C: 0.1 }),
  "MLPClassifier, augmented images": () =>
    new MLPClassifier({
      hiddenLayerSizes: [48],
      augmentation: { imageShape: [28, 28], horizontalFlip: true, maxShift: 1 },
      inputDropout: 0.1,
      batchSize: 64,
      maxIter: 6,
      randomState: 1,
    }),
  "MLPClassifier, batch normalisation, averaged weights": () =>
    new MLPClassifier({
      hiddenLayerSizes: [48, 32],
      batchNorm: true,
      weightAveraging: 0.9,
      dropout: 0.2,
      batchSize: 64,
      maxIter: 6,
      randomState: 1,
    }),
  "MLPClassifier, relu, dropout": () =>
    new MLPClassifier({ hiddenLayerSizes: [48, 32], dropout: 0.2, batchSize: 64, maxIter: 6, randomState: 1 }),
  "MLPClassifier, smoothed labels, input dropout, weight decay, one cycle": () =>
    new MLPClassifier({
      hiddenLayerSizes: [48],
      learningRate: "oneCycle",
      learningRateInit: 0.01,
      labelSmoothing: 0.1,
      inputDropout: 0.2,
      weightDecay: 0.01,
      batchSize: 64,
      maxIter: 6,
      randomState: 1,
    }),
  "MLPClassifier, tanh, sgd": () =>
    new MLPClassifier({
      hiddenLayerSizes: [40],
      activation: "tanh",
      solver: "sgd",
      batchSize: 64,
      maxIter: 6,
      randomState: 1,
    }),
  "MLPClassifier, tanh, quantised": () => ({
    fit: async (X, y, options) => {
      const params = { hiddenLayerSizes: [40, 24], activation: "tanh", batchSize: 64, maxIter: 6, randomState: 1 };
      return quantize(await new MLPClassifier(params).fit(X, y, options), X);
    },
  }),
  "SGDClassifier, hinge": () => new SGDClassifier({ maxIter: 10, tol: null, randomState: 1 }),
  "SGDClassifier, log loss, elastic net, average": () =>
    new SGDClassifier({
      loss: "log_loss",
      penalty: "elasticnet",
      average: true,
      maxIter: 5,
      tol: null,
      randomState: 1,
    }),
  "SVC, linear": () => new SVC({ kernel: "linear" }),
  "SVC, rbf": () => new SVC({ kernel: "rbf", C: 10 }),
};

export const goldenNames = Object.keys(CLASSIFIERS);

const ignore = () => {};

/** Name → hash, computed with the given threads and turbo. */
export async function goldenHashes(options) {
  const { train, test } = await loadFashionMnist({ dir: SAMPLE });
  await init(options);
  try {
    const hashes = {};
    for (const [name, make] of Object.entries(CLASSIFIERS)) {
      // Too few epochs on purpose.
      const model = await make().fit(train.X, train.y, { onWarning: ignore });
      hashes[name] = hash([model.learnedState(), await answers(model, test.X)]);
    }
    return hashes;
  } finally {
    await close();
  }
}

async function answers(model, X) {
  const given = [await model.predict(X)];
  if (model.predictProba && !(model instanceof SVC) && model.params.loss !== "hinge")
    given.push(await model.predictProba(X));
  if (model.decisionFunction) given.push(await model.decisionFunction(X));
  return given;
}

function hash(value) {
  const sha = createHash("sha256");
  feed(sha, value);
  return sha.digest("hex").slice(0, 16);
}

/** Bits and names of plain data, in the order of the names. Times are measured, not learned. */
function feed(sha, value) {
  if (ArrayBuffer.isView(value)) sha.update(`${value.constructor.name} ${value.length} `).update(bytesOf(value));
  else if (typeof value === "number") sha.update("number ").update(bytesOf(Float64Array.of(value)));
  else if (typeof value === "object" && value !== null) {
    const names = Object.keys(value).filter((name) => name !== "seconds");
    sha.update(`object ${names.length} `);
    for (const name of names.sort()) {
      sha.update(`${name}: `);
      feed(sha, value[name]);
    }
  } else sha.update(`${typeof value} ${value} `);
}

function bytesOf(values) {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
