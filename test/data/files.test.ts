/** Atomic writing, and the folder the cache is in. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { ResourceError } from "../../src/core/errors.js";
import { writeFileAtomic } from "../../src/data/atomic-write.js";
import { cacheDirectory } from "../../src/data/cache-dir.js";
import { withTemporaryFolder } from "../support/temporary.js";

describe("writeFileAtomic", () => {
  test("writes text and bytes, replaces what was there, and leaves nothing else", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, "a.txt");
      await writeFileAtomic(path, "first, and longer");
      await writeFileAtomic(path, "second");
      expect(await readFile(path, "utf8")).toBe("second");
      await writeFileAtomic(path, new Uint8Array([1, 2, 3]));
      expect([...(await readFile(path))]).toEqual([1, 2, 3]);
      expect(await readdir(folder)).toEqual(["a.txt"]);
    });
  });

  test("leaves one whole file when many write it at once", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, "a.txt");
      const contents = Array.from({ length: 20 }, (_, i) => String(i).repeat(10_000));
      await Promise.all(contents.map((content) => writeFileAtomic(path, content)));
      expect(contents).toContain(await readFile(path, "utf8"));
      expect(await readdir(folder)).toEqual(["a.txt"]);
    });
  });

  test("names the path and the reason when the folder is missing", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, "none", "a.txt");
      await expect(writeFileAtomic(path, "x")).rejects.toThrow(ResourceError);
      await expect(writeFileAtomic(path, "x")).rejects.toThrow(`cannot write ${path}: ENOENT`);
    });
  });

  test("cleans up and keeps what was there when the rename fails", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, "taken");
      await mkdir(path);
      await writeFile(join(path, "inside"), "kept");
      await expect(writeFileAtomic(path, "x")).rejects.toThrow(ResourceError);
      expect(await readdir(folder)).toEqual(["taken"]);
      expect(await readFile(join(path, "inside"), "utf8")).toBe("kept");
    });
  });
});

describe("cacheDirectory", () => {
  const cases: [NodeJS.Platform, NodeJS.ProcessEnv, string, string][] = [
    ["linux", {}, "/home/a", "/home/a/.cache/heddle"],
    ["linux", { XDG_CACHE_HOME: "/var/c" }, "/home/a", "/var/c/heddle"],
    ["linux", { XDG_CACHE_HOME: "relative" }, "/home/a", "/home/a/.cache/heddle"],
    ["linux", { XDG_CACHE_HOME: "" }, "/home/a", "/home/a/.cache/heddle"],
    ["darwin", {}, "/Users/a", "/Users/a/Library/Caches/heddle"],
    ["win32", { LOCALAPPDATA: "C:\\L" }, "C:\\Users\\a", "C:\\L\\heddle\\Cache"],
    ["win32", {}, "C:\\Users\\a", "C:\\Users\\a\\AppData\\Local\\heddle\\Cache"],
  ];
  test.each(cases)("on %s with %j and home %s is %s", (platform, env, home, expected) => {
    expect(cacheDirectory(env, platform, home)).toBe(expected);
  });
});
