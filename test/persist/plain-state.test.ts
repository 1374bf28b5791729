import { describe, expect, test } from "@jest/globals";
import { FormatError } from "../../src/core/errors.js";
import { fromPlain, toPlain } from "../../src/persist/plain-state.js";
import type { TensorData } from "../../src/persist/safetensors.js";

describe("plain state", () => {
  test("nested data comes back through JSON, typed arrays and infinities included", () => {
    const state = {
      a: [1, { data: new Float32Array([1, 2]), rows: 1, cols: 2 }],
      b: Number.POSITIVE_INFINITY,
      c: null,
      d: "text",
      e: true,
    };
    const tensors = new Map<string, TensorData>();
    const json = JSON.stringify(toPlain(state, "s", tensors));
    expect([...tensors.keys()]).toEqual(["s.a.1.data"]);
    expect(fromPlain(JSON.parse(json), tensors)).toEqual(state);
  });

  test("what is not plain data is refused by its path", () => {
    expect(() => toPlain({ inner: new Map() }, "model", new Map())).toThrow("model.inner is not plain data");
    expect(() => toPlain({ f: () => 1 }, "model", new Map())).toThrow("model.f is not plain data");
  });

  test("a missing tensor is a FormatError", () => {
    expect(() => fromPlain({ $tensor: "x" }, new Map())).toThrow(FormatError);
  });

  test("a key named __proto__ does not reach the prototype", () => {
    const value = fromPlain(JSON.parse('{"__proto__": {"polluted": true}, "a": 1}'), new Map()) as Record<
      string,
      unknown
    >;
    expect(value.polluted).toBeUndefined();
    expect(value.a).toBe(1);
  });
});
