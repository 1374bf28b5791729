// @ts-check
/** How much memory Heddle's process may take at most, as plain data: peak resident size, Node and the data included. */

/** @typedef {import("../types.d.ts").MemoryLimit} MemoryLimit */

const GB = 1e9;
const FLOAT = 4;
const COLUMNS = 784;

/**
 * Any other fit: three times the data as floats, and the model.
 * @param {string} group
 * @param {string} name
 * @param {number} rows
 * @param {number} [model] floats
 * @returns {MemoryLimit}
 */
const fit = (group, name, rows, model = 0) => ({
  group,
  case: name,
  bytes: FLOAT * (3 * rows * COLUMNS + model),
  rule: "3 × the data as floats + model",
});

/**
 * The row cache of a support vector machine is bounded.
 * @param {string} name
 * @returns {MemoryLimit}
 */
const svc = (name) => ({ group: "svm", case: name, bytes: 2.5 * GB, rule: "2.5 GB" });

const LINEAR_MODEL = 10 * (COLUMNS + 1);

/** @type {readonly MemoryLimit[]} */
export const LIMITS = [
  { group: "knn", case: "60,000 images, 10,000 queries", bytes: 0.4 * GB, rule: "0.4 GB" },
  svc("linear, fit, 60,000 images"),
  svc("linear, predict, 10,000 queries (60,000 fitted)"),
  svc("rbf, C = 10, fit, 60,000 images"),
  svc("rbf, C = 10, predict, 10,000 queries (60,000 fitted)"),
  fit("mlp-train", "784-512-512-10, 10,000 images, 1 epoch", 10_000, 785 * 512 + 513 * 512 + 513 * 10),
  fit("mlp-train", "784-100-10, Adam, 10,000 images, 20 epochs", 10_000, 785 * 100 + 101 * 10),
  fit("tree", "fit, 10,000 images", 10_000),
  fit("tree", "fit, 60,000 images", 60_000),
  fit("logreg", "fit, 10,000 images, C = 1", 10_000, LINEAR_MODEL),
  fit("logreg", "fit, 60,000 images, C = 0.1", 60_000, LINEAR_MODEL),
  fit("sgd", "fit, 10,000 images", 10_000, LINEAR_MODEL),
];
