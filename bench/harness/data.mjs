// @ts-check
/**
 * The data of the cases as raw little-endian files, which every contender reads for itself: real Fashion-MNIST bytes, seeded
 * matrices, seeded networks and their ONNX form. Made on first need, kept in bench/.data.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gemmModel, mlpModel } from "./onnx.mjs";
import { permutation, uniform } from "./random.mjs";

const DIR = fileURLToPath(new URL("../.data/", import.meta.url));
const COLUMNS = 784;
const COLUMN_SEED = 7;

/** @typedef {{ set: "train" | "test", from: number, rows: number, cols?: number, classes?: number }} Subset */

/**
 * The spec with its descriptions of data turned into files: `train`, `test` and `calibration` into images and labels, `gemm` into two operands,
 * `network` into weights.
 * @param {Record<string, unknown>} spec
 */
export async function resolveSpec(spec) {
  const { train, test, calibration, gemm, network } = /** @type {any} */ (spec);
  return {
    ...spec,
    ...(train && { train: await subsetFiles(train) }),
    ...(test && { test: await subsetFiles(test) }),
    ...(calibration && { calibration: await subsetFiles(calibration) }),
    ...(gemm && { gemm: gemmFiles(gemm) }),
    ...(network && { network: networkFiles(network) }),
  };
}

/** @param {string} path */
export const readBytes = (path) => new Uint8Array(readFileSync(path));

/** @param {string} path */
export function readFloats(path) {
  const bytes = readBytes(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

/**
 * Writes `name` unless it is there, whole or not at all.
 * @param {string} name
 * @param {() => Uint8Array | Float32Array} make
 */
function ensure(name, make) {
  const path = join(DIR, name);
  if (existsSync(path)) return path;
  mkdirSync(DIR, { recursive: true });
  const data = make();
  writeFileSync(`${path}.part`, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  renameSync(`${path}.part`, path);
  return path;
}

/** @type {Promise<any> | undefined} */
let images;

function fashionMnist() {
  images ??= import("../../dist/data/index.js").then(({ loadFashionMnist }) => loadFashionMnist());
  return images;
}

/**
 * Rows `from` … of a set; only those of the first `classes` classes; only `cols` columns, the same at every call, of a seeded order.
 * @param {Subset} subset
 */
async function subsetFiles({ set, from, rows, cols = COLUMNS, classes = 10 }) {
  const name = `${set}-${from}-${rows}-${cols}-${classes}`;
  const paths = { x: join(DIR, `${name}-x.u8`), y: join(DIR, `${name}-y.u8`) };
  if (!existsSync(paths.x) || !existsSync(paths.y)) {
    const { X, y } = (await fashionMnist())[set];
    /** @type {number[]} */
    const wanted = [];
    for (let i = from; i < y.length && wanted.length < rows; i++) if (y[i] < classes) wanted.push(i);
    if (wanted.length < rows) throw new Error(`${name}: the set has only ${wanted.length} such rows`);
    const order = cols === COLUMNS ? undefined : permutation(COLUMNS, COLUMN_SEED).slice(0, cols);
    ensure(`${name}-x.u8`, () => takeBytes(X.data, wanted, order));
    ensure(`${name}-y.u8`, () => Uint8Array.from(wanted, (i) => y[i]));
  }
  return { ...paths, rows, cols };
}

/**
 * @param {Uint8Array} data
 * @param {number[]} rows
 * @param {number[] | undefined} columns
 */
function takeBytes(data, rows, columns) {
  const cols = columns?.length ?? COLUMNS;
  const out = new Uint8Array(rows.length * cols);
  rows.forEach((row, i) => {
    const source = data.subarray(row * COLUMNS, (row + 1) * COLUMNS);
    if (columns) for (let j = 0; j < cols; j++) out[i * cols + j] = source[columns[j]];
    else out.set(source, i * cols);
  });
  return out;
}

/** @param {{ m: number, n: number, k: number }} shape */
function gemmFiles({ m, n, k }) {
  const name = `gemm-${m}-${n}-${k}`;
  return {
    m,
    n,
    k,
    a: ensure(`${name}-a.f32`, () => uniform(m * k, 1)),
    b: ensure(`${name}-b.f32`, () => uniform(k * n, 2)),
    onnx: ensure(`${name}.onnx`, () => gemmModel(m, n, k)),
  };
}

/**
 * Layers of a network, Glorot-uniform, biases too.
 * @param {number[]} units
 */
function layersOf(units) {
  return units.slice(1).map((fanOut, i) => {
    const bound = Math.sqrt(6 / (units[i] + fanOut));
    return { W: uniform(units[i] * fanOut, 10 + 2 * i, bound), b: uniform(fanOut, 11 + 2 * i, bound) };
  });
}

/**
 * One file of W (fan in × fan out) and b, layer by layer.
 * @param {number[]} units
 */
function networkFiles(units) {
  const name = `mlp-${units.join("-")}`;
  const weights = ensure(`${name}.f32`, () => {
    const parts = layersOf(units).flatMap(({ W, b }) => [W, b]);
    const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  });
  return { units, weights, onnx: ensure(`${name}.onnx`, () => mlpModel(units, layersOf(units))) };
}
