// @ts-check
/** libsvm 3.22 compiled to WebAssembly. */
import { labelAnswer, labels, load, pixelRows, versionOf } from "../child/data.mjs";

const CACHE_MB = 500;

export async function open() {
  const SVM = await load("libsvm-js");
  return { version: versionOf("libsvm-js"), tasks: { svm: (spec) => svmTask(SVM, spec) } };
}

/** 1 / (features · variance), scikit-learn's "scale". */
function scaleGamma(X) {
  const count = X.length * X[0].length;
  const mean = X.reduce((sum, row) => sum + row.reduce((part, value) => part + value, 0), 0) / count;
  const square = X.reduce((sum, row) => sum + row.reduce((part, value) => part + (value - mean) ** 2, 0), 0) / count;
  return 1 / (X[0].length * square);
}

/**
 * Rows with the first of each class in front, in the classes' order. libsvm numbers classes by first appearance and gives ties of
 * votes to the lower number; so it decides them as the others do.
 * @param {number[]} y
 */
function classesFirst(y) {
  const first = [...new Set(y)].sort((a, b) => a - b).map((label) => y.indexOf(label));
  return [...first, ...[...y.keys()].filter((i) => !first.includes(i))];
}

function svmTask(SVM, { train, test, kernel, C, phase }) {
  const [rows, codes, T] = [pixelRows(train), labels(train), pixelRows(test)];
  const order = classesFirst(codes);
  const [X, y] = [order.map((i) => rows[i]), order.map((i) => codes[i])];
  const kernels = { linear: SVM.KERNEL_TYPES.LINEAR, rbf: SVM.KERNEL_TYPES.RBF };
  const options = {
    type: SVM.SVM_TYPES.C_SVC,
    kernel: kernels[kernel],
    cost: C,
    gamma: scaleGamma(X),
    cacheSize: CACHE_MB,
  };
  let model;
  const fit = () => {
    model?.free();
    model = new SVM(options);
    model.train(X, y);
    return model;
  };
  if (phase === "fit") return { run: fit, answer: (fitted) => labelAnswer(fitted.predict(T), test) };
  fit();
  return { run: () => model.predict(T), answer: (predicted) => labelAnswer(predicted, test) };
}
