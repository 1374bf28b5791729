/** Atomic writing, and the folder the cache is in. */
import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { ResourceError } from "../../src/core/errors.js";
import { checkWritable, removeStaleTemporaries, writeFileAtomic } from "../../src/data/atomic-write.js";
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

describe("checkWritable", () => {
  test("leaves nothing, and what was there as it was", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, "a.txt");
      await checkWritable(path);
      expect(await readdir(folder)).toEqual([]);
      await writeFile(path, "old");
      await checkWritable(path);
      expect(await readFile(path, "utf8")).toBe("old");
    });
  });

  test("refuses a missing folder, and a folder where the file shall be", async () => {
    await withTemporaryFolder(async (folder) => {
      await expect(checkWritable(join(folder, "none", "a"))).rejects.toThrow(/^cannot write .*: ENOENT/);
      await expect(checkWritable(folder)).rejects.toThrow(`cannot write ${folder}: it is a folder`);
      await expect(checkWritable(folder)).rejects.toThrow(ResourceError);
    });
  });
});

describe("removeStaleTemporaries", () => {
  const uuid = "01234567-89ab-cdef-0123-456789abcdef";

  test("removes what a killed process left, and nothing else", async () => {
    await withTemporaryFolder(async (folder) => {
      const { pid } = spawnSync(process.execPath, ["--version"]);
      const stale = [`.a.json.${pid}.${uuid}.tmp`, `.b.json.${process.pid}.${uuid}.tmp`];
      const others = [`.c.json.1.${uuid}.tmp`, ".d.json.tmp", "a.json", `e.${pid}.${uuid}.tmp`];
      for (const name of [...stale, ...others]) await writeFile(join(folder, name), "{");
      await removeStaleTemporaries(folder);
      expect((await readdir(folder)).sort()).toEqual(others.sort());
    });
  });

  test("leaves alone what this process is writing", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, "a.txt");
      function* slowly() {
        yield "first, ";
        yield "second";
      }
      const writing = Array.from({ length: 20 }, () => writeFileAtomic(path, slowly()));
      for (let i = 0; i < 20; i++) await removeStaleTemporaries(folder);
      await Promise.all(writing);
      expect(await readFile(path, "utf8")).toBe("first, second");
    });
  });

  test("does not mind a folder that is not there", async () => {
    await removeStaleTemporaries("/nowhere/at/all");
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
