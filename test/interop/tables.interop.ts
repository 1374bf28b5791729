/** Arrow and Parquet files, written by their own libraries, as features and labels. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import * as arrow from "apache-arrow";
import { parquetWriteBuffer } from "hyparquet-writer";
import { DataError, FormatError, ParameterError, ResourceError } from "../../src/core/errors.js";
import type { TableOptions } from "../../src/data/columns.js";
import { DecisionTreeClassifier, loadArrow, loadParquet } from "../../src/index.js";
import { loadDataSet } from "../support/fixtures.js";
import { withTemporaryFolder } from "../support/temporary.js";

type Columns = Readonly<Record<string, readonly unknown[] | ArrayBufferView>>;

function arrowFile(columns: Columns, kind: "file" | "stream" = "file"): Uint8Array {
  const vectors = Object.entries(columns).map(([name, values]) => [name, arrow.vectorFromArray(values)]);
  return arrow.tableToIPC(new arrow.Table(Object.fromEntries(vectors)), kind);
}

function parquetFile(columns: Columns, options: object = {}): Uint8Array {
  const columnData = Object.entries(columns).map(([name, data]) => ({ name, data: Array.from(data as never[]) }));
  return new Uint8Array(parquetWriteBuffer({ columnData, ...options }));
}

const FORMATS = [
  ["loadArrow", loadArrow, arrowFile],
  ["loadParquet", loadParquet, parquetFile],
] as const;

describe.each(FORMATS)("%s", (name, load, write) => {
  const read = (bytes: Uint8Array, options: TableOptions = {}) =>
    withTemporaryFolder(async (folder) => {
      const path = join(folder, "table");
      await writeFile(path, bytes);
      return await load(path, options as TableOptions & { label: string });
    });

  test("gives the columns but the label as features, in order", async () => {
    const bytes = write({ a: [1.5, 2, -3], kind: ["x", "y", "x"], b: [0.1, 0.2, 1e-3] });
    const { X, y, featureNames } = await read(bytes, { label: "kind" });
    expect(featureNames).toEqual(["a", "b"]);
    expect([X.rows, X.cols]).toEqual([3, 2]);
    expect(X.data).toEqual(Float32Array.of(1.5, 0.1, 2, 0.2, -3, 1e-3));
    expect(y).toEqual(["x", "y", "x"]);
  });

  test("gives all of them without a label, or those that are named", async () => {
    const bytes = write({ a: [1, 2], b: [3, 4], c: ["no", "number"] });
    expect(await read(bytes, { columns: ["b", "a"] })).toMatchObject({ X: { data: Float32Array.of(3, 1, 4, 2) } });
    const table = await read(write({ a: [1, 2] }));
    expect([table.featureNames, table.y]).toEqual([["a"], undefined]);
  });

  test("takes integers of 64 bits and truths as numbers, labels too", async () => {
    const bytes = write({ big: [5n, -6n], flag: [true, false], y: [10n, 20n] });
    const { X, y } = await read(bytes, { label: "y" });
    expect([...X.data]).toEqual([5, 1, -6, 0]);
    expect(y).toEqual([10, 20]);
  });

  test("gives a model what it was given by other ways", async () => {
    const { train } = loadDataSet("iris");
    const column = (j: number) => Array.from({ length: train.X.rows }, (_, i) => train.X.data[i * train.X.cols + j]);
    const { X, y } = await read(write({ a: column(0), b: column(1), c: column(2), d: column(3), y: train.y }), {
      label: "y",
    });
    expect(X.data).toEqual(train.X.data);
    const model = await new DecisionTreeClassifier().fit(X, y);
    expect(await model.score(train.X, train.y)).toBe(1);
  });

  test.each<[string, Columns, TableOptions, new (...args: never[]) => Error, RegExp]>([
    ["a label that is not there", { a: [1] }, { label: "y" }, ParameterError, /no column "y"; the columns are "a"/],
    ["a feature that is not there", { a: [1] }, { columns: ["b"] }, ParameterError, /no column "b"/],
    ["a table of labels alone", { y: [1] }, { label: "y" }, FormatError, /no feature columns/],
    [
      "text among the features",
      { a: [1, 2], b: ["u", "v"] },
      {},
      FormatError,
      /column "b": row 0 is "u", not a number/,
    ],
    ["a number beyond f32", { a: [0.5, 1e300] }, {}, FormatError, /column "a": row 1 is 1e\+300/],
    ["a missing number", { a: [0.5, null, 2.5] }, {}, FormatError, /column "a": row 1 is missing/],
    ["a missing label", { a: [1, 2], y: ["u", null] }, { label: "y" }, FormatError, /column "y": row 1 has no label/],
    ["an unknown option", { a: [1] }, { lable: "y" } as never, ParameterError, /did you mean label/],
  ])("refuses %s", async (_, columns, options, Type, words) => {
    const reading = read(write(columns), options);
    await expect(reading).rejects.toThrow(Type);
    await expect(reading).rejects.toThrow(words);
  });

  test("refuses what is no such file, and one that is cut or damaged", async () => {
    const whole = write({ a: [1, 2, 3], b: ["x", "y", "z"] });
    const damaged = whole.slice();
    damaged.fill(0xff, whole.length - 40, whole.length - 8);
    for (const bytes of [new Uint8Array(0), new Uint8Array(100).fill(80), damaged]) {
      const error = await read(bytes).catch((caught: unknown) => caught);
      expect([FormatError, DataError].some((Type) => error instanceof Type)).toBe(true);
    }
  });

  test("says that a file cannot be read", async () => {
    await expect(load("/nowhere/at/all", {})).rejects.toThrow(ResourceError);
    await expect(load("/nowhere/at/all", {})).rejects.toThrow(`${name}: cannot read /nowhere/at/all`);
  });
});

describe("Arrow", () => {
  const read = (bytes: Uint8Array, options: TableOptions = {}) =>
    withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, "t"), bytes);
      return await loadArrow(join(folder, "t"), options as TableOptions & { label: string });
    });

  test("streams, several batches, and half floats", async () => {
    const batch = (a: number[]) => new arrow.Table({ a: arrow.vectorFromArray(a, new arrow.Float16()) });
    const bytes = arrow.tableToIPC(batch([0.5, 1.5]).concat(batch([-2])), "stream");
    expect([...(await read(bytes)).X.data]).toEqual([0.5, 1.5, -2]);
  });

  test("bytes stay bytes", async () => {
    const bytes = arrowFile({ a: Uint8Array.of(1, 255), b: Uint8Array.of(2, 3), y: Int8Array.of(-1, 1) });
    const { X, y } = await read(bytes, { label: "y" });
    expect(X.data).toEqual(Uint8Array.of(1, 2, 255, 3));
    expect(y).toEqual([-1, 1]);
  });

  test("two columns of one name", async () => {
    const twice = new arrow.Schema([new arrow.Field("a", new arrow.Int8()), new arrow.Field("a", new arrow.Int8())]);
    await expect(read(arrow.tableToIPC(new arrow.Table(twice)))).rejects.toThrow(/two columns are named "a"/);
  });

  test("no rows", async () => {
    await expect(read(arrowFile({ a: new Float32Array(0) }))).rejects.toThrow(DataError);
  });
});

describe("Parquet", () => {
  test.each([
    ["none", { codec: "UNCOMPRESSED" }],
    ["snappy", {}],
    ["gzip, by the package for it", { codec: "GZIP", compressors: { GZIP: (bytes: Uint8Array) => gzipSync(bytes) } }],
  ])("several row groups, compression %s", async (_, options) => {
    await withTemporaryFolder(async (folder) => {
      const a = Array.from({ length: 5000 }, (_, i) => (i % 50) / 4);
      const path = join(folder, "t.parquet");
      await writeFile(path, parquetFile({ a }, { rowGroupSize: 1000, ...options }));
      expect([...(await loadParquet(path)).X.data]).toEqual(a);
    });
  });
});
