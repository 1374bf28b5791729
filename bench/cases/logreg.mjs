// @ts-check
/** Multinomial logistic regression with an L2 penalty, to the optimum. */
import { test, thousands, train, validation } from "./sets.mjs";

const PEERS = ["heddle", "scikit-learn", "liblinear"];
/** No contender is timed that ends further above the reference's objective than this share. */
const OBJECTIVE = 1e-3;

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

/** @param {import("../types.d.ts").Options} options */
export function cases({ quick, full }) {
  const small = regression(300, 1, validation(1000), [...PEERS, "ml-logistic-regression"]);
  if (quick) return [small];
  const usual = [small, regression(10_000, 1, validation(10_000), PEERS)];
  return full ? [...usual, regression(60_000, 0.1, test(10_000), PEERS)] : usual;
}
