// @ts-check
/** Fitted models in files beside the data, so that a `predict` case does not fit again what a `fit` case has fitted. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const SHOWN = 16;

/** @param {(string | Uint8Array)[]} parts */
function hash(parts) {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(part).update("\0");
  return sum.digest("hex").slice(0, SHOWN);
}

/** Of everything in dist/: another build may fit another model. */
function buildHash() {
  const files = readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return hash(files.map((file) => readFileSync(file)));
}

/**
 * Where the model of these parameters and this training set lies.
 * @param {string} name of the estimator
 * @param {object} params
 * @param {{ x: string }} train
 */
export function modelFile(name, params, train) {
  const key = hash([name, JSON.stringify(params), basename(train.x)]);
  return join(dirname(train.x), "models", `heddle-${buildHash()}-${key}`);
}

/**
 * Writes a model unless it is there, and forgets those of other builds.
 * @param {string} path of modelFile
 * @param {() => Uint8Array} save
 */
export function keepModel(path, save) {
  if (existsSync(path)) return;
  const dir = dirname(path);
  mkdirSync(dir, { recursive: true });
  const build = basename(path).replace(/-[^-]*$/, "-");
  for (const name of readdirSync(dir))
    if (name.startsWith("heddle-") && !name.startsWith(build)) rmSync(join(dir, name));
  writeFileSync(`${path}.part`, save());
  renameSync(`${path}.part`, path);
}

/**
 * The bytes of a kept model, or undefined.
 * @param {string} path of modelFile
 */
export function keptModel(path) {
  return existsSync(path) ? new Uint8Array(readFileSync(path)) : undefined;
}
