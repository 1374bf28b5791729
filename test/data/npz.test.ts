/** NPZ files: what NumPy writes, what is written for it, and archives that mean harm. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import { FormatError, ParameterError, ResourceError } from "../../src/core/errors.js";
import { matrix } from "../../src/core/matrix.js";
import { formatNpy } from "../../src/data/npy.js";
import { formatNpz, parseNpz } from "../../src/data/npz.js";
import { loadNpz, saveNpz } from "../../src/data/numpy-files.js";
import { optionalPackage } from "../../src/data/optional-package.js";
import { ROOT } from "../support/cli.js";
import { withTemporaryFolder } from "../support/temporary.js";

const fixture = (name: string) => join(ROOT, "test/fixtures/numpy", name);

describe("loadNpz", () => {
  test.each([
    ["stored", 3, Float32Array],
    ["compressed", 30, Uint8Array],
  ])("reads what NumPy wrote, %s", async (name, rows, Type) => {
    const { X, y } = await loadNpz(fixture(`${name}.npz`));
    expect(X.data).toBeInstanceOf(Type);
    expect([X.shape, y.shape]).toEqual([[rows, 4], [rows]]);
    expect(y.data[2]).toBe(-2 + ((2 * 3 + 1) % 7));
  });

  test("names the entry that is wrong", async () => {
    const bytes = zipSync({ "y.npy": Uint8Array.of(1, 2, 3) });
    await expect(parseNpz(bytes)).rejects.toThrow(/NPZ file: y.npy: not an NPY file/);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ["nothing", new Uint8Array(0), /not a ZIP archive that can be read/],
    ["another file", new Uint8Array(100), /not a ZIP archive that can be read/],
    [
      "a truncated archive",
      Uint8Array.from(readFileSync(fixture("compressed.npz"))).subarray(0, 200),
      /not a ZIP archive/,
    ],
    ["other entries", zipSync({ "evil.sh": Uint8Array.of(1) }), /"evil.sh" is no array/],
  ])("refuses %s", async (_, bytes, words) => {
    await expect(parseNpz(bytes)).rejects.toThrow(FormatError);
    await expect(parseNpz(bytes)).rejects.toThrow(words);
  });
});

/** The archive with `change` made to the header of its first entry in the central directory. */
function withCentralEntry(bytes: Uint8Array, change: (view: DataView, at: number) => void): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const at = copy.findIndex((_, i) => i + 4 <= copy.length && view.getUint32(i, true) === 0x02014b50);
  change(view, at);
  return copy;
}

describe("a ZIP bomb", () => {
  const zeros = zipSync({ "X.npy": formatNpy(new Uint8Array(50_000_000)) }, { level: 9 });
  const UNCOMPRESSED_SIZE = 24;

  test("is refused by what it declares, before it is decompressed", async () => {
    expect(zeros.length).toBeLessThan(100_000);
    const before = process.memoryUsage().arrayBuffers;
    await expect(parseNpz(zeros, { maxBytes: 1_000_000 })).rejects.toThrow(/takes more than the 1000000 bytes allowed/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
    expect((await parseNpz(zeros, { maxBytes: 60_000_000 })).X.data.length).toBe(50_000_000);
  });

  test("that declares less than it holds gets no more than that", async () => {
    const liar = withCentralEntry(zeros, (view, at) => view.setUint32(at + UNCOMPRESSED_SIZE, 1000, true));
    const before = process.memoryUsage().arrayBuffers;
    await expect(parseNpz(liar, { maxBytes: 1_000_000 })).rejects.toThrow(FormatError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
  });

  test("of many small arrays is counted as a whole", async () => {
    const many = await formatNpz(
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`a${i}`, new Uint8Array(1000)])),
    );
    await expect(parseNpz(many, { maxBytes: 10_000 })).rejects.toThrow(/takes more than the 10000 bytes/);
  });

  test("with a name twice is refused", async () => {
    const two = zipSync({ "a.npy": formatNpy([1]), "b.npy": formatNpy([2]) });
    const NAME = 46;
    const same = withCentralEntry(two, (view, at) => view.setUint8(at + NAME, "b".charCodeAt(0)));
    await expect(parseNpz(same)).rejects.toThrow(/"b.npy" is there twice/);
  });
});

describe("saveNpz", () => {
  test("writes what loadNpz reads", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, "set.npz");
      await saveNpz(path, { X: matrix([[1, 2.5]]), y: [3], "with space": Int8Array.of(-1) });
      const arrays = await loadNpz(path);
      expect(Object.keys(arrays)).toEqual(["X", "y", "with space"]);
      expect(arrays.X).toMatchObject({ data: Float32Array.of(1, 2.5), rows: 1, cols: 2 });
      await expect(loadNpz(join(folder, "none.npz"))).rejects.toThrow(ResourceError);
    });
  });

  const python = ["python3", "/usr/bin/python3"].find((one) => spawnSync(one, ["-c", "import numpy"]).status === 0);
  (python ? test : test.skip)("writes what NumPy reads", async () => {
    await withTemporaryFolder(async (folder) => {
      await saveNpz(join(folder, "set.npz"), { X: matrix(new Uint8Array(400).fill(7), [100, 4]), y: [1, 2] });
      const code =
        "import numpy as np; a = np.load('set.npz'); print(a['X'].shape, a['X'].dtype, int(a['X'].sum()), a['y'].tolist())";
      const { stdout } = spawnSync(python!, ["-c", code], { cwd: folder, encoding: "utf8" });
      expect(stdout.trim()).toBe("(100, 4) uint8 2800 [1, 2]");
    });
  });

  test("refuses a name that is none", async () => {
    for (const name of ["", "a\0b"]) await expect(formatNpz({ [name]: [1] })).rejects.toThrow(ParameterError);
    await expect(formatNpz(Object.fromEntries([["__proto__", [1]]]))).rejects.toThrow(/cannot name an array/);
  });

  test("refuses a limit that is none", async () => {
    await expect(parseNpz(new Uint8Array(0), { maxBytes: 0 })).rejects.toThrow(/maxBytes is 0/);
  });
});

describe("a package that is not installed", () => {
  test("is named", async () => {
    const missing = optionalPackage("heddle-none", "loadNone", () => import("heddle-none" as string));
    await expect(missing).rejects.toThrow(ResourceError);
    await expect(missing).rejects.toThrow(
      "loadNone: needs the package heddle-none, which is not installed: npm install heddle-none",
    );
  });

  test("is told from one that fails", async () => {
    const broken = optionalPackage("x", "loadX", () => Promise.reject(new RangeError("its own")));
    await expect(broken).rejects.toThrow(RangeError);
  });
});
