// @ts-check
/** Multinomial logistic regression with an L2 penalty, to the optimum. */
import { test, thousands, train, validation } from "./sets.mjs";

const PEERS = ["heddle", "scikit-learn", "liblinear"];
/** No contender is timed that ends further above the reference's objective than this share. */
const OBJECTIVE = 1e-4;

/**
 * @param {number} rows
 * @param {number} C
 * @param {ReturnType<typeof test>} judged
 * @param {string[]} contenders
 * @returns {import("../types.d.ts").Case}
 */
function regression(rows, C, judged, contenders) {
  return {
    group: "logreg",
    name: `fit, ${thousands(rows)} images, C = ${C}`,
    task: "logreg",
    spec: { phase: "fit", weights: true, train: train(rows), test: judged, C, maxIter: 1000 },
    contenders,
    agree: { objective: OBJECTIVE, score: 0.01 },
  };
}

/**
 * Every C in every fold, as the study's second step does it. scikit-learn, which takes 80 s for one such fit, would take an hour.
 * @param {number} rows
 * @param {number[]} values of C
 * @param {number} folds
 * @returns {import("../types.d.ts").Case}
 */
function sweep(rows, values, folds) {
  return {
    group: "logreg",
    name: `${values.length} values of C in ${folds} folds, ${thousands(rows)} images (Heddle alone)`,
    task: "c-sweep",
    spec: { train: train(rows), values, folds, maxIter: 5000 },
    contenders: ["heddle"],
    mostThreads: true,
    // Plain and turbo give the same bits.
    agree: { values: 0, score: 0 },
  };
}

/** @param {import("../types.d.ts").Options} options */
export function cases({ quick, full }) {
  const small = regression(300, 1, validation(1000), [...PEERS, "ml-logistic-regression"]);
  if (quick) return [small, sweep(300, [0.01, 1], 2)];
  const usual = [small, regression(10_000, 1, validation(10_000), PEERS)];
  const values = [0.001, 0.01, 0.1, 1, 10, 100, 1000];
  const large = { ...regression(60_000, 0.1, test(10_000), PEERS), mostThreads: true };
  return full ? [...usual, large, sweep(60_000, values, 5)] : usual;
}
