/** What travels keeps every bit, and what was not written by Heddle is refused. */
import { describe, expect, test } from "@jest/globals";
import { fromErrorRecord } from "../../src/core/errors.js";
import { type Found, fromJson, type Json, toJson } from "../../src/distributed/codec.js";
import { packOutcome, packReport, unpackOutcome, unpackReport } from "../../src/distributed/message.js";
import { PayloadPacker } from "../../src/distributed/payloads.js";
import { createEngine } from "../../src/engine/engine.js";
import { loadModule } from "../../src/engine/load-node.js";
import { rowsOf, view, withWorkspace } from "../../src/kernels/tensor.js";
import { randomFloats } from "../support/random-data.js";

const engine = createEngine(loadModule(false), false);
const nothing: Found = {
  bytes: () => {
    throw new Error("no bytes here");
  },
  tensor: () => {
    throw new Error("no tensors here");
  },
};
const refuseArrays = () => {
  throw new Error("no arrays here");
};
const there = (value: unknown) => fromJson(JSON.parse(JSON.stringify(toJson(value, refuseArrays))), nothing);

describe("plain data", () => {
  test("comes back the same, to the last bit", () => {
    const value = {
      numbers: [0, -0, 1e-320, 0.1 + 0.2, 2 ** 53, -Number.MAX_VALUE, Number.NaN, Infinity, -Infinity],
      texts: ["", "$", "\u0000\ud800 lone", "é"],
      nested: [[], {}, [{ a: null, b: undefined, c: [true, false] }]],
      $: { $: ["number", "NaN"] },
      constructor: 1,
      toString: "own",
    };
    const back = there(value) as typeof value;
    expect(back).toEqual(value);
    expect(Object.is(back.numbers[1], -0)).toBe(true);
    expect(Object.hasOwn(back.nested[2][0 as never] as object, "b")).toBe(true);
  });

  test.each([
    ["a function", () => 1, "a function cannot travel"],
    ["a class", new Map(), "a Map cannot travel"],
    ["a bigint array", new BigInt64Array(1), "a BigInt64Array cannot travel"],
    ["a symbol", { a: [Symbol("x")] }, "a symbol cannot travel"],
    ["a key that is a trap", JSON.parse('{"__proto__": 1}'), "__proto__ is not accepted"],
  ])("%s is refused", (_, value, message) => {
    expect(() => there(value)).toThrow(message);
  });

  const hostile: [string, unknown][] = [
    ["an address", { dtype: "u8", ptr: 64, rows: 1, cols: 1 }],
    [
      "an address among the pairs of an object",
      {
        $: [
          "object",
          [
            ["dtype", "u8"],
            ["ptr", 0],
            ["rows", 1],
            ["cols", 1],
          ],
        ],
      },
    ],
    ["a trap among the pairs of an object", { $: ["object", [["__proto__", { polluted: true }]]] }],
    ["pairs that are none", { $: ["object", [["a"]]] }],
    ["a key that is no string", { $: ["object", [[1, 2]]] }],
    ["an unknown kind", { $: ["date", 1] }],
    ["a kind that is no list", { $: "number" }],
    ["more beside the kind", { $: ["undefined"], a: 1 }],
    ["an unknown number", { $: ["number", "0x1"] }],
    ["an array of an unknown type", { $: ["array", "toString", 1, "0"] }],
    ["an array of a negative length", { $: ["array", "f32", -1, "0"] }],
    ["an array without a name", { $: ["array", "f32", 1, 7] }],
    [
      "a tensor of half a row",
      {
        $: [
          "tensor",
          [
            ["dtype", "f32"],
            ["rows", 0.5],
            ["cols", 2],
          ],
          "0",
        ],
      },
    ],
    [
      "a tensor with an address of its own",
      {
        $: [
          "tensor",
          [
            ["dtype", "f32"],
            ["rows", 1],
            ["cols", 1],
            ["ptr", 4],
          ],
          "0",
        ],
      },
    ],
  ];
  test.each(hostile)("%s is a FormatError", (_, json) => {
    expect(() => fromJson([{ a: json }], nothing)).toThrow(expect.objectContaining({ name: "FormatError" }));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

test("tensors and arrays become blobs, each once, by the hash of their bytes", () => {
  withWorkspace(engine, (workspace) => {
    const X = workspace.putMatrix(randomFloats(1, 5, 3));
    const tail = rowsOf(X, 2, 5);
    const again = workspace.putMatrix(randomFloats(1, 5, 3));
    const packer = new PayloadPacker(engine);
    const one = packer.pack({ X, tail, order: Int32Array.of(3, 1) });
    const two = packer.pack([again, X]);
    expect(one.blobs).toHaveLength(3);
    expect(two.blobs).toEqual([one.blobs[0]]);
    expect(packer.blobs.map(({ bytes }) => bytes)).toEqual([60, 36, 8]);
    const bytes = new Map(packer.blobs.map(({ hash, read }) => [hash, Uint8Array.from(read())]));
    const found: Found = {
      bytes: (hash) => bytes.get(hash)!,
      tensor: (hash, length) => workspace.put("u8", bytes.get(hash)!, length),
    };
    const back = fromJson(JSON.parse(JSON.stringify(one.json)), found) as {
      X: typeof X;
      tail: typeof X;
      order: Int32Array;
    };
    expect(back.X).toMatchObject({ dtype: "f32", rows: 5, cols: 3, scale: 1 });
    expect(view(engine, back.X)).toEqual(view(engine, X));
    expect(view(engine, back.tail)).toEqual(view(engine, tail));
    expect(back.order).toEqual(Int32Array.of(3, 1));
  });
});

describe("an outcome", () => {
  test("comes back with its arrays and its reports", () => {
    const result = {
      beta: [Float64Array.of(1.5, -0, Number.NaN), new Float64Array(0)],
      weights: null,
      bytes: Uint8Array.of(7),
    };
    const reports = [{ score: Number.NaN }, { score: -0 }];
    expect(unpackOutcome(packOutcome({ ok: true, result, reports }))).toEqual({ ok: true, result, reports });
  });

  test("of a task that threw is its error", () => {
    const error = { name: "ShapeError", message: "3 is not 4", stack: "ShapeError: 3 is not 4" };
    const outcome = unpackOutcome(packOutcome({ ok: false, error, reports: [] }));
    expect(outcome).toEqual({ ok: false, error, reports: [] });
    expect(fromErrorRecord(error)).toMatchObject({ name: "ShapeError", code: "ERR_SHAPE" });
  });

  test("that is cut off anywhere, or changed, is a FormatError", () => {
    const packed = packOutcome({ ok: true, result: { a: Float32Array.of(1, 2) }, reports: [1] });
    for (let length = 0; length < packed.length; length++) {
      expect(() => unpackOutcome(packed.subarray(0, length))).toThrow(expect.objectContaining({ name: "FormatError" }));
    }
    const text = (json: unknown) => {
      const body = Buffer.from(JSON.stringify(json));
      const head = Buffer.alloc(4);
      head.writeUInt32LE(body.length);
      return Buffer.concat([head, body]);
    };
    const wrong: Json[] = [
      null,
      [],
      { protocol: 1, ok: true, reports: [] },
      { protocol: 2, ok: true, reports: [], result: 1 },
      { protocol: 1, ok: "yes", reports: [], result: 1 },
      { protocol: 1, ok: true, reports: {}, result: 1 },
      { protocol: 1, ok: false, reports: [], error: { name: 1, message: "x" } },
      { protocol: 1, ok: true, reports: [], result: { $: ["array", "f64", 1, "-8"] } },
      { protocol: 1, ok: true, reports: [], result: { $: ["array", "f64", 2 ** 40, "0"] } },
      {
        protocol: 1,
        ok: true,
        reports: [],
        result: {
          $: [
            "tensor",
            [
              ["dtype", "u8"],
              ["rows", 0],
              ["cols", 0],
            ],
            "0",
          ],
        },
      },
    ];
    for (const json of wrong)
      expect(() => unpackOutcome(text(json))).toThrow(expect.objectContaining({ name: "FormatError" }));
  });
});

test("a report comes back as it was, and what is none is nothing", () => {
  const report = { index: 3, value: { kind: "fit", score: Number.NaN } };
  expect(unpackReport(JSON.parse(JSON.stringify(packReport(report))))).toEqual(report);
  for (const junk of [null, 7, {}, { index: "0", value: 1 }, { index: 0, value: { $: 1 } }]) {
    expect(unpackReport(junk)).toBeUndefined();
  }
});
