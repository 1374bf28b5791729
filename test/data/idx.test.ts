/** IDX parsing and bounded decompression: what is accepted, and what each kind of damage is called. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { FormatError } from "../../src/core/errors.js";
import { gunzip } from "../../src/data/gunzip.js";
import { parseIdx } from "../../src/data/idx.js";

/** Magic, big-endian dimensions, then `values`. */
function idx(type: number, shape: readonly number[], values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  bytes.set([0, 0, type, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}

const SIX = [1, 2, 3, 4, 5, 255];

describe("parseIdx", () => {
  test("returns shape and values of a well-formed array", () => {
    const { shape, data } = parseIdx(idx(8, [3, 1, 2], SIX));
    expect(shape).toEqual([3, 1, 2]);
    expect([...data]).toEqual(SIX);
  });

  test("reads bytes that start in the middle of a buffer, without copying", () => {
    const whole = new Uint8Array([9, 9, 9, ...idx(8, [2, 3], SIX)]);
    const { data } = parseIdx(whole.subarray(3));
    expect([...data]).toEqual(SIX);
    expect(data.buffer).toBe(whole.buffer);
  });

  test("accepts an array with no items, however large its other dimensions", () => {
    expect(parseIdx(idx(8, [0, 28, 28], [])).data.length).toBe(0);
    expect(parseIdx(idx(8, [0, ...Array(40).fill(0xffffffff)], [])).data.length).toBe(0);
  });

  const cases: [claim: string, bytes: Uint8Array, message: RegExp][] = [
    ["an empty input", new Uint8Array(0), /^f: 0 bytes; .*four bytes/],
    ["three bytes", new Uint8Array([0, 0, 8]), /^f: 3 bytes/],
    ["a wrong magic", new Uint8Array([1, 2, 3, 4, 5]), /starts with the bytes 01 02 03 04; it is not an IDX file/],
    ["an unknown type code", idx(7, [6], SIX), /00 00 07 01; it is not an IDX file/],
    ["no dimensions", idx(8, [], [1]), /00 00 08 00; it is not an IDX file/],
    ["a gzip file", gzipSync(idx(8, [6], SIX)), /still gzip-compressed/],
    ["float32 values", idx(0x0d, [1], [0, 0, 0, 0]), /holds float32 values; only uint8/],
    ["int32 values", idx(0x0c, [1], [0, 0, 0, 0]), /holds int32 values; only uint8/],
    ["a cut header", idx(8, [2, 3], SIX).subarray(0, 10), /10 bytes; the header with 2 dimensions alone takes 12/],
    ["missing values", idx(8, [2, 3], SIX.slice(1)), /2 × 3 = 6 bytes, 5 follow it; the file is truncated/],
    ["trailing bytes", idx(8, [2, 3], [...SIX, 0, 0]), /= 6 bytes, 8 follow it; 2 trailing bytes/],
    ["dimensions beyond 2⁶⁴", idx(8, [0xffffffff, 0xffffffff, 0xffffffff], SIX), /6 follow it; the file is truncated/],
    ["dimensions beyond the largest double", idx(8, Array(40).fill(0xffffffff), SIX), /Infinity bytes.*truncated/],
  ];
  test.each(cases)("refuses %s", (_, bytes, message) => {
    expect(() => parseIdx(bytes, "f")).toThrow(FormatError);
    expect(() => parseIdx(bytes, "f")).toThrow(message);
  });
});

describe("gunzip", () => {
  const content = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 251);

  test("returns the content in a buffer of its own", async () => {
    for (const size of [1, 100, 5000]) {
      const raw = await gunzip(gzipSync(content.subarray(0, size)), "f", 5000);
      expect([...raw]).toEqual([...content.subarray(0, size)]);
      expect(raw.buffer.byteLength).toBe(size);
      expect(Object.getPrototypeOf(raw).constructor.name).toBe("Uint8Array");
    }
  });

  test("refuses a truncated file", async () => {
    const failed = gunzip(gzipSync(content).subarray(0, -20), "f", 5000);
    await expect(failed).rejects.toThrow(FormatError);
    await expect(failed).rejects.toThrow("f: the gzip data is truncated");
  });

  test("refuses a flipped bit wherever it is", async () => {
    const good = gzipSync(content);
    for (const at of [10, 40, good.length >> 1, good.length - 6]) {
      const bad = new Uint8Array(good);
      bad[at] ^= 4;
      await expect(gunzip(bad, "f", 5000)).rejects.toThrow(FormatError);
    }
  });

  test("refuses data that is not gzip", async () => {
    await expect(gunzip(content, "f", 5000)).rejects.toThrow(/^f: the gzip data is corrupt/);
  });

  test("stops a bomb at the bound", async () => {
    const bomb = gzipSync(new Uint8Array(50_000_000));
    expect(bomb.length).toBeLessThan(60_000);
    await expect(gunzip(bomb, "f", 1_000_000)).rejects.toThrow(
      "f: decompresses to more than the 1000000 bytes allowed",
    );
    await expect(gunzip(bomb, "f", 1_000_000)).rejects.toThrow(FormatError);
  });
});
