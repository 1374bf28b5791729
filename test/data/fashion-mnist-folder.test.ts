/** Fashion-MNIST from a folder given by hand: what is read, and how each kind of bad folder is named. */
import { existsSync } from "node:fs";
import { copyFile, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { AbortError, FormatError, ParameterError, ResourceError, ShapeError } from "../../src/core/errors.js";
import { type LoadFashionMnistOptions, loadFashionMnist, loadFashionMnistOn } from "../../src/data/fashion-mnist.js";
import { SAMPLE_SET } from "../support/fashion-server.js";
import { loadSample, SAMPLE_DIR } from "../support/sample.js";
import { withTemporaryFolder } from "../support/temporary.js";

const NAMES = Object.values(SAMPLE_SET).map(({ name }) => name);

/** A copy of the sample that a test may spoil. */
function withCopy<T>(body: (dir: string) => Promise<T>): Promise<T> {
  return withTemporaryFolder(async (dir) => {
    for (const name of NAMES) await copyFile(join(SAMPLE_DIR, `${name}.gz`), join(dir, `${name}.gz`));
    return await body(dir);
  });
}

/** Replaces a file by `change` of its decompressed content. */
async function rewrite(dir: string, name: string, change: (raw: Buffer) => Uint8Array): Promise<void> {
  const path = join(dir, `${name}.gz`);
  await writeFile(path, gzipSync(change(gunzipSync(await readFile(path)))));
}

describe("loadFashionMnist from a folder", () => {
  test("gives images as rows of bytes, labels, and the names of the classes", async () => {
    const { train, test: held, classNames } = await loadFashionMnist({ dir: SAMPLE_DIR });
    const sample = loadSample();
    expect([train.X.rows, train.X.cols, held.X.rows, held.X.cols]).toEqual([1000, 784, 400, 784]);
    expect(Buffer.compare(train.X.data, sample.train.X.data)).toBe(0);
    expect(train.y).toEqual(sample.train.y);
    expect(held.y).toEqual(sample.test.y);
    expect(classNames.length).toBe(10);
    expect([classNames[train.y[0]], classNames[train.y[1]]]).toEqual(["Ankle boot", "T-shirt/top"]);
  });

  test("reads decompressed files too, and mixtures", async () => {
    await withCopy(async (dir) => {
      for (const name of NAMES.slice(0, 3)) {
        await writeFile(join(dir, name), gunzipSync(await readFile(join(dir, `${name}.gz`))));
        await rm(join(dir, `${name}.gz`));
      }
      expect((await loadFashionMnist({ dir })).train.y).toEqual(loadSample().train.y);
    });
  });

  test("is what HEDDLE_DATA_DIR asks for, unless dir says otherwise", async () => {
    const host = { platform: process.platform, systemRoot: "/none", stallMs: 1000, published: SAMPLE_SET };
    const env = { HEDDLE_DATA_DIR: SAMPLE_DIR };
    expect((await loadFashionMnistOn({ ...host, env }, {})).train.X.rows).toBe(1000);
    const elsewhere = { HEDDLE_DATA_DIR: "/none" };
    expect((await loadFashionMnistOn({ ...host, env: elsewhere }, { dir: SAMPLE_DIR })).train.X.rows).toBe(1000);
    await expect(loadFashionMnistOn({ ...host, env: elsewhere }, {})).rejects.toThrow(/\/none is not a folder/);
  });

  test("fails at once when the folder is missing, a file, or lacks a file", async () => {
    await withCopy(async (dir) => {
      const none = loadFashionMnist({ dir: join(dir, "none") });
      await expect(none).rejects.toThrow(ResourceError);
      await expect(none).rejects.toThrow(/none is not a folder; dir \(or HEDDLE_DATA_DIR\) must hold the four files/);
      await expect(loadFashionMnist({ dir: join(dir, `${NAMES[0]}.gz`) })).rejects.toThrow(ResourceError);
      for (const name of NAMES) {
        await rm(join(dir, `${name}.gz`));
        await expect(loadFashionMnist({ dir })).rejects.toThrow(ResourceError);
        await expect(loadFashionMnist({ dir })).rejects.toThrow(`has no ${name}.gz, nor ${name}`);
        await copyFile(join(SAMPLE_DIR, `${name}.gz`), join(dir, `${name}.gz`));
      }
      expect((await readdir(dir)).length).toBe(4);
    });
  });

  const spoilt: [
    string,
    string,
    (dir: string, name: string) => Promise<void>,
    typeof FormatError | typeof ShapeError,
    RegExp,
  ][] = [
    ["a truncated .gz", NAMES[0], (dir, name) => truncate(join(dir, `${name}.gz`), 5000), FormatError, /truncated/],
    [
      "an empty file",
      NAMES[1],
      (dir, name) => truncate(join(dir, `${name}.gz`), 0),
      FormatError,
      /0 bytes; an IDX file/,
    ],
    [
      "a file that is none of its kind",
      NAMES[2],
      (dir, name) => writeFile(join(dir, `${name}.gz`), "<html>not found</html>"),
      FormatError,
      /starts with the bytes 3c 68 74 6d; it is not an IDX file/,
    ],
    [
      "a bomb",
      NAMES[3],
      (dir, name) => writeFile(join(dir, `${name}.gz`), gzipSync(Buffer.alloc(40_000_000))),
      FormatError,
      /decompresses to more than the 10008 bytes allowed/,
    ],
    [
      "a file far too long",
      NAMES[1],
      (dir, name) => writeFile(join(dir, `${name}.gz`), Buffer.alloc(1_000_000)),
      FormatError,
      /1000000 bytes; at most 125544 are expected/,
    ],
    [
      "too few pixels",
      NAMES[0],
      (dir, name) => rewrite(dir, name, (raw) => raw.subarray(0, -1)),
      FormatError,
      /1000 × 28 × 28 = 784000 bytes, 783999 follow it; the file is truncated/,
    ],
    [
      "trailing bytes",
      NAMES[0],
      (dir, name) => rewrite(dir, name, (raw) => Buffer.concat([raw, raw.subarray(0, 7)])),
      FormatError,
      /7 trailing bytes/,
    ],
    [
      "labels that are no classes",
      NAMES[3],
      (dir, name) => rewrite(dir, name, (raw) => raw.fill(10, 20, 21)),
      FormatError,
      /label 12 is 10; it must be 0 … 9/,
    ],
    [
      "images and labels that differ in number",
      NAMES[1],
      (dir, name) =>
        rewrite(dir, name, (raw) => {
          raw.writeUInt32BE(999, 4);
          return raw.subarray(0, -1);
        }),
      ShapeError,
      /has 1000 images in train-images-idx3-ubyte and 999 labels in train-labels-idx1-ubyte/,
    ],
    [
      "images of another size",
      NAMES[2],
      (dir, name) =>
        rewrite(dir, name, (raw) => {
          raw.writeUInt32BE(14, 8);
          raw.writeUInt32BE(56, 12);
          return raw;
        }),
      ShapeError,
      /400 × 14 × 56; it must be images × 28 × 28/,
    ],
    [
      "labels where images should be",
      NAMES[0],
      (dir, name) => copyFile(join(dir, `${NAMES[1]}.gz`), join(dir, `${name}.gz`)),
      ShapeError,
      /train-images-idx3-ubyte of .* is 1000; it must be images × 28 × 28/,
    ],
  ];
  test.each(spoilt)("refuses %s, naming the file %s", async (_, name, spoil, type, message) => {
    await withCopy(async (dir) => {
      await spoil(dir, name);
      const error = await loadFashionMnist({ dir }).catch((caught) => caught);
      expect(error).toBeInstanceOf(type);
      expect(error.message).toMatch(message);
      expect(error.message).toMatch(/^loadFashionMnist: /);
      expect(error.message).toContain(name);
    });
  });

  test("refuses a file of the published size with other content", async () => {
    const host = { env: {}, platform: process.platform, systemRoot: "/none", stallMs: 1000, published: SAMPLE_SET };
    await withCopy(async (dir) => {
      await rewrite(dir, NAMES[0], (raw) => raw.fill(1, 5000, 5001));
      const loading = loadFashionMnistOn(host, { dir });
      await expect(loading).rejects.toThrow(FormatError);
      await expect(loading).rejects.toThrow(/SHA-256 of the decompressed file is [0-9a-f]{64}; the published one is/);
    });
  });

  test("stops when the signal has fired", async () => {
    await expect(loadFashionMnist({ dir: SAMPLE_DIR, signal: AbortSignal.abort() })).rejects.toThrow(AbortError);
  });

  const bad: [LoadFashionMnistOptions, RegExp][] = [
    [{ dir: "" }, /dir is ""; it must be a string that is not empty/],
    [{ offline: 1 as unknown as boolean }, /offline is 1/],
    [{ mirrors: ["ftp://a.b/c"] }, /mirrors is \["ftp:\/\/a.b\/c"\]; it must be an array of http or https addresses/],
    [{ mirrors: ["https://"] }, /mirrors/],
    [{ onProgress: 3 as unknown as () => void }, /onProgress is 3; it must be a function/],
    [{ direction: "." } as LoadFashionMnistOptions, /no parameter "direction"/],
  ];
  test.each(bad)("refuses the options %j", async (options, message) => {
    await expect(loadFashionMnist(options)).rejects.toThrow(ParameterError);
    await expect(loadFashionMnist(options)).rejects.toThrow(message);
  });
});

const published = process.env.HEDDLE_DATA_DIR;
const withPublished = published && existsSync(join(published, "train-images-idx3-ubyte.gz")) ? test : test.skip;

withPublished("the published files pass the check, and the sample is their head", async () => {
  const { train, test: held } = await loadFashionMnist({ dir: published });
  const sample = loadSample();
  expect([train.X.rows, held.X.rows, train.y.length, held.y.length]).toEqual([60_000, 10_000, 60_000, 10_000]);
  expect(Buffer.compare(train.X.data.subarray(0, 784_000), sample.train.X.data)).toBe(0);
  expect(Buffer.compare(held.X.data.subarray(0, 313_600), sample.test.X.data)).toBe(0);
  expect(held.y.subarray(0, 400)).toEqual(sample.test.y);
});
