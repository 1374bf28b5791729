/** Lengths near 2³¹, 2³² and 2⁵³: refused with a FormatError, before anything of that size is made. */
import { describe, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import { FormatError, HeddleError } from "../../src/core/errors.js";
import { parseIdx } from "../../src/data/idx.js";
import { formatNpy, parseNpy } from "../../src/data/npy.js";
import { parseNpz } from "../../src/data/npz.js";
import { DummyClassifier, loadModel, saveModel } from "../../src/index.js";
import { decodeArchive, encodeArchive } from "../../src/persist/safetensors.js";
import { PLACES, withCentralEntry } from "../support/zip.js";

const SIZES = [2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, 2 ** 63];

const text = new TextEncoder();

function npy(shape: string): Uint8Array {
  const bytes = formatNpy(new Float32Array(3));
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(bytes[8] - 1);
  bytes.set(text.encode(header), 10);
  return bytes;
}

function archive(entry: object, metadata: object = {}): Uint8Array {
  const header = text.encode(JSON.stringify({ __metadata__: metadata, x: entry }));
  const bytes = new Uint8Array(8 + header.length + 4);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return bytes;
}

describe.each(SIZES)("%d", (size) => {
  test("as a size of an IDX array", () => {
    const bytes = new Uint8Array(20);
    const view = new DataView(bytes.buffer);
    bytes.set([0, 0, 8, 3]);
    for (const [axis, one] of [size, size, 1].entries()) view.setUint32(4 + 4 * axis, Math.min(one, 2 ** 32 - 1));
    expect(() => parseIdx(bytes)).toThrow(FormatError);
  });

  test("as a size of an NPY array, also beside a 0 or a size that overflows with it", () => {
    const digits = BigInt(size).toString();
    for (const shape of [`(${digits},)`, `(${digits}, ${digits})`, `(3, ${digits})`]) {
      expect(() => parseNpy(npy(shape))).toThrow(FormatError);
    }
    expect(() => parseNpy(npy(`(0, ${digits})`))).toThrow(FormatError);
  });

  test("as a size in a ZIP archive", async () => {
    const good = zipSync({ "a.npy": formatNpy([1]) });
    for (const place of [PLACES.size, PLACES.originalSize, PLACES.offset]) {
      const bad = withCentralEntry(good, (view, at) => view.setUint32(at + place, Math.min(size, 2 ** 32 - 1), true));
      await expect(parseNpz(bad)).rejects.toThrow(FormatError);
    }
  });

  test("as the length of a model file's header, a size of a tensor or its place", () => {
    const header = new Uint8Array(64);
    new DataView(header.buffer).setBigUint64(0, BigInt(size), true);
    expect(() => decodeArchive(header)).toThrow(FormatError);
    for (const entry of [
      { dtype: "F32", shape: [size], data_offsets: [0, 4] },
      { dtype: "F32", shape: [1, size], data_offsets: [0, 4] },
      { dtype: "F32", shape: [1], data_offsets: [0, size] },
      { dtype: "F32", shape: [1], data_offsets: [size, size + 4] },
      { dtype: "F32", shape: [size, 0], data_offsets: [0, size] },
    ])
      expect(() => decodeArchive(archive(entry))).toThrow(FormatError);
  });

  test("as a number of features or classes in a model file", async () => {
    const model = await new DummyClassifier().fit([[1], [2]], [0, 1]);
    const { metadata, tensors } = decodeArchive(saveModel(model));
    const described = JSON.parse(metadata.model);
    const withFeatures = (count: number) => {
      const state = { ...described.state, nFeaturesIn_: count };
      return encodeArchive({ metadata: { ...metadata, model: JSON.stringify({ ...described, state }) }, tensors });
    };
    if (size > 2 ** 31 - 1) expect(() => loadModel(withFeatures(size))).toThrow(/nFeaturesIn_ must be an integer/);
    // It looks at no column, so it may have any number of them; rows of so many cannot be given.
    else await expect(loadModel(withFeatures(size)).predict([[1]])).rejects.toThrow(HeddleError);
  });
});
