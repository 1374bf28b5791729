// @ts-check
/** Models that scikit-learn fitted and python/heddle_export.py wrote: every runtime gives the predictions that scikit-learn gave. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { inflateSync } from "node:zlib";

/** Of probabilities, and of decisions relative to the largest: float32 weights, rows and support vectors in place of float64. */
const TOLERANCE = 1e-5;
const FIXTURES = fileURLToPath(new URL("../../fixtures/sklearn", import.meta.url));

/**
 * @typedef {object} Case
 * @property {string} data
 * @property {"raw" | "scaled"} features
 * @property {(string | number)[]} predictions scikit-learn's, of all test rows
 * @property {"predictProba" | "decisionFunction"} method
 * @property {number[] | number[][]} scores scikit-learn's, of the first test rows
 */

const readJson = (/** @type {string} */ name) => JSON.parse(readFileSync(join(FIXTURES, name), "utf8"));

/** @type {[string, Case][]} */
const cases = Object.entries(readJson("export/cases.json"));

/** Puts the model files, and the rows to ask them for, beside the others. @param {import("../install.mjs").Project} project */
export function askLikeScikitLearn({ models }) {
  mkdirSync(models, { recursive: true });
  const questions = cases.map(([name, { data, features, method, scores }]) => {
    copyFileSync(join(FIXTURES, `export/${name}.safetensors`), join(models, `sklearn-${name}.safetensors`));
    return [name, { ...testRows(data, features), method, scored: scores.length }];
  });
  writeFileSync(join(models, "sklearn.json"), JSON.stringify(Object.fromEntries(questions)));
}

/** @param {string} data @param {Case["features"]} features */
function testRows(data, features) {
  const { X, cols, scale, test } = readJson(`data-${data}.json`);
  const bytes = typeof X === "string";
  const pixels = bytes ? inflateSync(Buffer.from(X, "base64")) : undefined;
  const row = (/** @type {number} */ i) => (pixels ? Array.from(pixels.subarray(i * cols, (i + 1) * cols)) : X[i]);
  const rows = test.map(row);
  if (features === "raw") return { bytes, rows };
  return { bytes: false, rows: rows.map((/** @type {number[]} */ values) => values.map((value) => value / scale)) };
}

/** @param {Record<string, {predictions: unknown, scores: number[]}>} answers of project/sklearn.mjs */
export function expectScikitLearn(answers) {
  for (const [name, { predictions, method, scores }] of cases) {
    const { [name]: answer } = answers;
    if (!isDeepStrictEqual(answer.predictions, predictions))
      throw new Error(`${name} predicts\n${answer.predictions}\nscikit-learn\n${predictions}`);
    const expected = scores.flat();
    const largest = Math.max(1, ...expected.map(Math.abs));
    const error = Math.max(...expected.map((value, i) => Math.abs(value - answer.scores[i]) / largest));
    if (answer.scores.length !== expected.length || !(error < TOLERANCE))
      throw new Error(`${name}.${method}: ${answer.scores.length} scores, off by up to ${error}`);
  }
}
