/** Tables without the packages that read them: what is said when one is missing, and how columns become a data set. */
import { expect, test } from "@jest/globals";
import { FormatError, ResourceError } from "../../src/core/errors.js";
import { loadArrow } from "../../src/data/arrow.js";
import { readColumns } from "../../src/data/columns.js";
import { loadParquet } from "../../src/data/parquet.js";

/** Each column as a list of parts. */
function source(columns: Readonly<Record<string, readonly ArrayLike<unknown>[]>>) {
  return { names: Object.keys(columns), read: async (name: string) => columns[name] };
}

test.each([
  ["apache-arrow", "loadArrow", loadArrow],
  ["hyparquet", "loadParquet", loadParquet],
])("%s is asked for by name where it is not installed", async (name, operation, load) => {
  const loading = load("table");
  await expect(loading).rejects.toThrow(ResourceError);
  await expect(loading).rejects.toThrow(
    `${operation}: needs the package ${name}, which is not installed: npm install ${name}`,
  );
});

test("columns in parts are joined, row by row", async () => {
  const parts = source({ a: [[1], Uint8Array.of(2, 3)], b: [[4n, true], [0.5]], y: [["u", "v"], ["w"]] });
  expect(await readColumns(parts, { label: "y" }, "t")).toEqual({
    X: { data: Float32Array.of(1, 4, 2, 1, 3, 0.5), rows: 3, cols: 2 },
    featureNames: ["a", "b"],
    y: ["u", "v", "w"],
  });
});

test("columns of bytes alone stay bytes", async () => {
  const { X } = await readColumns(source({ a: [Uint8Array.of(1, 2)], b: [Uint8Array.of(3, 255)] }), {}, "t");
  expect(X.data).toEqual(Uint8Array.of(1, 3, 2, 255));
});

test("columns of unequal length are refused, labels too", async () => {
  const uneven = readColumns(source({ a: [[1, 2]], b: [[1]] }), {}, "t");
  await expect(uneven).rejects.toThrow(FormatError);
  await expect(uneven).rejects.toThrow(/t, column "b": 1 values; the first column has 2/);
  await expect(readColumns(source({ a: [[1, 2]], y: [["u"]] }), { label: "y" }, "t")).rejects.toThrow(FormatError);
});

test("a label that no number can hold is refused", async () => {
  const beyond = readColumns(source({ a: [[1]], y: [[2n ** 60n]] }), { label: "y" }, "t");
  await expect(beyond).rejects.toThrow(/column "y": row 0 has no label/);
});

test("a value that cannot become text is refused as any other", async () => {
  for (const odd of [{ toString: 1, valueOf: 1 }, Object.create(null), [[1]], Symbol("s")]) {
    const reading = readColumns(source({ a: [[odd]] }), {}, "t");
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(/row 0 is (an object|Symbol\(s\)), not a number/);
  }
});

test("more rows than there is room for are refused before any is read", async () => {
  const endless = source({ a: [{ length: 2 ** 31 }], b: [{ length: 2 ** 31 }] });
  await expect(readColumns(endless, {}, "t")).rejects.toThrow(FormatError);
  await expect(readColumns(endless, {}, "t")).rejects.toThrow("they may take 2147483648 bytes at most");
});

test("hundreds of thousands of columns are read, each once", async () => {
  const names = Array.from({ length: 150_000 }, (_, j) => `c${j}`);
  const { X } = await readColumns({ names, read: async () => [Uint8Array.of(1)] }, {}, "t");
  expect([X.rows, X.cols]).toEqual([1, 150_000]);
});
