/** A worker keeps what it has fetched, within limits, and trusts nothing. */
import { createHash } from "node:crypto";
import { readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { BlobCache } from "../../src/distributed/blob-cache.js";
import { type BlobSource, placeSource } from "../../src/distributed/blob-sources.js";
import type { BlobName } from "../../src/distributed/message.js";
import { TensorCache } from "../../src/distributed/tensor-cache.js";
import { createEngine } from "../../src/engine/engine.js";
import { loadModule } from "../../src/engine/load-node.js";
import { view } from "../../src/kernels/tensor.js";
import { withTemporaryFolder } from "../support/temporary.js";

const never = new AbortController().signal;
const SESSION = "00000000-0000-4000-8000-000000000000";

function blob(seed: number, bytes: number): { readonly name: BlobName; readonly data: Uint8Array } {
  const data = Uint8Array.from({ length: bytes }, (_, i) => (i * 7 + seed) % 251);
  return { name: { hash: createHash("sha256").update(data).digest("hex"), bytes }, data };
}

/** A source with these blobs that counts how often it is asked. */
function sourceOf(...blobs: ReturnType<typeof blob>[]) {
  let asked = 0;
  const source: BlobSource = async (_session, { hash }) => {
    asked++;
    return blobs.find(({ name }) => name.hash === hash)?.data;
  };
  return { source, asked: () => asked };
}

describe("the cache on disk", () => {
  const open = (folder: string, maxBytes: number, ...sources: BlobSource[]) =>
    new BlobCache({ folder: join(folder, "blobs"), maxBytes, sources, onFetched() {} });

  test("fetches once, and again what was spoiled, shortened or removed", async () => {
    await withTemporaryFolder(async (folder) => {
      const { name, data } = blob(1, 1000);
      const { source, asked } = sourceOf({ name, data });
      const cache = open(folder, 1e6, source);
      const get = () => cache.get(SESSION, name, never);
      expect(await get()).toEqual(data);
      expect(Buffer.compare(await get(), data)).toBe(0);
      expect(asked()).toBe(1);
      for (const spoiled of [data.with(3, 255), data.subarray(1), new Uint8Array(0)]) {
        const before = asked();
        await writeFile(join(folder, "blobs", name.hash), spoiled);
        expect(Buffer.compare(await get(), data)).toBe(0);
        expect(Buffer.compare(await get(), data)).toBe(0);
        expect(asked()).toBe(before + 1);
      }
    });
  });

  test("takes nothing with another hash or length from a source, and asks the next", async () => {
    await withTemporaryFolder(async (folder) => {
      const { name, data } = blob(2, 64);
      const wrong: BlobSource = async () => data.with(0, 9);
      const short: BlobSource = async () => data.subarray(1);
      expect(await open(folder, 1e6, wrong, short, sourceOf({ name, data }).source).get(SESSION, name, never)).toEqual(
        data,
      );
      await expect(open(`${folder}/other`, 1e6, wrong, short).get(SESSION, name, never)).rejects.toMatchObject({
        name: "ResourceError",
        message: expect.stringMatching(
          /is not there; where clients put it in a folder, workers are started with --data/,
        ),
      });
    });
  });

  test("removes the longest unused to stay within its limit, and old half-written files", async () => {
    await withTemporaryFolder(async (folder) => {
      const blobs = [0, 1, 2, 3].map((seed) => blob(seed, 400));
      const cache = open(folder, 1000, sourceOf(...blobs).source);
      const files = join(folder, "blobs");
      const touch = (file: string, secondsAgo: number) => {
        const time = new Date(Date.now() - secondsAgo * 1000);
        return utimes(join(files, file), time, time);
      };
      await cache.get(SESSION, blobs[0].name, never);
      await cache.get(SESSION, blobs[1].name, never);
      await touch(blobs[0].name.hash, 20);
      await touch(blobs[1].name.hash, 10);
      await writeFile(join(files, ".half.tmp"), "x");
      await touch(".half.tmp", 7200);
      await cache.get(SESSION, blobs[0].name, never); // used again
      await cache.get(SESSION, blobs[2].name, never);
      expect((await readdir(files)).sort()).toEqual([blobs[0].name.hash, blobs[2].name.hash].sort());
      const large = blob(5, 2000);
      expect(await open(folder, 1000, sourceOf(large).source).get(SESSION, large.name, never)).toEqual(large.data);
      expect(await readdir(files)).toHaveLength(2);
    });
  });

  test("that cannot be written still serves", async () => {
    await withTemporaryFolder(async (folder) => {
      const { name, data } = blob(1, 10);
      await writeFile(join(folder, "blobs"), "a file where the folder should be");
      expect(await open(folder, 1e6, sourceOf({ name, data }).source).get(SESSION, name, never)).toEqual(data);
    });
  });
});

test("a place is a folder or an http address", () => {
  for (const place of ["ftp://host/x", "file:///etc", "redis://host"])
    expect(() => placeSource(place)).toThrow("must be a folder");
  for (const place of ["/mnt/heddle", "relative", "https://host/x/", "http://host"]) placeSource(place);
});

describe("the cache in memory", () => {
  test("loads a blob once for all that read it, and frees the longest unused", async () => {
    const engine = createEngine(loadModule(false), false);
    const cache = new TensorCache(engine, 1000);
    const [one, two, three] = [1, 2, 3].map((seed) => blob(seed, 448));
    let loads = 0;
    const load = (data: Uint8Array) => async () => {
      loads++;
      return data;
    };
    const holds = [cache.hold(one.name, load(one.data)), cache.hold(one.name, load(one.data))];
    const [tensor, same] = await Promise.all(holds.map(({ loaded }) => loaded));
    expect(same).toBe(tensor);
    expect(view(engine, tensor)).toEqual(one.data);
    for (const hold of holds) hold.release();
    const second = cache.hold(two.name, load(two.data));
    await second.loaded;
    second.release();
    expect([loads, engine.arena.usedBytes]).toEqual([2, 896]);
    const third = cache.hold(three.name, load(three.data));
    await third.loaded;
    expect(engine.arena.usedBytes).toBe(896);
    const again = cache.hold(one.name, load(one.data));
    await again.loaded;
    expect([loads, engine.arena.usedBytes]).toEqual([4, 896]);
    third.release();
    again.release();
  });

  test("keeps what is read, limit or not, and forgets what could not be loaded", async () => {
    const engine = createEngine(loadModule(false), false);
    const cache = new TensorCache(engine, 100);
    const { name, data } = blob(1, 448);
    const failed = cache.hold(name, () => Promise.reject(new Error("gone")));
    await expect(failed.loaded).rejects.toThrow("gone");
    const hold = cache.hold(name, async () => data);
    failed.release();
    expect(view(engine, await hold.loaded)).toEqual(data);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(engine.arena.usedBytes).toBe(448);
    hold.release();
    expect(engine.arena.usedBytes).toBe(0);
  });
});
