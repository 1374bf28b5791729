// @ts-check
/** NPY and NPZ files. */
import { readdirSync, readFileSync } from "node:fs";
import { zipSync } from "fflate";
import { isMatrix, toMatrix } from "../../../dist/data/nd-array.js";
import { formatNpy, parseNpy } from "../../../dist/data/npy.js";
import { parseNpz } from "../../../dist/data/npz.js";
import { damaged, hostileSize, joined, pick, randomBytes } from "../mutate.mjs";

/** @typedef {import("../../../dist/core/random.js").Random} Random */

const FOLDER = new URL("../../fixtures/numpy/", import.meta.url);
const fixtures = (/** @type {string} */ end) =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith(end))
    .sort()
    .map((name) => new Uint8Array(readFileSync(new URL(name, FOLDER))));

const arrays = fixtures(".npy");

/** @param {string} header @param {Uint8Array} body @param {number} [length] what the header is said to have */
function npy(header, body, version = 1, length = header.length) {
  const size = new Uint8Array(version === 1 ? 2 : 4);
  const view = new DataView(size.buffer);
  if (version === 1) view.setUint16(0, length, true);
  else view.setUint32(0, length, true);
  return joined(
    Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0),
    size,
    new TextEncoder().encode(header),
    body,
  );
}

const TYPES = [
  "<f4",
  "<f8",
  "|u1",
  "|b1",
  "<i8",
  "<i2",
  ">f4",
  "|O",
  "<U9",
  "<f16",
  "constructor",
  "__proto__",
  "f4",
  "<c8",
];

/** @param {Random} random */
function freshNpy(random) {
  const sizes = Array.from({ length: random.below(random.below(20) ? 4 : 100) }, () =>
    random.below(3) ? String(random.below(5)) : hostileSize(random),
  );
  const shape = random.below(8)
    ? `(${sizes.join(", ")}${sizes.length === 1 ? "," : ""})`
    : `(${" ".repeat(random.below(60_000))}`;
  const dict = `{'descr': '${pick(random, TYPES)}', 'fortran_order': ${pick(random, ["True", "False", "0"])}, 'shape': ${shape}, }`;
  const length = random.below(4) ? dict.length : Number(hostileSize(random)) >>> 0;
  return npy(dict, randomBytes(random, random.below(80)), 1 + random.below(4), length);
}

/** @type {import("./reader.mjs").Reader} */
export const npyReader = {
  name: "npy",
  corpus: arrays,
  fresh: freshNpy,
  read(bytes) {
    const array = parseNpy(bytes);
    if (array.shape.reduce((product, size) => product * size, 1) !== array.data.length)
      throw new Error(`${array.shape} for ${array.data.length}`);
    if (isMatrix(array) || array.shape.length === 2) toMatrix(array);
  },
};

const small = Object.fromEntries(
  [formatNpy([1, 2]), formatNpy(new Float32Array(6)), formatNpy(new Uint8Array(3000))].map((bytes, i) => [
    `a${i}.npy`,
    bytes,
  ]),
);
const archives = [...fixtures(".npz"), zipSync(small, { level: 0 }), zipSync(small, { level: 9 })];
const NAMES = [
  "../../../tmp/x.npy",
  "/etc/passwd.npy",
  "C:\\x.npy",
  "__proto__.npy",
  "constructor.npy",
  ".npy",
  "a\u0000.npy",
  "x.sh",
];

/** Fields of an entry of the central directory, by place and size. */
const FIELDS = [
  [8, 2],
  [10, 2],
  [20, 4],
  [24, 4],
  [28, 2],
  [30, 2],
  [32, 2],
  [42, 4],
];

/** @param {Random} random @param {Uint8Array} bytes */
function reshapedNpz(random, bytes) {
  const changed = bytes.slice();
  const view = new DataView(changed.buffer);
  const entries = [];
  for (let at = 0; at + 46 < changed.length; at++) if (view.getUint32(at, true) === 0x02014b50) entries.push(at);
  for (let left = 1 + random.below(3); left > 0 && entries.length > 0; left--) {
    const [place, size] = pick(random, FIELDS);
    const value = Number(hostileSize(random)) >>> 0;
    if (size === 2) view.setUint16(pick(random, entries) + place, value, true);
    else view.setUint32(pick(random, entries) + place, random.below(3) ? value : random.below(changed.length), true);
  }
  return changed;
}

/** @param {Random} random */
function freshNpz(random) {
  const count = random.below(random.below(100) ? 4 : 2000);
  const files = Array.from({ length: count }, (_, i) => [
    random.below(3) ? `a${i}.npy` : pick(random, NAMES),
    random.below(2) ? damaged(random, pick(random, arrays), arrays) : freshNpy(random),
  ]);
  return zipSync(Object.fromEntries(files), { level: random.below(2) ? 0 : 6 });
}

/** @type {import("./reader.mjs").Reader} */
export const npzReader = {
  name: "npz",
  corpus: archives,
  reshaped: reshapedNpz,
  fresh: freshNpz,
  async read(bytes) {
    await parseNpz(bytes, { maxBytes: 1 << 24 });
  },
};
