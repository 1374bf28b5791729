// @ts-check
/** SGDClassifier with its defaults: a linear SVM, one sample a step, until the loss stops falling. */
import { thousands, train, validation } from "./sets.mjs";

/**
 * @param {import("../types.d.ts").Options} options
 * @returns {import("../types.d.ts").Case[]}
 */
export function cases({ quick }) {
  return (quick ? [500] : [1000, 10_000]).map((rows) => ({
    group: "sgd",
    name: `fit, ${thousands(rows)} images`,
    task: "sgd",
    spec: { phase: "fit", train: train(rows), test: validation(2000) },
    contenders: ["heddle", "scikit-learn"],
    // Orders of the samples differ, and these defaults do not converge on pixels: scores scatter by some hundredths.
    agree: { score: 0.05 },
  }));
}
