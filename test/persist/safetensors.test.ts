import { describe, expect, test } from "@jest/globals";
import { FormatError } from "../../src/core/errors.js";
import { decodeArchive, encodeArchive, type TensorData } from "../../src/persist/safetensors.js";

const tensors = new Map<string, TensorData>([
  ["floats", new Float32Array([1, -0, Number.NaN, 3.5])],
  ["bytes", new Uint8Array([1, 2, 3])],
  ["doubles", new Float64Array([Math.PI])],
  ["none", new Int32Array(0)],
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
    expect([...decoded.tensors.keys()]).toEqual([...tensors.keys()]);
    for (const [name, data] of tensors) {
      const read = decoded.tensors.get(name)!;
      expect(Buffer.from(read.buffer)).toEqual(Buffer.from(data.buffer));
    }
  });

  test("an archive is read from the middle of a larger buffer", () => {
    const bytes = encodeArchive({ metadata, tensors });
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeArchive(shifted.subarray(3)).tensors.get("doubles")![0]).toBe(Math.PI);
  });

  test("an archive is read from a pooled Buffer, as files give it", () => {
    const pooled = Buffer.from(encodeArchive({ metadata, tensors }));
    expect(pooled.buffer.byteLength).toBeGreaterThan(pooled.length);
    expect([...decodeArchive(pooled).tensors.get("bytes")!]).toEqual([1, 2, 3]);
    expect(decodeArchive(pooled).tensors.get("floats")!.buffer.byteLength).toBe(16);
  });

  test("every truncation is refused", () => {
    const bytes = encodeArchive({ metadata, tensors: new Map([["x", new Float32Array(4)]]) });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeArchive(bytes.subarray(0, length))).toThrow(FormatError);
    }
  });

  const entry = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  test.each([
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
});
