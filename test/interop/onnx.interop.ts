/** Exported models, run by onnxruntime-web: its labels are Heddle's, its probabilities within 1e-5. */
import { describe, expect, test } from "@jest/globals";
import * as ort from "onnxruntime-web/wasm";
import type { Classifier } from "../../src/core/estimator.js";
import type { Label } from "../../src/core/labels.js";
import { isUint8Array, type Matrix, matrix, scaled, scaleOf, sliceRows, toFloat32 } from "../../src/core/matrix.js";
import {
  DecisionTreeClassifier,
  exportOnnx,
  KNeighborsClassifier,
  LogisticRegression,
  MinMaxScaler,
  MLPClassifier,
  type OnnxOptions,
  Pipeline,
  SGDClassifier,
  StandardScaler,
  SVC,
  type Transformer,
} from "../../src/index.js";
import { loadSample } from "../support/sample.js";

ort.env.wasm.numThreads = 1;

const TOLERANCE = 1e-5;
const { train, test: rest } = loadSample();
const NAMES = ["top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"];

interface Answer {
  readonly labels: readonly Label[];
  readonly scores: Matrix<Float32Array>;
}

type Scored = Classifier & {
  predictProba?(X: Matrix): Promise<Matrix>;
  decisionFunction?(X: Matrix): Promise<Matrix>;
};

/** What onnxruntime-web makes of the exported file. */
async function run(model: Scored, X: Matrix, options: OnnxOptions, kind: string): Promise<Answer> {
  const session = await ort.InferenceSession.create(exportOnnx(model, options));
  try {
    const type = isUint8Array(X.data) ? "uint8" : "float32";
    const { label, [kind]: scores } = await session.run({ X: new ort.Tensor(type, X.data, [X.rows, X.cols]) });
    expect(label.dims).toEqual([X.rows]);
    const labels = label.type === "string" ? (label.data as readonly string[]) : Array.from(label.data, Number);
    return { labels: [...labels], scores: matrix(scores.data as Float32Array, [scores.dims[0], scores.dims[1]]) };
  } finally {
    await session.release();
  }
}

async function expectSame(model: Scored, X: Matrix, options: OnnxOptions, kind: "probabilities" | "scores") {
  const answer = await run(model, X, options, kind);
  const scores = await (kind === "probabilities" ? model.predictProba!(X) : model.decisionFunction!(X));
  expect(answer.labels).toEqual(await model.predict(X));
  expect([answer.scores.rows, answer.scores.cols]).toEqual([scores.rows, scores.cols]);
  const errors = Array.from(scores.data, (value, i) => distance(value, answer.scores.data[i]));
  expect(Math.max(...errors)).toBeLessThanOrEqual(TOLERANCE);
  expect(new Set(answer.labels).size).toBeGreaterThan(1);
}

/** Absolute for numbers up to 1, else relative. */
function distance(expected: number, actual: number): number {
  return Math.abs(expected - actual) / Math.max(1, Math.abs(expected));
}

type Kind = "probabilities" | "scores";
const MODELS: readonly [string, Kind, () => Scored][] = [
  ["LogisticRegression", "probabilities", () => new LogisticRegression({ maxIter: 60, C: 0.1 })],
  ["SGDClassifier, log_loss", "probabilities", () => new SGDClassifier({ loss: "log_loss", randomState: 0 })],
  [
    "SGDClassifier, modified_huber",
    "probabilities",
    () => new SGDClassifier({ loss: "modified_huber", randomState: 0 }),
  ],
  ["SGDClassifier, hinge", "scores", () => new SGDClassifier({ randomState: 0 })],
  ["MLPClassifier, relu", "probabilities", () => mlp("relu")],
  ["MLPClassifier, tanh", "probabilities", () => mlp("tanh")],
  ["MLPClassifier, logistic", "probabilities", () => mlp("logistic")],
  ["MLPClassifier, identity", "probabilities", () => mlp("identity")],
  ["DecisionTreeClassifier", "probabilities", () => new DecisionTreeClassifier({ maxDepth: 6 })],
  [
    "DecisionTreeClassifier, pure leaves",
    "probabilities",
    () => new DecisionTreeClassifier({ classWeight: "balanced" }),
  ],
  ["KNeighborsClassifier, uniform", "probabilities", () => new KNeighborsClassifier()],
  ["KNeighborsClassifier, even votes", "probabilities", () => new KNeighborsClassifier({ nNeighbors: 4 })],
  ["KNeighborsClassifier, by distance", "probabilities", () => new KNeighborsClassifier({ weights: "distance" })],
  ["KNeighborsClassifier, manhattan", "probabilities", () => new KNeighborsClassifier({ p: 1, nNeighbors: 3 })],
  ["SVC, linear", "scores", () => new SVC({ kernel: "linear" })],
  ["SVC, rbf", "scores", () => new SVC({ C: 10 })],
  ["SVC, rbf, ovo", "scores", () => new SVC({ decisionFunctionShape: "ovo" })],
  ["SVC, rbf, ties broken", "scores", () => new SVC({ breakTies: true })],
  ["SVC, poly", "scores", () => new SVC({ kernel: "poly", coef0: 1, degree: 2 })],
  ["SVC, sigmoid", "scores", () => new SVC({ kernel: "sigmoid" })],
];

function mlp(activation: "relu" | "tanh" | "logistic" | "identity"): MLPClassifier {
  return new MLPClassifier({
    hiddenLayerSizes: [30, 20],
    activation,
    maxIter: 15,
    learningRateInit: 0.01,
    randomState: 0,
  });
}

const quiet = { onWarning: () => undefined };
const TRAIN_ROWS = 400;
const trainX = scaled(sliceRows(train.X, 0, TRAIN_ROWS), 1 / 255);
const testX = scaled(rest.X, 1 / 255);
const y = train.y.subarray(0, TRAIN_ROWS);

describe.each(MODELS)("%s", (_, kind, make) => {
  test("bytes with a scale, ten classes", async () => {
    const model = await make().fit(trainX, y, quiet);
    await expectSame(model, testX, { input: "uint8", scale: 1 / 255 }, kind);
  });

  test("floats, ten classes of strings", async () => {
    const names = Array.from(y, (code) => NAMES[code]);
    const model = await make().fit(toFloat32(trainX), names, quiet);
    await expectSame(model, toFloat32(sliceRows(testX, 0, 100)), {}, kind);
  });

  test("fitted on bytes with a scale, asked floats, two classes of negative numbers and others", async () => {
    const sides = Array.from(y, (code) => (code < 5 ? -7 : 12));
    const model = await make().fit(trainX, sides, quiet);
    await expectSame(model, toFloat32(sliceRows(testX, 0, 100)), {}, kind);
  });

  test("plain bytes, two classes", async () => {
    const bytes = sliceRows(train.X, 0, TRAIN_ROWS);
    const model = await make().fit(
      bytes,
      Array.from(y, (code) => code % 2),
      quiet,
    );
    await expectSame(model, rest.X, { input: "uint8" }, kind);
  });
});

const SCALERS: readonly [string, () => Transformer][] = [
  ["MinMaxScaler", () => new MinMaxScaler({ featureRange: [-1, 1] })],
  ["MinMaxScaler that clips", () => new MinMaxScaler({ clip: true })],
  ["StandardScaler", () => new StandardScaler()],
  ["StandardScaler without mean", () => new StandardScaler({ withMean: false })],
  ["StandardScaler without deviation", () => new StandardScaler({ withStd: false })],
];

describe.each(SCALERS)("a pipeline with %s", (_, make) => {
  test("before a network, on bytes and on floats", async () => {
    const model = new Pipeline([
      ["scaler", make()],
      ["network", mlp("relu")],
    ]);
    await model.fit(trainX, y, quiet);
    await expectSame(model, testX, { input: "uint8", scale: 1 / 255 }, "probabilities");
    await expectSame(model, toFloat32(sliceRows(testX, 0, 100)), {}, "probabilities");
  });

  test("before neighbours weighted by distance, which the smallest difference would change", async () => {
    const knn = new KNeighborsClassifier({ weights: "distance", nNeighbors: 2 });
    const model = new Pipeline([
      ["first", make()],
      ["second", new StandardScaler()],
      ["knn", knn],
    ]);
    await model.fit(sliceRows(trainX, 0, 60), y.subarray(0, 60));
    await expectSame(model, sliceRows(trainX, 0, 60), { input: "uint8", scale: 1 / 255 }, "probabilities");
  });
});

test("training rows are at distance 0 of themselves, and alone count", async () => {
  for (const X of [sliceRows(trainX, 0, 60), toFloat32(sliceRows(trainX, 0, 60))]) {
    const model = await new KNeighborsClassifier({ weights: "distance" }).fit(X, y.subarray(0, 60));
    const options: OnnxOptions = isUint8Array(X.data) ? { input: "uint8", scale: scaleOf(X) } : {};
    await expectSame(model, X, options, "probabilities");
  }
});

test("equally far neighbours and equal votes go to the lower index and class", async () => {
  const model = await new KNeighborsClassifier({ nNeighbors: 2 }).fit(
    [[3], [0], [2], [0], [4]],
    ["c", "b", "a", "c", "b"],
  );
  await expectSame(model, matrix([[1], [0], [3.5], [2.5], [10]]), {}, "probabilities");
});

test("a threshold between two neighbouring floats parts them", async () => {
  const low = Math.fround(0.1);
  const high = Math.fround(low + 2 ** -20);
  const X = matrix([[low], [high], [-low], [-high], [0]]);
  const model = await new DecisionTreeClassifier().fit(X, [0, 1, 2, 3, 4]);
  await expectSame(model, X, {}, "probabilities");
});

test("labels that are no integers come out as double", async () => {
  const model = await new LogisticRegression().fit([[0], [1], [2]], [0.5, 1.5, 2.5], quiet);
  await expectSame(model, matrix([[0], [1], [2]]), {}, "probabilities");
});

test("a model of one class is sure of it", async () => {
  for (const model of [new DecisionTreeClassifier(), new KNeighborsClassifier({ nNeighbors: 1 })]) {
    await model.fit([[1], [2]], ["only", "only"]);
    const { labels, scores } = await run(model, matrix([[5], [6], [7]]), {}, "probabilities");
    expect(labels).toEqual(["only", "only", "only"]);
    expect([...scores.data]).toEqual([1, 1, 1]);
  }
});

test("shares too small for a number keep their quotients", async () => {
  const model = new SGDClassifier({ loss: "log_loss" });
  await model.fit([[0], [1], [2]], [0, 1, 2], quiet);
  model.coef_ = { data: Float64Array.of(-900, -901, -1400), rows: 3, cols: 1 };
  model.intercept_ = new Float64Array(3);
  await expectSame(model, matrix([[-1], [1], [0.001]]), {}, "probabilities");
});
