import { describe, expect, test } from "@jest/globals";
import { FormatError } from "../../src/core/errors.js";
import { decodeArchive, encodeArchive, type StoredTensor } from "../../src/persist/safetensors.js";

const tensors = new Map<string, StoredTensor>([
  ["bytes", { shape: [3], data: new Uint8Array([1, 2, 3]) }],
  ["floats", { shape: [2, 2], data: new Float32Array([1, -0, 2 ** -149, 3.5]) }],
  ["doubles", { shape: [1], data: new Float64Array([Math.PI]) }],
  ["none", { shape: [0, 4], data: new Int32Array(0) }],
]);
const metadata = { format: "test", note: "é, ∞" };

function archiveWith(header: unknown, body = new Uint8Array(0)): Uint8Array {
  const text =
    typeof header === "string" ? new TextEncoder().encode(header) : new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(body, 8 + text.length);
  return bytes;
}

describe("safetensors", () => {
  test("an archive comes back with the same bits", () => {
    const decoded = decodeArchive(encodeArchive({ metadata, tensors }));
    expect(decoded.metadata).toEqual(metadata);
    expect([...decoded.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
    for (const [name, { shape, data }] of tensors) {
      const read = decoded.tensors.get(name)!;
      expect(read.shape).toEqual(shape);
      expect(Buffer.from(read.data.buffer)).toEqual(Buffer.from(data.buffer));
    }
  });

  test("every tensor is aligned in the file, and there is no gap", () => {
    const bytes = encodeArchive({ metadata, tensors });
    const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes)));
    expect(headerBytes % 8).toBe(0);
    let used = 0;
    for (const [name, { data }] of tensors) {
      expect(header[name].data_offsets[0] % data.BYTES_PER_ELEMENT).toBe(0);
      used += data.byteLength;
    }
    expect(bytes.length).toBe(8 + headerBytes + used);
  });

  test("an archive is read from the middle of a larger buffer", () => {
    const bytes = encodeArchive({ metadata, tensors });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeArchive(shifted.subarray(3)).tensors.get("doubles")!.data[0]).toBe(Math.PI);
  });

  test("an archive is read from a pooled Buffer, as files give it", () => {
    const pooled = Buffer.from(encodeArchive({ metadata, tensors }));
    expect(pooled.buffer.byteLength).toBeGreaterThan(pooled.length);
    expect([...decodeArchive(pooled).tensors.get("bytes")!.data]).toEqual([1, 2, 3]);
    expect(decodeArchive(pooled).tensors.get("floats")!.data.buffer.byteLength).toBe(16);
  });

  test("every truncation is refused", () => {
    const bytes = encodeArchive({ metadata, tensors: new Map([["x", { shape: [4], data: new Float32Array(4) }]]) });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeArchive(bytes.subarray(0, length))).toThrow(FormatError);
    }
  });

  const entry = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const half = { dtype: "U8", shape: [2], data_offsets: [0, 2] };
  test.each([
    [
      "a name that occurs twice",
      `{"__metadata__":{},"x":${JSON.stringify(entry)},"x":${JSON.stringify(entry)}}`,
      /twice/,
    ],
    ["a key that occurs twice", '{"__metadata__":{"a":"1","\\u0061":"2"}}', /twice/],
    ["the name __proto__", `{"__metadata__":{},"__proto__":${JSON.stringify(entry)}}`, /__proto__/],
    ["bytes after the last tensor", { __metadata__: {}, x: half }, /2 bytes after the last tensor/],
    ["a gap", { __metadata__: {}, x: { ...half, data_offsets: [2, 4] } }, /leaves a gap/],
    [
      "an overlap",
      { __metadata__: {}, x: half, y: { dtype: "U8", shape: [3], data_offsets: [1, 4] } },
      /overlaps the one before/,
    ],
    ["a shape whose product is no number", { __metadata__: {}, x: { ...entry, shape: [2 ** 40, 2 ** 40] } }, /numbers/],
    ["a header of a foreign kind", "[]", /not an object/],
    ["a header that is not JSON", "{", /not JSON/],
    ["no metadata", { x: entry }, /no metadata/],
    ["metadata that is not text", { __metadata__: { a: 1 }, x: entry }, /no metadata/],
    ["an unknown type", { __metadata__: {}, x: { ...entry, dtype: "BF16" } }, /unknown type/],
    ["a type of the prototype", { __metadata__: {}, x: { ...entry, dtype: "constructor" } }, /unknown type/],
    ["a negative size", { __metadata__: {}, x: { ...entry, shape: [-1] } }, /shape/],
    ["a shape that does not match", { __metadata__: {}, x: { ...entry, shape: [2] } }, /4 bytes for 2 numbers/],
    ["offsets outside the data", { __metadata__: {}, x: { ...entry, shape: [2], data_offsets: [0, 8] } }, /outside/],
    ["offsets turned round", { __metadata__: {}, x: { ...entry, data_offsets: [4, 0] } }, /outside/],
    ["a tensor that is no object", { __metadata__: {}, x: 1 }, /no description/],
  ])("%s is refused", (_, header, message) => {
    const read = () => decodeArchive(archiveWith(header, new Uint8Array(4)));
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
  });

  test("a header length near 2^63 is refused before anything is allocated", () => {
    const bytes = new Uint8Array(16);
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 63n - 1n, true);
    expect(() => decodeArchive(bytes)).toThrow(/said to have 9223372036854775807 bytes/);
  });

  test("a header of more than 16 MiB is refused unread, even if it is there", () => {
    const bytes = archiveWith(" ".repeat(16 * 2 ** 20 + 1));
    expect(() => decodeArchive(bytes)).toThrow(/at most 16777216 are read/);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "a tensor with %d is refused",
    (value) => {
      const data = new Float32Array([0, value]);
      const bytes = encodeArchive({ metadata, tensors: new Map([["x", { shape: [2], data }]]) });
      expect(() => decodeArchive(bytes)).toThrow(`tensor "x" has the value ${value} at 1`);
    },
  );

  test("what is no Uint8Array is refused", () => {
    expect(() => decodeArchive(new ArrayBuffer(64) as unknown as Uint8Array)).toThrow(FormatError);
  });

  test("metadata are judged before tensors are read", () => {
    const bytes = archiveWith({ __metadata__: { a: "b" }, x: "nonsense" });
    const refuse = () => {
      throw new FormatError("judged");
    };
    expect(() => decodeArchive(bytes, refuse)).toThrow("judged");
  });
});
