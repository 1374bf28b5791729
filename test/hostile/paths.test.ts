/** Names in files are never paths: an archive that names a file elsewhere writes nothing and reads nothing there. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import { formatNpy } from "../../src/data/npy.js";
import { loadNpz } from "../../src/data/numpy-files.js";
import { DummyClassifier, loadModel, Pipeline, saveModel } from "../../src/index.js";
import { decodeArchive, encodeArchive } from "../../src/persist/safetensors.js";

let outside: string;
let inside: string;
const start = process.cwd();
beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), "heddle-paths-"));
  inside = join(outside, "a", "b");
  mkdirSync(inside, { recursive: true });
  process.chdir(inside);
});
afterEach(() => {
  process.chdir(start);
  rmSync(outside, { recursive: true, force: true });
});

const everything = () => readdirSync(outside, { recursive: true }).sort();

test.each(["../../evil", "/etc/passwd", "C:\\evil", "..\\..\\evil", "a/../../../evil", "./evil", "\u2215etc"])(
  "an array of an archive may be called %j: that is its name and nothing else",
  async (name) => {
    writeFileSync("set.npz", zipSync({ [`${name}.npy`]: formatNpy([1, 2]) }));
    const before = everything();
    const arrays = await loadNpz("set.npz");
    expect(Object.keys(arrays)).toEqual([name]);
    expect([...arrays[name].data]).toEqual([1, 2]);
    expect(everything()).toEqual(before);
  },
);

test("a step or a tensor of a model may be called as a path is", async () => {
  const name = "../../evil";
  const model = await new Pipeline([[name, new DummyClassifier()]]).fit([[1], [2]], ["a", "b"]);
  const before = everything();
  const { metadata, tensors } = decodeArchive(saveModel(model));
  expect([...tensors.keys()].every((key) => key.startsWith(`${name}.`))).toBe(true);
  const loaded = loadModel(encodeArchive({ metadata, tensors })) as Pipeline;
  expect(Object.keys(loaded.namedSteps)).toEqual([name]);
  expect(await loaded.predict([[3]])).toEqual(["a"]);
  expect(everything()).toEqual(before);
});
