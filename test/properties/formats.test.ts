/** What is written comes back: every format, whatever it holds. */
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, jest } from "@jest/globals";
import fc from "fast-check";
import { matrix } from "../../src/core/matrix.js";
import { loadCsv } from "../../src/data/csv.js";
import { saveCsv } from "../../src/data/csv-write.js";
import { gunzip } from "../../src/data/gunzip.js";
import { parseIdx } from "../../src/data/idx.js";
import { decodeIdx } from "../../src/data/idx-file.js";
import type { NdData } from "../../src/data/nd-array.js";
import { formatNpy, parseNpy } from "../../src/data/npy.js";
import { formatNpz, parseNpz } from "../../src/data/npz.js";
import { close, loadModel, saveModel } from "../../src/index.js";
import { classifierNames, createClassifier } from "../../src/models/registry.js";
import { parseRecord } from "../../src/persist/json.js";
import { fromPlain, toPlain } from "../../src/persist/plain-state.js";
import { decodeArchive, encodeArchive, type StoredTensor, type TensorData } from "../../src/persist/safetensors.js";
import { ExperimentStore } from "../../src/study/store.js";
import { answers, learned, subjects } from "../estimators/table.js";
import { bitsOf, property } from "../support/property.js";
import { withTemporaryFolder } from "../support/temporary.js";

// The quick parameters end some solvers early, and they say so.
beforeAll(() => {
  jest.spyOn(console, "warn").mockImplementation(() => {});
});
afterAll(close);

const exactly = <T>(one: fc.Arbitrary<T>, length: number) => fc.array(one, { minLength: length, maxLength: length });
const product = (sizes: readonly number[]) => sizes.reduce((total, one) => total * one, 1);
const name = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
  .filter((text) => !/[\0]/.test(text) && text !== "__proto__");

/** Any bits, NaN and −0 among them. */
const typed = (length: number): fc.Arbitrary<NdData> =>
  fc.oneof(
    exactly(fc.float(), length).map((list) => Float32Array.from(list)),
    exactly(fc.double(), length).map((list) => Float64Array.from(list)),
    exactly(fc.nat(255), length).map((list) => Uint8Array.from(list)),
    exactly(fc.integer({ min: -128, max: 127 }), length).map((list) => Int8Array.from(list)),
    exactly(fc.integer(), length).map((list) => Int32Array.from(list)),
  );
const ndArray = fc
  .array(fc.nat(4), { maxLength: 4 })
  .chain((shape) => fc.record({ shape: fc.constant(shape), data: typed(product(shape)) }));

describe("data", () => {
  const idx = fc.array(fc.nat(4), { minLength: 1, maxLength: 4 }).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      values: exactly(fc.nat(255), product(shape)).map((list) => Uint8Array.from(list)),
    }),
  );
  const written = (shape: readonly number[], values: Uint8Array) => {
    const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
    const view = new DataView(bytes.buffer);
    bytes.set([0, 0, 8, shape.length]);
    for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size);
    bytes.set(values, 4 + 4 * shape.length);
    return bytes;
  };

  property("IDX files come back, compressed or not", idx, async ({ shape, values }) => {
    const bytes = written(shape, values);
    for (const read of [parseIdx(bytes), await decodeIdx(bytes, "x"), await decodeIdx(gzipSync(bytes), "x")])
      expect([read.shape, [...read.data]]).toEqual([shape, [...values]]);
  });

  property(
    "gzip comes back, in exactly as many bytes as are allowed",
    fc.uint8Array({ maxLength: 5000 }),
    async (bytes) => {
      const packed = gzipSync(bytes);
      expect(Buffer.from(await gunzip(packed, "x", Math.max(1, bytes.length)))).toEqual(Buffer.from(bytes));
      if (bytes.length > 1)
        await expect(gunzip(packed, "x", bytes.length - 1)).rejects.toThrow(/more than the \d+ bytes allowed/);
    },
  );

  property("NPY files come back with their bits", ndArray, (array) => {
    const read = parseNpy(formatNpy(array));
    expect(read.shape).toEqual(array.shape);
    expect(read.data.constructor).toBe(array.data.constructor);
    expect(Buffer.from(read.data.buffer)).toEqual(Buffer.from(array.data.buffer));
  });

  property(
    "NPZ files come back with their names and bits",
    fc.dictionary(name, ndArray, { maxKeys: 4 }),
    async (arrays) => {
      const read = await parseNpz(await formatNpz(arrays));
      expect(Object.keys(read).sort()).toEqual(Object.keys(arrays).sort());
      for (const [key, { shape, data }] of Object.entries(arrays)) {
        expect(read[key].shape).toEqual(shape);
        expect(Buffer.from(read[key].data.buffer)).toEqual(Buffer.from(data.buffer));
      }
    },
  );

  const csvValue = fc.float({ noNaN: true, noDefaultInfinity: true });
  const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }).map((text) => `w${text}w`);
  const table = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }))
    .chain(([rows, cols]) => fc.record({ X: exactly(exactly(csvValue, cols), rows), y: exactly(word, rows) }));
  property("CSV files come back with the bits of their numbers", table, async ({ X, y }) => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, "t.csv");
      await saveCsv(path, matrix(X), { y });
      const read = await loadCsv(path, { label: -1 });
      expect(bitsOf(read.X.data)).toEqual(bitsOf(matrix(X).data));
      expect(read.y).toEqual(y);
    });
  });
});

describe("models", () => {
  const tensor = fc
    .array(fc.nat(3), { maxLength: 3 })
    .chain((shape) =>
      exactly(fc.float({ noNaN: true, noDefaultInfinity: true }), product(shape)).chain((list) =>
        fc
          .constantFrom<TensorData>(Float32Array.from(list), Int32Array.from(list), Uint8Array.from(list))
          .map((data): StoredTensor => ({ shape, data })),
      ),
    );

  property(
    "archives of tensors come back",
    fc.record({
      tensors: fc.dictionary(name, tensor, { maxKeys: 5 }),
      metadata: fc.dictionary(name, fc.string(), { maxKeys: 3 }),
    }),
    ({ tensors, metadata }) => {
      delete tensors.__metadata__;
      const read = decodeArchive(encodeArchive({ metadata, tensors: new Map(Object.entries(tensors)) }));
      expect({ ...read.metadata }).toEqual({ ...metadata });
      expect(Object.fromEntries(read.tensors)).toEqual({ ...tensors });
    },
  );

  const plain = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.double({ noNaN: true }).map((number) => number + 0),
      typed(3).filter((data) => data.every(Number.isFinite)),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(
        name.filter((key) => !key.startsWith("$")),
        tie("value"),
        { maxKeys: 3 },
      ),
    ),
  }));
  property(
    "learned state comes back through JSON and tensors",
    fc.dictionary(
      name.filter((key) => !key.startsWith("$")),
      plain.value,
    ),
    (state) => {
      const tensors = new Map<string, StoredTensor>();
      const text = JSON.stringify(toPlain(state, "", tensors));
      expect(fromPlain(parseRecord(text, "x"), tensors)).toEqual(state);
    },
  );

  const problem = fc.tuple(fc.integer({ min: 6, max: 30 }), fc.integer({ min: 1, max: 5 })).chain(([rows, cols]) =>
    fc.record({
      subject: fc.constantFrom(...subjects),
      X: exactly(exactly(fc.double({ min: -9, max: 9, noNaN: true }).map(Math.fround), cols), rows),
      y: exactly(fc.nat(1), rows).map((codes) => codes.map((code, i) => (i < 2 ? i : code))),
      names: fc.uniqueArray(fc.string({ maxLength: 9 }), { minLength: 2, maxLength: 2 }),
    }),
  );
  property(
    "model files come back with every learned bit and every answer, whatever the classes are called",
    problem,
    async ({ subject, X, y, names }) => {
      const model = await subject.fitted(
        X,
        y.map((code) => names[code]),
      );
      const bytes = saveModel(model);
      const loaded = loadModel(bytes) as typeof model;
      expect(learned(loaded)).toEqual(learned(model));
      expect(saveModel(loaded)).toEqual(bytes);
      expect(await answers(loaded, subject, X)).toEqual(await answers(model, subject, X));
    },
    40,
  );

  property("parameters come back from JSON", fc.constantFrom(...classifierNames), (classifier) => {
    const { make } = subjects.find((subject) => subject.name === classifier)!;
    const text = JSON.stringify(make().getParams());
    const again = createClassifier(classifier).setParams(JSON.parse(text));
    expect(JSON.stringify(again.getParams())).toBe(text);
  });
});

describe("studies", () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  property("results that were stored come back, and what was changed on the disk does not", json, async (result) => {
    await withTemporaryFolder(async (folder) => {
      const store = new ExperimentStore(folder, { seed: 0 });
      const key = { id: "e", settings: { C: 1 } };
      await store.save("svm", key, { result, seconds: 2 });
      expect(JSON.stringify(await store.load(key))).toBe(JSON.stringify({ result, seconds: 2 }));
    });
  });
});
