// @ts-check
/**
 * Columns as a library for Arrow or Parquet may hand them over: of any number, length and kind, from what a file made of it. The libraries
 * themselves are not ours to test, and end in loops of their own on damaged files.
 */

import { FormatError } from "../../../dist/core/errors.js";
import { readColumns } from "../../../dist/data/columns.js";
import { damagedJson } from "../mutate-json.mjs";

/** @param {unknown} table */
const written = (table) => new TextEncoder().encode(JSON.stringify(table));

const corpus = [
  written({
    names: ["a", "b", "label"],
    parts: {
      a: [
        [1.5, 2],
        [-3, 4],
      ],
      b: [{ bytes: [1, 2, 3, 4] }],
      label: [
        ["x", "y"],
        ["x", "y"],
      ],
    },
  }),
  written({
    names: ["a", "label"],
    parts: { a: [[true, false]], label: [[{ big: "5" }, { big: "9007199254740993" }]] },
  }),
];

/** Bytes and big integers have no JSON of their own. @param {string} _key @param {any} value */
function revived(_key, value) {
  if (Array.isArray(value?.bytes)) return Uint8Array.from(value.bytes);
  return typeof value?.big === "string" && /^-?\d{1,400}$/.test(value.big) ? BigInt(value.big) : value;
}

/** @param {Uint8Array} bytes */
function tableOf(bytes) {
  try {
    const { names, parts } = JSON.parse(new TextDecoder().decode(bytes), revived);
    const strings = Array.from(names, String);
    return {
      names: strings,
      parts: new Map(
        strings.map((name) => [
          name,
          Array.from(parts[name], (part) => (Array.isArray(part) || ArrayBuffer.isView(part) ? part : [part])),
        ]),
      ),
    };
  } catch (cause) {
    throw new FormatError("no table", { cause });
  }
}

/** @type {import("./reader.mjs").Reader} */
export const tablesReader = {
  name: "tables",
  corpus,
  reshaped: (random, bytes) => new TextEncoder().encode(damagedJson(random, new TextDecoder().decode(bytes))),
  async read(bytes) {
    const { names, parts } = tableOf(bytes);
    const read = async (/** @type {string} */ name) => /** @type {ArrayLike<unknown>[]} */ (parts.get(name));
    await readColumns({ names, read }, { label: "label" }, "fuzz");
  },
};
