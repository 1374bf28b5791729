// @ts-check
/** What a contender in JavaScript reads: bytes, floats, or the arrays of arrays that plain libraries want. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** @param {string} path */
export function bytes(path) {
  return new Uint8Array(readFileSync(path));
}

/** @param {string} path */
export function floats(path) {
  const data = readFileSync(path);
  return new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
}

/**
 * Pixels as f32 in 0 … 1.
 * @param {{ x: string }} set
 */
export function pixels({ x }) {
  return Float32Array.from(bytes(x), (byte) => byte / 255);
}

/**
 * The same as one array a row.
 * @param {{ x: string, rows: number, cols: number }} set
 */
export function pixelRows({ x, rows, cols }) {
  const data = bytes(x);
  return Array.from({ length: rows }, (_, i) =>
    Array.from(data.subarray(i * cols, (i + 1) * cols), (byte) => byte / 255),
  );
}

/** @param {{ y: string }} set */
export function labels({ y }) {
  return Array.from(bytes(y));
}

/**
 * @param {{ y: string }} set
 * @param {number} classes
 */
export function oneHot({ y }, classes) {
  const codes = bytes(y);
  const out = new Float32Array(codes.length * classes);
  codes.forEach((code, i) => {
    out[i * classes + code] = 1;
  });
  return out;
}

/**
 * Layers of a network file.
 * @param {{ units: number[], weights: string }} network
 */
export function layers({ units, weights }) {
  const all = floats(weights);
  let at = 0;
  const take = (/** @type {number} */ count) => {
    at += count;
    return all.slice(at - count, at);
  };
  return units.slice(1).map((fanOut, i) => ({ fanIn: units[i], fanOut, W: take(units[i] * fanOut), b: take(fanOut) }));
}

/**
 * Share of equal entries.
 * @param {ArrayLike<number>} predicted
 * @param {ArrayLike<number>} truth
 */
export function accuracy(predicted, truth) {
  let hits = 0;
  for (let i = 0; i < predicted.length; i++) if (predicted[i] === truth[i]) hits++;
  return hits / predicted.length;
}

/**
 * Largest of each row; ties to the lower index.
 * @param {ArrayLike<number>} scores
 * @param {number} cols
 */
export function argmaxRows(scores, cols) {
  return Array.from({ length: scores.length / cols }, (_, i) => {
    let best = 0;
    for (let j = 1; j < cols; j++) if (scores[i * cols + j] > scores[i * cols + best]) best = j;
    return best;
  });
}

/** Rows whose probabilities are compared. */
const SHOWN_ROWS = 32;

/**
 * The answer of a task that gives probabilities.
 * @param {ArrayLike<number>} proba
 * @param {number} cols
 * @param {{ y: string }} test
 */
export function probabilityAnswer(proba, cols, test) {
  const predicted = argmaxRows(proba, cols);
  const values = Array.from({ length: Math.min(SHOWN_ROWS * cols, proba.length) }, (_, i) => proba[i]);
  return { values, labels: predicted, score: accuracy(predicted, bytes(test.y)) };
}

/**
 * The answer of a classifier.
 * @param {ArrayLike<number>} predicted
 * @param {{ y: string }} test
 */
export function labelAnswer(predicted, test) {
  return { labels: Array.from(predicted), score: accuracy(predicted, bytes(test.y)) };
}

/** A CommonJS package of bench/node_modules, and its version. */
export const load = createRequire(import.meta.url);

/**
 * Some packages do not export their package.json, so it is read from the folder.
 * @param {string} name
 */
export function versionOf(name) {
  const path = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(path, "utf8")).version;
}
