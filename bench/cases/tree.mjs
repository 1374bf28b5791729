// @ts-check
/** Fitting one decision tree to the end. */
import { test, thousands, train, validation } from "./sets.mjs";

/**
 * @param {number} rows
 * @param {ReturnType<typeof test>} judged
 * @param {string[]} contenders
 * @returns {import("../types.d.ts").Case}
 */
function growth(rows, judged, contenders) {
  return {
    group: "tree",
    name: `fit, ${thousands(rows)} images`,
    task: "tree",
    spec: { phase: "fit", train: train(rows), test: judged },
    contenders,
    // Equally good splits are taken at random, so trees differ; their scores hardly do.
    agree: { score: 0.03 },
  };
}

/** @param {import("../types.d.ts").Options} options */
export function cases({ quick }) {
  const small = growth(quick ? 100 : 200, validation(2000), ["heddle", "scikit-learn", "ml-cart"]);
  if (quick) return [small];
  const pair = ["heddle", "scikit-learn"];
  return [small, growth(10_000, validation(10_000), pair), growth(60_000, test(10_000), pair)];
}
