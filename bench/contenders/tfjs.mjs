// @ts-check
/** TensorFlow.js with its cpu or wasm backend; the wasm one has no threads in Node. */
import { floats, layers, load, oneHot, pixels, probabilityAnswer, versionOf } from "../child/data.mjs";
import { sampleProduct } from "../child/product.mjs";

const CLASSES = 10;

/** @param {{ backend: "cpu" | "wasm" }} options */
export async function open({ backend }) {
  const tf = load("@tensorflow/tfjs");
  tf.env().set("PROD", true);
  if (backend === "wasm") {
    const wasm = load("@tensorflow/tfjs-backend-wasm");
    wasm.setWasmPaths(new URL("../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url).pathname);
  }
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} did not start`);
  await tf.ready();
  return {
    version: versionOf("@tensorflow/tfjs"),
    tasks: {
      import: () => ({ run: () => undefined, answer: () => ({ values: [] }) }),
      gemm: (/** @type {any} */ { gemm }) => gemmTask(tf, gemm),
      "mlp-train": (/** @type {any} */ spec) => trainTask(tf, spec),
      "mlp-predict": (/** @type {any} */ spec) => predictTask(tf, spec),
    },
  };
}

/** Both backends compute at once, so the product is there when matMul returns. */
function gemmTask(tf, { m, n, k, a, b }) {
  const A = tf.tensor2d(floats(a), [m, k]);
  const B = tf.tensor2d(floats(b), [k, n]);
  let last;
  return {
    run() {
      last?.dispose();
      last = tf.matMul(A, B);
      return last;
    },
    answer: (product) => ({ values: sampleProduct(product.dataSync(), m, n) }),
  };
}

/**
 * A layers model with the weights of the case.
 * @param {any} tf
 * @param {any} network
 * @param {number} [l2] penalty l2 · Σ W² on every layer
 */
function modelOf(tf, network, l2 = 0) {
  const all = layers(network);
  const dense = all.map(({ fanIn, fanOut }, i) =>
    tf.layers.dense({
      units: fanOut,
      activation: i === all.length - 1 ? "softmax" : "relu",
      kernelInitializer: "zeros",
      ...(l2 > 0 && { kernelRegularizer: tf.regularizers.l2({ l2 }) }),
      ...(i === 0 && { inputShape: [fanIn] }),
    }),
  );
  const model = tf.sequential({ layers: dense });
  setWeights(tf, model, all);
  return model;
}

function setWeights(tf, model, all) {
  tf.tidy(() => {
    model.setWeights(all.flatMap(({ W, b, fanIn, fanOut }) => [tf.tensor2d(W, [fanIn, fanOut]), tf.tensor1d(b)]));
  });
}

/** Adam's constants as scikit-learn and Heddle have them. */
function optimiserOf(tf, { solver, learningRate }) {
  return solver === "sgd" ? tf.train.sgd(learningRate) : tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
}

function trainTask(tf, spec) {
  const { network, train, test, batch, alpha, epochs } = spec;
  const X = tf.tensor2d(pixels(train), [train.rows, train.cols]);
  const Y = tf.tensor2d(oneHot(train, CLASSES), [train.rows, CLASSES]);
  const T = tf.tensor2d(pixels(test), [test.rows, test.cols]);
  const all = layers(network);
  // scikit-learn's penalty: alpha / (2 · batch) · Σ W².
  const model = modelOf(tf, network, alpha / (2 * batch));
  return {
    async run() {
      setWeights(tf, model, all);
      // Compiled anew, so that Adam's moments start from zero.
      const optimizer = optimiserOf(tf, spec);
      model.compile({ optimizer, loss: "categoricalCrossentropy" });
      await model.fit(X, Y, { batchSize: batch, epochs, shuffle: false, verbose: 0, yieldEvery: "never" });
      optimizer.dispose();
      return model;
    },
    answer: () =>
      probabilityAnswer(
        tf.tidy(() => model.predict(T).dataSync()),
        CLASSES,
        test,
      ),
  };
}

function predictTask(tf, { network, test }) {
  const images = pixels(test);
  const model = modelOf(tf, network);
  return {
    run: () => tf.tidy(() => model.predict(tf.tensor2d(images, [test.rows, test.cols])).dataSync()),
    answer: (proba) => probabilityAnswer(proba, CLASSES, test),
  };
}
