// @ts-check
/** IDX files, plain and gzip-compressed. */
import { gzipSync } from "node:zlib";
import { parseIdx } from "../../../dist/data/idx.js";
import { decodeIdx } from "../../../dist/data/idx-file.js";
import { damaged, hostileSize, joined, pick, randomBytes } from "../mutate.mjs";

/** @typedef {import("../../../dist/core/random.js").Random} Random */

/** @param {readonly number[]} shape @param {Uint8Array} values */
function idx(shape, values, type = 8) {
  const header = new Uint8Array(4 + 4 * shape.length);
  const view = new DataView(header.buffer);
  header[2] = type;
  header[3] = shape.length;
  shape.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  return joined(header, values);
}

const plain = [
  idx([5], Uint8Array.of(0, 1, 2, 1, 0)),
  idx(
    [3, 4, 4],
    Uint8Array.from({ length: 48 }, (_, i) => 5 * i),
  ),
  idx([2, 70], new Uint8Array(140)),
  idx([0, 28, 28], new Uint8Array(0)),
];
const packed = plain.map((bytes) => new Uint8Array(gzipSync(bytes)));

/** @param {Random} random */
function fresh(random) {
  const shape = Array.from({ length: random.below(5) }, () => Number(hostileSize(random)) >>> 0);
  return idx(shape, randomBytes(random, random.below(64)), pick(random, [8, 8, 8, 9, 13, 0]));
}

/** @type {import("./reader.mjs").Reader} */
export const idxReader = {
  name: "idx",
  corpus: plain,
  fresh,
  read(bytes) {
    const { shape, data } = parseIdx(bytes);
    if (shape.reduce((product, size) => product * size, 1) !== data.length)
      throw new Error(`${shape} for ${data.length}`);
  },
};

/** Damage inside a whole wrapping, so that it gets past the checksum. */
const rewrapped = (/** @type {Uint8Array} */ bytes) => new Uint8Array(gzipSync(bytes, { level: 1 }));

/** @type {import("./reader.mjs").Reader} */
export const gzipReader = {
  name: "gzip",
  corpus: packed,
  reshaped: (random) => rewrapped(damaged(random, pick(random, plain), plain)),
  fresh: (random) => rewrapped(random.below(2) ? fresh(random) : new Uint8Array(random.below(1 << 16))),
  async read(bytes) {
    await decodeIdx(bytes, "fuzz");
  },
};
