import { describe, expect, test } from "@jest/globals";
import { FormatError } from "../../src/core/errors.js";
import { fromPlain, toPlain } from "../../src/persist/plain-state.js";
import type { StoredTensor } from "../../src/persist/safetensors.js";

describe("plain state", () => {
  test("nested data comes back through JSON, typed arrays and infinities included", () => {
    const state = {
      a: [1, { data: new Float32Array([1, 2]), rows: 1, cols: 2 }],
      b: Number.POSITIVE_INFINITY,
      c: null,
      d: "text",
      e: true,
      f: new Int32Array([7]),
      g: { data: "text", rows: 1, cols: 4 },
    };
    const tensors = new Map<string, StoredTensor>();
    const json = JSON.stringify(toPlain(state, "s", tensors));
    expect([...tensors.keys()]).toEqual(["s.a.1", "s.f"]);
    expect(tensors.get("s.a.1")!.shape).toEqual([1, 2]);
    expect(fromPlain(JSON.parse(json), tensors)).toEqual(state);
  });

  test("what is not plain data is refused by its path", () => {
    expect(() => toPlain({ inner: new Map() }, "model", new Map())).toThrow("model.inner is not plain data");
    expect(() => toPlain({ f: () => 1 }, "model", new Map())).toThrow("model.f is not plain data");
  });

  test("NaN is refused by its path", () => {
    expect(() => toPlain([Number.NaN], "model", new Map())).toThrow("model.0 is NaN");
  });

  const tensors = new Map<string, StoredTensor>([
    ["flat", { shape: [2], data: new Float32Array(2) }],
    ["table", { shape: [1, 2], data: new Float32Array(2) }],
    ["bytes", { shape: [1, 2], data: new Uint8Array(2) }],
  ]);
  test.each([
    ["a missing tensor", { $tensor: "x" }],
    ["a name that is no text", { $tensor: ["x"] }],
    ["a table for a vector", { $tensor: "table" }],
    ["a vector for a table", { $matrix: "flat" }],
    ["a scale of floats", { $matrix: "table", scale: 2 }],
    ["a scale of 0", { $matrix: "bytes", scale: 0 }],
    ["a number by another name", { $number: "NaN" }],
  ])("%s is a FormatError", (_, value) => {
    expect(() => fromPlain(value, tensors)).toThrow(FormatError);
  });

  test("a scale of bytes is kept", () => {
    expect(fromPlain({ $matrix: "bytes", scale: 0.5 }, tensors)).toMatchObject({ rows: 1, cols: 2, scale: 0.5 });
  });
});
