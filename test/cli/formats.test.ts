/** The command line's other formats: models as ONNX, predictions as CSV and NPY. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { exportOnnx, LogisticRegression, loadNpy, saveModel } from "../../src/index.js";
import { runCli } from "../support/cli.js";

const X = [[0], [1], [8], [9]];
let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "heddle-cli-"));
  writeFileSync(at("rows.csv"), `a\n${X.join("\n")}\n`);
  for (const [name, y] of [
    ["text", ["no", "no", "a,b", "a,b"]],
    ["numbers", [-1, -1, 5, 5]],
  ] as const) {
    const model = await new LogisticRegression().fit(X, y);
    writeFileSync(at(`${name}.safetensors`), saveModel(model));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("heddle export", () => {
  test("writes what exportOnnx gives", async () => {
    const { code, stdout } = await runCli(["export", at("text.safetensors"), "--to", "onnx", "--out", at("m.onnx")]);
    const model = await new LogisticRegression().fit(X, ["no", "no", "a,b", "a,b"]);
    const expected = exportOnnx(model);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${at("m.onnx")}: ${expected.length} bytes\n` });
    expect(new Uint8Array(readFileSync(at("m.onnx")))).toEqual(expected);
  });

  test("takes bytes with a scale", async () => {
    const options = ["--input", "uint8", "--scale", "1/255", "--out", at("bytes.onnx")];
    expect((await runCli(["export", at("text.safetensors"), ...options])).code).toBe(0);
    const model = await new LogisticRegression().fit(X, ["no", "no", "a,b", "a,b"]);
    const expected = exportOnnx(model, { input: "uint8", scale: 1 / 255 });
    expect(new Uint8Array(readFileSync(at("bytes.onnx")))).toEqual(expected);
  });

  test.each([
    ["an unknown format", ["--to", "pmml"], /pmml/],
    ["a scale that is none", ["--input", "uint8", "--scale", "1/2/3"], /such as 0.5 or 1\/255/],
    ["a scale of floats", ["--scale", "0.5"], /only bytes carry a scale/],
  ])("refuses %s as a mistake of usage, and writes nothing", async (_, options, words) => {
    const { code, stderr } = await runCli(["export", at("text.safetensors"), "--out", at("none.onnx"), ...options]);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
    expect(existsSync(at("none.onnx"))).toBe(false);
  });
});

describe("heddle predict --out", () => {
  const predict = (model: string, out: string) =>
    runCli(["predict", at(`${model}.safetensors`), at("rows.csv"), "--out", at(out)]);

  test("*.csv has a header and quotes what needs it", async () => {
    expect((await predict("text", "p.csv")).code).toBe(0);
    expect(readFileSync(at("p.csv"), "utf8")).toBe('label\nno\nno\n"a,b"\n"a,b"\n');
  });

  test("*.npy holds integers where labels are", async () => {
    expect((await predict("numbers", "p.npy")).code).toBe(0);
    expect([...(await loadNpy(at("p.npy"))).data]).toEqual([-1, -1, 5, 5]);
  });

  test("*.npy is refused for labels of text, before the rows are read", async () => {
    const { code, stderr } = await predict("text", "t.npy");
    expect(code).toBe(2);
    expect(stderr).toContain("an NPY file holds numbers");
    expect(existsSync(at("t.npy"))).toBe(false);
  });

  test("any other name has one label a line", async () => {
    expect((await predict("numbers", "p.txt")).code).toBe(0);
    expect(readFileSync(at("p.txt"), "utf8")).toBe("-1\n-1\n5\n5\n");
  });
});
