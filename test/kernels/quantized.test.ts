/** Products of small integers, to the last bit of an integer reference, on shapes around the tile and with the largest values. */
import { describe, expect, test } from "@jest/globals";
import { createEngine } from "../../src/engine/engine.js";
import { loadModule, turboAvailable } from "../../src/engine/load-node.js";
import {
  allocRowList,
  MAX_FAN_IN,
  putQuantized,
  quantizedGemv,
  quantizeRow,
  TILE_COLS,
} from "../../src/kernels/quantized.js";
import { view, type Workspace } from "../../src/kernels/tensor.js";
import { quantizedProduct, quantizedRow } from "../reference/quantized.js";
import { Guarded, inWorkspace, testEngine } from "./support/guarded.js";
import { codes, uniform } from "./support/reference.js";

const UNSIGNED = { scale: 1 / 100, low: 0, high: 127 };
const SIGNED = { scale: 1 / 60, low: -64, high: 63 };
const INNER = [1, 2, 3, 4, 5, 8, 31, 263];
const OUTER = [1, 2, 31, 32, 33, 64, 75];
const SHAPES = INNER.flatMap((k) => OUTER.map((n) => [k, n] as const));

const engine = testEngine();

/** The whole row again, out of the list of its pairs. */
function spread(workspace: Workspace, x: Float32Array, levels: typeof UNSIGNED): { values: number[]; count: number } {
  const list = allocRowList(workspace, x.length);
  const guarded = new Guarded(workspace, 1, x.length, x);
  const count = quantizeRow(workspace.engine, guarded.tensor, levels, list);
  expect(guarded.read()).toEqual(x);
  const entries = view(workspace.engine, list).slice(0, 2 * count);
  const values = new Array<number>(2 * Math.ceil(x.length / 2)).fill(0);
  for (let at = 0; at < entries.length; at += 2) {
    values[2 * entries[at + 1]] = (entries[at] << 16) >> 16;
    values[2 * entries[at + 1] + 1] = entries[at] >> 16;
  }
  return { values, count };
}

describe("quantize_row", () => {
  test.each(INNER)("%i values equal the reference, and pairs of zeros are left out", (k) => {
    for (const levels of [UNSIGNED, SIGNED]) {
      const x = uniform(k, k, -2, 2).map((value, i) => (i % 7 < 4 ? 0 : value));
      const expected = quantizedRow(x, levels.scale, levels.low, levels.high);
      const padded = k % 2 ? [...expected, 0] : expected;
      const { values, count } = inWorkspace(engine, (workspace) => spread(workspace, x, levels));
      expect(values.map((value) => value + 0)).toEqual(padded.map((value) => value + 0));
      const pairs = padded.filter((value, i) => i % 2 === 0 && (value !== 0 || padded[i + 1] !== 0));
      expect(count).toBe(pairs.length);
    }
  });

  test("ties go to even, and what is outside the levels, even 3e38, becomes the nearest of them", () => {
    const x = Float32Array.of(0.5, 1.5, 2.5, -0.5, -1.5, 126.5, 127.5, 3e38, -3e38, 1e-38, -0);
    const { values } = inWorkspace(engine, (workspace) => spread(workspace, x, { scale: 1, low: -64, high: 127 }));
    expect(values.map((value) => value + 0)).toEqual([0, 2, 2, 0, -2, 126, 127, 127, -64, 0, 0, 0]);
  });

  test("a list that is too short is refused", () => {
    inWorkspace(engine, (workspace) => {
      const list = allocRowList(workspace, 5);
      expect(() => quantizeRow(engine, workspace.zeros("f32", 1, 6), UNSIGNED, list)).toThrow("quantizeRow: 1 × 6");
    });
  });
});

interface Operands {
  readonly x: Float32Array;
  readonly W: Int8Array;
  readonly factors: Float32Array;
  readonly bias: Float32Array;
}

function product(workspace: Workspace, { x, W, factors, bias }: Operands, levels: typeof UNSIGNED): Float32Array {
  const [k, n] = [x.length, factors.length];
  const weights = putQuantized(workspace, { data: W, rows: k, cols: n }, factors);
  const list = allocRowList(workspace, k);
  const count = quantizeRow(workspace.engine, workspace.put("f32", x, 1, k), levels, list);
  const y = new Guarded(workspace, 1, n);
  const scratch = workspace.alloc("f32", TILE_COLS);
  quantizedGemv(workspace.engine, list, count, weights, y.tensor, scratch, "bias", workspace.put("f32", bias));
  return y.read();
}

function operands(k: number, n: number): Operands {
  const W = Int8Array.from(codes(k * n, k * n, 255), (code) => code - 127);
  return { x: uniform(k, k, -2, 2), W, factors: uniform(n, n, 1e-4, 1e-3), bias: uniform(n + 1, n) };
}

describe("qgemv", () => {
  test.each(SHAPES)("%i · (%i columns) has the bits of the reference", (k, n) => {
    for (const levels of [UNSIGNED, SIGNED]) {
      const given = operands(k, n);
      const q = quantizedRow(given.x, levels.scale, levels.low, levels.high);
      const answer = inWorkspace(engine, (workspace) => product(workspace, given, levels));
      expect(answer).toEqual(quantizedProduct(q, given.W, given.factors, given.bias));
    }
  });

  test.each([127, -127, -128])("784 times 127 · %i is exact", (weight) => {
    const [k, n] = [784, 33];
    const W = new Int8Array(k * n).fill(weight);
    const ones = { x: new Float32Array(k).fill(9), W, factors: new Float32Array(n).fill(1), bias: new Float32Array(n) };
    const answer = inWorkspace(engine, (workspace) => product(workspace, ones, UNSIGNED));
    expect(answer).toEqual(new Float32Array(n).fill(k * 127 * weight));
  });

  test("the longest sum does not overflow, one row more is refused", () => {
    inWorkspace(engine, (workspace) => {
      const extreme = (k: number): Operands => {
        const W = new Int8Array(k).fill(-128);
        return { x: new Float32Array(k).fill(9), W, factors: Float32Array.of(1), bias: Float32Array.of(0) };
      };
      expect([...product(workspace, extreme(MAX_FAN_IN), UNSIGNED)]).toEqual([MAX_FAN_IN * 127 * -128]);
      expect(() => product(workspace, extreme(MAX_FAN_IN + 1), UNSIGNED)).toThrow("at most 131072 rows");
    });
  });

  test("a row of zeros gives the bias", () => {
    const given = { ...operands(9, 40), x: new Float32Array(9) };
    expect(inWorkspace(engine, (workspace) => product(workspace, given, SIGNED))).toEqual(given.bias);
  });

  (turboAvailable() ? test : test.skip)("256-bit code gives the same bits", () => {
    const turbo = createEngine(loadModule(true), true);
    const given = operands(263, 75);
    const answer = (on: typeof engine) => inWorkspace(on, (workspace) => product(workspace, given, SIGNED));
    expect(answer(turbo)).toEqual(answer(engine));
  });
});
