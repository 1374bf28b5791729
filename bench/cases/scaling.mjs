// @ts-check
/** Cost against the size of the work; every series ends in a fitted exponent. Threads are the variants of each point. */
import { gemmTruth } from "../harness/truth.mjs";
import { thousands, train, validation } from "./sets.mjs";

/** @typedef {import("../types.d.ts").Case} Case */

const PAIR = ["heddle", "scikit-learn"];
const QUERIES = 500;

/**
 * Two points make an exponent, and are enough to see that everything runs.
 * @param {number[]} values
 * @param {boolean} quick
 */
const points = (values, quick) => (quick ? values.slice(0, 2) : values);

/**
 * @param {string} series
 * @param {string} axis
 * @param {number} x
 * @param {Omit<Case, "group" | "name" | "series" | "contenders"> & { contenders?: string[] }} item
 * @returns {Case}
 */
function point(series, axis, x, item) {
  const name = `${series}, ${axis} = ${thousands(x)}`;
  return { group: "scaling", name, contenders: PAIR, ...item, series: { name: series, axis, x } };
}

/** @param {boolean} quick */
function gemmSeries(quick) {
  return points([128, 256, 512, 1024, 2048], quick).map((n) =>
    point("square gemm", "n", n, {
      task: "gemm",
      spec: { gemm: { m: n, n, k: n } },
      contenders: ["heddle", "numpy"],
      agree: { values: 2e-3 },
      flops: 2 * n ** 3,
      truth: gemmTruth,
    }),
  );
}

/**
 * A classifier on n rows, d columns and k classes, of which one is varied.
 * @param {string} series
 * @param {"n" | "d" | "classes"} axis
 * @param {number[]} values
 * @param {{ n: number, d: number, classes: number }} at
 * @param {string} task
 * @param {object} spec
 * @param {Case["agree"]} agree
 */
function classifierSeries(series, axis, values, at, task, spec, agree) {
  return values.map((x) => {
    const { n, d, classes } = Object.assign({}, at, { [axis]: x });
    const part = { cols: d, classes };
    const sets = { train: { ...train(n), ...part }, test: { ...validation(QUERIES), ...part } };
    return point(series, axis, x, { task, spec: { ...sets, ...spec }, agree });
  });
}

/** @param {import("../types.d.ts").Options} options */
export function cases({ quick }) {
  const n = points([1000, 2000, 4000, 8000], quick);
  const d = points([98, 196, 392, 784], quick);
  const classes = points([2, 4, 6, 8], quick);
  const at = { n: quick ? 1000 : 4000, d: 784, classes: 10 };
  const knn = { phase: "predict", k: 5 };
  const svm = { phase: "fit", kernel: "rbf", C: 1 };
  const fit = { phase: "fit" };
  const logreg = { ...fit, weights: true, C: 0.1, maxIter: 1000 };
  const neighbours = points([1, 5, 20, 50], quick).map((k) =>
    point("knn", "k", k, {
      task: "knn",
      spec: { phase: "predict", k, train: train(at.n), test: validation(QUERIES) },
      agree: { labels: 0.98 },
    }),
  );
  return [
    ...gemmSeries(quick),
    ...classifierSeries("knn", "n", n, at, "knn", knn, { labels: 0.98 }),
    ...classifierSeries("knn", "d", d, at, "knn", knn, { labels: 0.98 }),
    ...neighbours,
    ...classifierSeries("svm rbf fit", "n", n, at, "svm", svm, { labels: 0.98 }),
    ...classifierSeries("svm rbf fit", "classes", classes, at, "svm", svm, { labels: 0.98 }),
    ...classifierSeries("tree fit", "n", n, at, "tree", fit, { score: 0.06 }),
    ...classifierSeries("tree fit", "d", d, at, "tree", fit, { score: 0.06 }),
    ...classifierSeries("logreg fit", "n", n, at, "logreg", logreg, { objective: 1e-3 }),
    ...classifierSeries("logreg fit", "classes", classes.slice(1), at, "logreg", logreg, { objective: 1e-3 }),
  ];
}
