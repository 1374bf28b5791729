/** Labelled CSV files: what is read, and where each broken rule is said to be. */
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { AbortError, DataError, FormatError, ParameterError, ResourceError } from "../../src/core/errors.js";
import { type CsvDataset, type LoadCsvOptions, loadCsv, loadCsvFeatures } from "../../src/data/csv.js";
import { withTemporaryFolder } from "../support/temporary.js";

function load(content: string | Uint8Array, options: LoadCsvOptions): Promise<CsvDataset> {
  return withTemporaryFolder(async (folder) => {
    const path = join(folder, "d.csv");
    await writeFile(path, content);
    return await loadCsv(path, options);
  });
}

async function failure(content: string, options: LoadCsvOptions): Promise<Error> {
  return load(content, options).then(
    () => {
      throw new Error("loadCsv accepted it");
    },
    (error) => error,
  );
}

describe("loadCsv", () => {
  test("takes the label by name, wherever it stands, and the rest as features in order", async () => {
    const { X, y, featureNames } = await load("a,kind,b\n1,shirt,2.5\n-3e2,bag,.5\n", { label: "kind" });
    expect(featureNames).toEqual(["a", "b"]);
    expect([X.rows, X.cols]).toEqual([2, 2]);
    expect([...X.data]).toEqual([1, 2.5, -300, 0.5]);
    expect(y).toEqual(["shirt", "bag"]);
  });

  test("takes the label by position, counted from either end", async () => {
    for (const label of [2, -1]) {
      const { X, y } = await load("1,2,7\n3,4,8\n", { label, header: false });
      expect([...X.data]).toEqual([1, 2, 3, 4]);
      expect(y).toEqual([7, 8]);
    }
  });

  test("names columns by position without a header", async () => {
    expect((await load("1,2,3\n", { label: 1, header: false })).featureNames).toEqual(["x0", "x2"]);
  });

  test("gives numbers for numeric labels and strings as soon as one is not", async () => {
    expect((await load("a,y\n1,03\n1,4\n", { label: "y" })).y).toEqual([3, 4]);
    expect((await load("a,y\n1,03\n1,b\n", { label: "y" })).y).toEqual(["03", "b"]);
  });

  test("understands quotes, CRLF, a byte order mark, empty lines, spaces, and a last line without end", async () => {
    const { X, y, featureNames } = await load('\ufeff"a, ""x""",y\r\n\r\n" 1 ",u\r\n2 , v', { label: "y" });
    expect(featureNames).toEqual(['a, "x"']);
    expect([...X.data]).toEqual([1, 2]);
    expect(y).toEqual(["u", "v"]);
  });

  test("takes another delimiter", async () => {
    expect([...(await load("a;b;y\n1;2;0\n", { label: "y", delimiter: ";" })).X.data]).toEqual([1, 2]);
  });

  test("rounds to f32", async () => {
    expect((await load("a,y\n0.1,0\n", { label: "y" })).X.data[0]).toBe(Math.fround(0.1));
  });

  test("reads a file of many chunks completely", async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},${i % 7},${i % 3}`);
    const { X, y } = await load(`a,b,y\n${rows.join("\n")}\n`, { label: "y" });
    expect(X.rows).toBe(20_000);
    expect([...X.data.subarray(2 * 19_999)]).toEqual([19_999, 19_999 % 7]);
    expect(y[19_999]).toBe(19_999 % 3);
  });

  const format: [string, string, LoadCsvOptions, RegExp][] = [
    ["a row with too few cells", "a,b,y\n1,2,3\n1,2\n", { label: "y" }, /line 3: 2 cells; every row must have 3/],
    ["a row with too many cells", "a,y\n1,2\n\n1,2,3\n", { label: "y" }, /line 4: 3 cells; every row must have 2/],
    ["a word", "a,b,y\n1,2,3\n1,two,3\n", { label: "y" }, /line 3, column 2 \(b\): "two" is not a number/],
    ["an empty cell", "a,y\n,1\n", { label: "y" }, /line 2, column 1 \(a\): "" is not a number/],
    ["NaN", "a,y\nNaN,1\n", { label: "y" }, /"NaN" is not a number/],
    ["infinity", "a,y\nInfinity,1\n", { label: "y" }, /"Infinity" is not a number/],
    ["hexadecimal", "a,y\n0x10,1\n", { label: "y" }, /"0x10" is not a number/],
    ["a number beyond f32", "a,y\n1e39,1\n", { label: "y" }, /"1e39" is not a number that a 32-bit float can hold/],
    ["an empty label", "a,y\n1, \n", { label: "y" }, /line 2, column 2 \(y\): the label is empty/],
    ["a header read as data", "a,y\n1,1\n", { label: 1, header: false }, /line 1, column 1 \(x0\): "a"/],
    ["a quote never closed", 'a,y\n"1,2\n3,4\n', { label: "y" }, /Quote Not Closed.* line /],
    ["a quote inside a cell", 'a,y\n1"2,3\n', { label: "y" }, /Invalid Opening Quote.* line 2/],
    ["one column only", "y\n1\n", { label: "y" }, /has no feature columns/],
  ];
  test.each(format)("refuses %s, saying where", async (_, content, options, message) => {
    const error = await failure(content, options);
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toMatch(message);
    expect(error.message).toContain("d.csv");
  });

  const parameters: [string, LoadCsvOptions, RegExp][] = [
    ["a label that no column has", { label: "z" }, /has no column "z"; the columns are "a", "y"/],
    ["a label name without a header", { label: "y", header: false }, /without a header, label must be a position/],
    ["a position past the end", { label: 2 }, /has 2 columns; label is 2/],
    ["a position before the start", { label: -3 }, /label is -3/],
    ["a fractional position", { label: 0.5 }, /label is 0.5; it must be a column name or an integer/],
    ["a delimiter of two characters", { label: "y", delimiter: ";;" }, /delimiter is ";;"; it must be one character/],
    ["an unknown option", { label: "y", headers: true } as LoadCsvOptions, /did you mean header/],
  ];
  test.each(parameters)("refuses %s", async (_, options, message) => {
    const error = await failure("a,y\n1,2\n", options);
    expect(error).toBeInstanceOf(ParameterError);
    expect(error.message).toMatch(message);
  });

  test("refuses a file without rows", async () => {
    expect(await failure("", { label: "y" })).toBeInstanceOf(DataError);
    expect(await failure("a,y\n", { label: "y" })).toBeInstanceOf(DataError);
  });

  test("says why a file cannot be read", async () => {
    await withTemporaryFolder(async (folder) => {
      const missing = loadCsv(join(folder, "none.csv"), { label: "y" });
      await expect(missing).rejects.toThrow(ResourceError);
      await expect(missing).rejects.toThrow(/none\.csv cannot be read: ENOENT/);
      await expect(loadCsv(folder, { label: "y" })).rejects.toThrow(ResourceError);
    });
  });

  test("stops when the signal fires", async () => {
    await expect(load("a,y\n1,2\n", { label: "y", signal: AbortSignal.abort() })).rejects.toThrow(AbortError);
  });

  test("loads its parser on first use, not when the library is imported", () => {
    const index = new URL("../../dist/data/index.js", import.meta.url).href;
    const hook =
      'export const resolve = (name, context, next) => { if (name === "csv-parse") throw Error("refused " + name); return next(name, context); }';
    const script = `
      import { register } from "node:module";
      register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`)});
      const { loadCsv } = await import(${JSON.stringify(index)});
      console.log("imported");
      await loadCsv("any", { label: 0 }).catch((error) => console.log(error.message));`;
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(output).toBe("imported\nrefused csv-parse\n");
  });
});

describe("loadCsvFeatures", () => {
  async function features(content: string, options = {}) {
    return withTemporaryFolder(async (folder) => {
      const path = join(folder, "d.csv");
      await writeFile(path, content);
      return await loadCsvFeatures(path, options);
    });
  }

  test("takes every column, or all but one, which may hold anything", async () => {
    const all = await features("a,b\n1,2\n3,4\n");
    expect([all.rows, all.cols, ...all.data]).toEqual([2, 2, 1, 2, 3, 4]);
    for (const ignore of ["y", -1]) {
      const X = await features("a,y\n1,shirt\n3,\n", { ignore });
      expect([X.rows, X.cols, ...X.data]).toEqual([2, 1, 1, 3]);
    }
    expect((await features("1\n2\n", { header: false })).rows).toBe(2);
  });

  test("has the rules of loadCsv under its own name", async () => {
    await expect(features("a\nx\n")).rejects.toThrow(/^loadCsvFeatures: .*d\.csv, line 2, column 1 \(a\): "x" is not/);
    await expect(features("a,b\n1,2\n", { ignore: "c" })).rejects.toThrow(ParameterError);
    await expect(features("a\n1\n", { ignore: "a" })).rejects.toThrow("has no feature columns");
    await expect(features("a\n")).rejects.toThrow(DataError);
    await expect(features("a\n1\n", { label: "a" })).rejects.toThrow(/no parameter "label"/);
  });
});
