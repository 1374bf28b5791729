// @ts-check
/** Heddle itself, as built in dist/. */
import { readFileSync } from "node:fs";
import { bytes, labelAnswer, labels, layers, probabilityAnswer } from "../child/data.mjs";
import { keepModel, keptModel, modelFile } from "../child/keep.mjs";
import { openGemm } from "./heddle-gemm.mjs";

const PIXEL = 1 / 255;
const CLASSES = Array.from({ length: 10 }, (_, i) => i);

/** @param {{ threads: number, turbo: boolean, quantized?: boolean }} options */
export async function open({ threads, turbo, quantized }) {
  const heddle = /** @type {any} */ (await import("../../dist/bundle/index.js"));
  const start = async () => {
    const { engine } = await heddle.init({ threads, turbo });
    if (turbo && !engine.turbo) throw new Error("this Node has no turbo (Node 24 or later on x64 has)");
    return engine;
  };
  /** @param {(spec: any) => any} task */
  const started = (task) => async (/** @type {any} */ spec) => {
    await start();
    return task(spec);
  };
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const classifier = (/** @type {string} */ name, /** @type {(spec: any) => object} */ params) =>
    started(classifierTask(heddle, name, params));
  return {
    version,
    tasks: {
      import: () => ({ run: () => undefined, answer: () => ({ values: [] }) }),
      gemm: async (/** @type {any} */ { gemm }) => openGemm(await start(), gemm, threads),
      "mlp-train": started((spec) => trainTask(heddle, spec)),
      "mlp-predict": started((spec) => predictTask(heddle, spec, quantized)),
      knn: classifier("KNeighborsClassifier", ({ k }) => ({ nNeighbors: k })),
      svm: classifier("SVC", ({ kernel, C }) => ({ kernel, C })),
      tree: classifier("DecisionTreeClassifier", () => ({ randomState: 0 })),
      logreg: classifier("LogisticRegression", ({ C, maxIter }) => ({ C, maxIter, tol: 1e-5 })),
      "c-sweep": started((spec) => sweepTask(heddle, spec)),
      sgd: classifier("SGDClassifier", () => ({ randomState: 0 })),
    },
  };
}

/**
 * @param {any} heddle
 * @param {{ x: string, rows: number, cols: number }} set
 */
function imagesOf(heddle, { x, rows, cols }) {
  return heddle.scaled(heddle.matrix(bytes(x), [rows, cols]), PIXEL);
}

/**
 * @param {any} heddle
 * @param {string} name
 * @param {(spec: any) => object} params
 */
function classifierTask(heddle, name, params) {
  return async (/** @type {any} */ spec) => {
    if (!heddle[name]) throw new Error(`this build of Heddle has no ${name}`);
    const [X, y, T] = [imagesOf(heddle, spec.train), bytes(spec.train.y), imagesOf(heddle, spec.test)];
    const fit = () => new heddle[name](params(spec)).fit(X, y, { onWarning: () => {} });
    const path = () => modelFile(name, params(spec), spec.train);
    const keep = (/** @type {any} */ model) => keepModel(path(), () => heddle.saveModel(model));
    if (spec.phase === "fit") {
      return {
        run: fit,
        answer: async (/** @type {any} */ model) => {
          if (spec.keep) keep(model);
          return {
            ...labelAnswer(await model.predict(T), spec.test),
            ...(spec.weights && { weights: [...model.coef_.data, ...model.intercept_] }),
          };
        },
      };
    }
    const bytesKept = spec.keep && keptModel(path());
    const model = bytesKept ? heddle.loadModel(bytesKept) : await fit();
    if (spec.keep) keep(model);
    return {
      run: () => model.predict(T),
      answer: (/** @type {number[]} */ predicted) => labelAnswer(predicted, spec.test),
    };
  };
}

/**
 * The answer holds the mean accuracy of every C, and the best as score.
 * @param {any} heddle
 * @param {any} spec
 */
function sweepTask(heddle, { train, values, folds, maxIter }) {
  const [X, y] = [imagesOf(heddle, train), bytes(train.y)];
  const options = { paramName: "C", paramRange: values, cv: folds, onWarning: () => {} };
  return {
    run: () => heddle.validationCurve(new heddle.LogisticRegression({ maxIter }), X, y, options),
    answer(/** @type {{ testScores: number[][] }} */ { testScores }) {
      const means = testScores.map((scores) => scores.reduce((sum, score) => sum + score, 0) / scores.length);
      return { values: means, score: Math.max(...means) };
    },
  };
}

/**
 * @param {any} heddle
 * @param {any} network
 */
function weightsOf(heddle, network) {
  const all = layers(network);
  return {
    coefs_: all.map(({ W, fanIn, fanOut }) => heddle.matrix(W, [fanIn, fanOut])),
    intercepts_: all.map(({ b }) => b),
  };
}

/**
 * Every run starts from the same weights and takes the rows in their order.
 * @param {any} heddle
 * @param {any} spec
 */
function trainTask(heddle, { network, train, test, solver, alpha, batch, learningRate, epochs }) {
  const [X, y, T] = [imagesOf(heddle, train), labels(train), imagesOf(heddle, test)];
  const params = {
    hiddenLayerSizes: network.units.slice(1, -1),
    solver,
    momentum: 0,
    alpha,
    shuffle: false,
    batchSize: batch,
    learningRateInit: learningRate,
    maxIter: epochs,
    tol: 0,
    nIterNoChange: epochs,
    warmStart: true,
  };
  const first = weightsOf(heddle, network);
  return {
    run: () => Object.assign(new heddle.MLPClassifier(params), first).fit(X, y, { onWarning: () => {} }),
    answer: async (/** @type {any} */ model) => {
      const { data, cols } = await model.predictProba(T);
      return probabilityAnswer(data, cols, test);
    },
  };
}

/**
 * @param {any} heddle
 * @param {any} spec
 * @param {boolean | undefined} quantized
 */
async function predictTask(heddle, { network, test, calibration }, quantized) {
  const T = imagesOf(heddle, test);
  const X = heddle.matrix(
    Float32Array.from(T.data, (byte) => byte / 255),
    [T.rows, T.cols],
  );
  const float = new heddle.MLPClassifier().restoreState({
    ...weightsOf(heddle, network),
    activation_: "relu",
    outActivation_: "softmax",
    nLayers_: network.units.length,
    nOutputs_: network.units.at(-1),
    classes_: CLASSES,
    nFeaturesIn_: T.cols,
  });
  const model = quantized ? await heddle.quantize(float, imagesOf(heddle, calibration)) : float;
  return {
    run: () => model.predictProba(X),
    answer: (/** @type {any} */ { data, cols }) => probabilityAnswer(data, cols, test),
  };
}
