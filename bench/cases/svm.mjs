// @ts-check
/** Support vector machines, one against one, to libsvm's tolerance of 0.001. */
import { test, thousands, train, validation } from "./sets.mjs";

const PEERS = ["heddle", "scikit-learn", "libsvm"];
/** One against the rest: only beside fits of a linear kernel. */
const LINEAR_FIT = "liblinear";
const LABELS = { linear: 0.99, rbf: 0.99 };

/**
 * @param {"fit" | "predict"} phase
 * @param {"linear" | "rbf"} kernel
 * @param {number} C
 * @param {number} rows
 * @param {ReturnType<typeof test>} judged
 * @param {string[]} contenders
 * @returns {import("../types.d.ts").Case}
 */
function machine(phase, kernel, C, rows, judged, contenders) {
  const what =
    phase === "fit" ? `${thousands(rows)} images` : `${thousands(judged.rows)} queries (${thousands(rows)} fitted)`;
  return {
    group: "svm",
    name: `${kernel}${C === 1 ? "" : `, C = ${C}`}, ${phase}, ${what}`,
    task: "svm",
    // What `fit` has fitted, `predict` reads.
    spec: { phase, kernel, C, keep: true, train: train(rows), test: judged },
    contenders: phase === "fit" && kernel === "linear" ? [...contenders, LINEAR_FIT] : contenders,
    agree: { labels: LABELS[kernel], score: 0.005 },
  };
}

/**
 * @param {number} C of the rbf kernel
 * @param {number} rows
 * @param {ReturnType<typeof test>} judged
 * @param {string[]} contenders
 */
function both(C, rows, judged, contenders) {
  return /** @type {const} */ ([
    ["fit", "linear", 1],
    ["predict", "linear", 1],
    ["fit", "rbf", C],
    ["predict", "rbf", C],
  ]).map(([phase, kernel, strength]) => machine(phase, kernel, strength, rows, judged, contenders));
}

/** @param {import("../types.d.ts").Options} options */
export function cases({ quick, full }) {
  const small = both(1, quick ? 300 : 1000, validation(quick ? 300 : 1000), [...PEERS, "libsvm-js"]);
  if (quick) return small;
  const usual = [...small, ...both(1, 10_000, validation(10_000), PEERS)];
  // Native libsvm, whose code is scikit-learn's too, would take ten minutes a fit there.
  const large = () => both(10, 60_000, test(10_000), ["heddle", "scikit-learn"]);
  return full ? [...usual, ...large().map((item) => ({ ...item, mostThreads: true, turboOnly: true }))] : usual;
}
