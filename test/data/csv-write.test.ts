/** CSV files as they are written, and read back. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { DataError, ParameterError, ShapeError } from "../../src/core/errors.js";
import { matrix, scaled } from "../../src/core/matrix.js";
import { loadCsv, loadCsvFeatures } from "../../src/data/csv.js";
import { formatCsv, type SaveCsvOptions, saveCsv } from "../../src/data/csv-write.js";
import { withTemporaryFolder } from "../support/temporary.js";

const textOf = (...args: Parameters<typeof formatCsv>) => [...formatCsv(...args)].join("");

describe("formatCsv", () => {
  test("names columns and labels by default", () => {
    expect(textOf([[1, -2.5]])).toBe("x0,x1\n1,-2.5\n");
    expect(textOf([[1], [2]], { y: [7, 8] })).toBe("x0,label\n1,7\n2,8\n");
  });

  test("takes names and another delimiter", () => {
    const options = { y: ["u"], label: "kind", featureNames: ["a", "b"], delimiter: ";" };
    expect(textOf([[1, 2]], options)).toBe("a;b;kind\n1;2;u\n");
  });

  test("quotes what would be read as something else", () => {
    const y = ["plain", "a,b", 'say "x"', "two\nlines", "", " edge"];
    const text = textOf(
      y.map(() => [0]),
      { y },
    );
    expect(text).toBe('x0,label\n0,plain\n0,"a,b"\n0,"say ""x"""\n0,"two\nlines"\n0,""\n0," edge"\n');
  });

  test("writes floats with the digits that it takes to read them back", () => {
    const X = matrix(Float32Array.of(0.1, 1 / 3, -0, 1e-45, 16777216), [1, 5]);
    expect(textOf(X).split("\n")[1]).toBe("0.1,0.33333334,-0,1.4013e-45,16777216");
  });

  test("writes bytes as integers, scaled ones as the floats that they count", () => {
    const bytes = matrix(Uint8Array.of(0, 51, 255), [1, 3]);
    expect(textOf(bytes).split("\n")[1]).toBe("0,51,255");
    expect(textOf(scaled(bytes, 1 / 255)).split("\n")[1]).toBe("0,0.20000002,1");
  });

  test.each<[string, number[][], SaveCsvOptions, new (...args: never[]) => Error, RegExp]>([
    ["labels of another number", [[1]], { y: [1, 2] }, ShapeError, /X has 1 rows, y has 2/],
    ["names of another number", [[1]], { featureNames: ["a", "b"] }, ShapeError, /2 featureNames; X has 1/],
    ["a name twice", [[1]], { y: [1], label: "x0" }, ParameterError, /two columns have one name/],
    ["a delimiter that is a quote", [[1]], { delimiter: '"' }, ParameterError, /delimiter/],
    ["an unknown option", [[1]], { Label: "x" } as never, ParameterError, /did you mean label/],
    ["a number that is not finite", [[Number.NaN]], {}, DataError, /X\[0, 0\] is NaN/],
  ])("refuses %s", (_, X, options, Type, words) => {
    expect(() => formatCsv(X, options)).toThrow(Type);
    expect(() => formatCsv(X, options)).toThrow(words);
  });
});

describe("saveCsv", () => {
  test("writes what loadCsv reads, for any numbers and labels", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, "d.csv");
      const word = fc.string({ minLength: 1, maxLength: 6, unit: "grapheme" }).map((text) => `w${text}w`);
      const value = fc.float({ noNaN: true, noDefaultInfinity: true });
      const rows = fc.array(fc.tuple(fc.tuple(value, value), word), { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(rows, async (table) => {
          const y = table.map(([, label]) => label);
          await saveCsv(
            path,
            table.map(([numbers]) => [...numbers]),
            { y },
          );
          const read = await loadCsv(path, { label: "label" });
          expect([...read.X.data]).toEqual(table.flatMap(([numbers]) => numbers));
          expect(read.y).toEqual(y);
        }),
        { numRuns: 60 },
      );
    });
  });

  test("writes many pieces as one file, atomically", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, "d.csv");
      const X = matrix(
        Float32Array.from({ length: 60_000 }, (_, i) => i / 7),
        [20_000, 3],
      );
      await saveCsv(path, X);
      expect((await loadCsvFeatures(path)).data).toEqual(X.data);
      expect(await readdir(folder)).toEqual(["d.csv"]);
      await expect(saveCsv(path, [[1]], { y: [1, 2] })).rejects.toThrow(ShapeError);
      expect((await readFile(path, "utf8")).length).toBeGreaterThan(300_000);
    });
  });
});
