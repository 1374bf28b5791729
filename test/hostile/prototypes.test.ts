/** Names that mean something to the language mean nothing in a file: whoever reads JSON, names of arrays or names of columns. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import { collectParam } from "../../src/cli/commands/train.js";
import { FormatError, ParameterError } from "../../src/core/errors.js";
import { loadCsv } from "../../src/data/csv.js";
import { formatNpy } from "../../src/data/npy.js";
import { parseNpz } from "../../src/data/npz.js";
import { DummyClassifier, loadModel, Pipeline, saveModel } from "../../src/index.js";
import { classifierNames, createClassifier } from "../../src/models/registry.js";
import { decodeArchive, encodeArchive } from "../../src/persist/safetensors.js";
import { ExperimentStore } from "../../src/study/store.js";

let folder: string;
const before = [Object.prototype, Array.prototype, Function.prototype].map((one) => Reflect.ownKeys(one));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "heddle-prototypes-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  expect([Object.prototype, Array.prototype, Function.prototype].map((one) => Reflect.ownKeys(one))).toEqual(before);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

const HARM = '{"polluted":true}';
const KEYS = [`"__proto__":${HARM}`, `"constructor":{"prototype":${HARM}}`, `"\\u005f_proto__":${HARM}`];

test.each(KEYS)("%s anywhere in a model file", async (key) => {
  const bytes = saveModel(await new DummyClassifier().fit([[1], [2]], [0, 1]));
  const { metadata, tensors } = decodeArchive(bytes);
  for (const place of ["{", '"params":{', '"state":{']) {
    const model = metadata.model.replace(place, () => `${place}${key},`);
    const read = () => loadModel(encodeArchive({ metadata: { ...metadata, model }, tensors }));
    if (key.includes("proto__")) expect(read).toThrow(/the key .*proto__" in it/);
    // Beside what is read, a name is not looked at.
    else if (place === "{") expect(read().name).toBe("DummyClassifier");
    else expect(read).toThrow(FormatError);
  }
  const header = new TextEncoder().encode(`{${key},"__metadata__":{}}`);
  const own = new Uint8Array(8 + header.length);
  new DataView(own.buffer).setBigUint64(0, BigInt(header.length), true);
  own.set(header, 8);
  expect(() => loadModel(own)).toThrow(FormatError);
});

test.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])(
  "%s as a parameter of the command line",
  (name) => {
    const params = collectParam(`${name}=${HARM}`, {});
    expect(Object.getPrototypeOf(params)).toBe(Object.prototype);
    for (const classifier of classifierNames) {
      expect(() => createClassifier(classifier).setParams(params)).toThrow(ParameterError);
    }
    const pipeline = new Pipeline([["dummy", new DummyClassifier()]]);
    expect(() => pipeline.setParams(params)).toThrow(ParameterError);
    expect(() => pipeline.setParams(collectParam(`dummy__${name}=${HARM}`, {}))).toThrow(ParameterError);
    expect(() => createClassifier(name)).toThrow(ParameterError);
  },
);

test.each(["__proto__", "constructor", "toString"])("%s as the name of an array in an archive", async (name) => {
  const archive = zipSync({ "other.npy": formatNpy([1, 2]) }, { level: 0 });
  const text = Buffer.from(archive)
    .toString("latin1")
    .replaceAll("other.npy", `${name.padEnd(5).slice(0, 5)}.npy`);
  const arrays = await parseNpz(new Uint8Array(Buffer.from(text, "latin1")));
  expect(Object.getPrototypeOf(arrays)).toBeNull();
  const named = zipSync(Object.fromEntries([[`${name}.npy`, formatNpy([1, 2])]]));
  const read = await parseNpz(named);
  expect(Object.keys(read)).toEqual([name]);
  expect([...read[name].data]).toEqual([1, 2]);
});

test.each(["__proto__", "constructor", "toString"])("%s as the name of a column", async (name) => {
  const path = join(folder, "table.csv");
  writeFileSync(path, `${name},a\nx,1\ny,2\n`);
  expect(await loadCsv(path, { label: name })).toMatchObject({ y: ["x", "y"], featureNames: ["a"] });
  await expect(loadCsv(path, { label: "valueOf" })).rejects.toThrow(/has no column "valueOf"/);
});

test.each(KEYS)("%s in what a study has stored", async (key) => {
  const store = new ExperimentStore(folder, {});
  const asked = { id: "e", settings: {} };
  await store.save("svm", asked, { result: { score: 1 }, seconds: 1 });
  const [name] = readdirSync(folder);
  const text = readFileSync(join(folder, name), "utf8");
  for (const place of ["{", '"result":{']) {
    writeFileSync(
      join(folder, name),
      text.replace(place, () => `${place}${key},`),
    );
    const loaded = await store.load<{ score: number }>(asked);
    expect([undefined, '{"score":1}']).toContain(loaded && JSON.stringify(loaded.result));
  }
});
