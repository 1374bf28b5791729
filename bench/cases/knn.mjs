// @ts-check
/** The five nearest neighbours of every query, by exact search. */
import { test, thousands, train, validation } from "./sets.mjs";

const PEERS = ["heddle", "scikit-learn", "faiss"];

/**
 * @param {number} rows
 * @param {ReturnType<typeof test>} queries
 * @param {string[]} contenders
 * @returns {import("../types.d.ts").Case}
 */
function search(rows, queries, contenders) {
  return {
    group: "knn",
    name: `${thousands(rows)} images, ${thousands(queries.rows)} queries`,
    task: "knn",
    spec: { phase: "predict", train: train(rows), test: queries, k: 5 },
    contenders,
    // Equal distances and votes may be decided otherwise.
    agree: { labels: 0.995, score: 0.01 },
  };
}

/** @param {import("../types.d.ts").Options} options */
export function cases({ quick }) {
  const small = search(quick ? 500 : 1000, validation(200), [...PEERS, "ml-knn"]);
  if (quick) return [small];
  return [small, search(10_000, validation(10_000), PEERS), search(60_000, test(10_000), PEERS)];
}
