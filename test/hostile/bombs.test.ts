/** Small files that stand for large ones: what they may become is known before anything is decompressed. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { zipSync } from "fflate";
import { FormatError } from "../../src/core/errors.js";
import { decodeIdx } from "../../src/data/idx-file.js";
import { formatNpy } from "../../src/data/npy.js";
import { parseNpz } from "../../src/data/npz.js";
import { PLACES, repeatedEntry, withCentralEntry } from "../support/zip.js";

const MEGABYTE = 2 ** 20;

/** Fails if `read` is not refused with these words, or takes more memory for buffers than `bytes` on the way. */
async function refused(read: () => Promise<unknown>, words: RegExp, bytes = 16 * MEGABYTE): Promise<void> {
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 1);
  try {
    const error = await read().then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    expect(error).toBeInstanceOf(FormatError);
    expect(error!.message).toMatch(words);
  } finally {
    clearInterval(timer);
  }
  expect(most).toBeLessThan(bytes);
}

function idx(declared: readonly number[], values: number): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * declared.length + values);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, 8, declared.length]);
  for (const [axis, size] of declared.entries()) view.setUint32(4 + 4 * axis, size);
  return bytes;
}

describe("a gzip bomb", () => {
  test("is not decompressed beyond what its IDX header declares", async () => {
    const bomb = gzipSync(idx([1000], 200 * MEGABYTE));
    expect(bomb.length).toBeLessThan(MEGABYTE);
    await refused(() => decodeIdx(bomb, "bomb"), /^bomb: decompresses to more than the 1008 bytes allowed$/);
  });

  test("that declares more than is ever read is refused before it is decompressed", async () => {
    const bomb = gzipSync(idx([2 ** 31, 1], 20 * MEGABYTE));
    await refused(() => decodeIdx(bomb, "bomb"), /the header declares 2147483660 bytes; at most 2147483647 are read/);
  });

  test("without an IDX header is refused after its first four megabytes", async () => {
    const bomb = gzipSync(new Uint8Array(200 * MEGABYTE));
    await refused(() => decodeIdx(bomb, "bomb"), /it is not an IDX file/);
  });
});

describe("a ZIP bomb", () => {
  test("of entries that all are the same stored bytes is refused, whatever they declare", async () => {
    const one = zipSync({ "a0000.npy": formatNpy(new Uint8Array(MEGABYTE)) }, { level: 0 });
    const named = (view: DataView, at: number, index: number) => {
      const digits = String(index).padStart(4, "0");
      for (let i = 0; i < 4; i++) view.setUint8(at + PLACES.name + 1 + i, digits.charCodeAt(i));
    };
    const bomb = repeatedEntry(one, 5000, (view, at, index) => {
      named(view, at, index);
      view.setUint32(at + PLACES.originalSize, 0, true);
    });
    await refused(() => parseNpz(bomb), /"a0000.npy" declares 0 bytes, which its \d+ cannot be/);
    const honest = repeatedEntry(one, 5000, named);
    await refused(() => parseNpz(honest, { maxBytes: 4 * MEGABYTE }), /takes more than the 4194304 bytes allowed/);
  });

  test("of more than ten thousand arrays is refused, one of as many is read", async () => {
    const one = formatNpy(new Uint8Array(1));
    const archive = (count: number) =>
      zipSync(Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}.npy`, one])), { level: 0 });
    expect(Object.keys(await parseNpz(archive(10_000)))).toHaveLength(10_000);
    const bomb = archive(10_001);
    await refused(() => parseNpz(bomb), /more than 10000 arrays/);
  });

  test("that declares more than its compressed bytes can become is refused before room is made for it", async () => {
    const small = zipSync({ "a.npy": formatNpy(new Uint8Array(1000)) });
    const liar = withCentralEntry(small, (view, at) => view.setUint32(at + PLACES.originalSize, 900 * MEGABYTE, true));
    await refused(() => parseNpz(liar), /"a.npy" declares 943718400 bytes, which its \d+ cannot be/);
  });
});
