/** Products of small integers, plain and on relaxed SIMD, to the last bit of an integer reference, on shapes around the tiles and with the largest values. */
import { describe, expect, test } from "@jest/globals";
import { createEngine, type Engine } from "../../src/engine/engine.js";
import { hasRelaxedSimd } from "../../src/engine/features.js";
import { loadModule, turboAvailable } from "../../src/engine/load-node.js";
import { allocIntegers, BLOCK, type Levels, MAX_FAN_IN, quantizeRows } from "../../src/kernels/quantized.js";
import { findDifference } from "../../src/kernels/self-test/compare.js";
import { quantizedProbes } from "../../src/kernels/self-test/quantized.js";
import { view, type Workspace } from "../../src/kernels/tensor.js";
import { quantizedRow } from "../reference/quantized.js";
import { expectedProduct, type Operands, product, quantizedEngines } from "../support/quantized.js";
import { Guarded, inWorkspace, testEngine } from "./support/guarded.js";
import { codes, uniform } from "./support/reference.js";

const UNSIGNED: Levels = { scale: 1 / 100, low: 0, high: 127 };
const SIGNED: Levels = { scale: 1 / 60, low: -64, high: 63 };
const INNER = [1, 2, 3, 4, 5, 7, 8, 31, 263];
const OUTER = [1, 2, 7, 8, 9, 31, 32, 33, 64, 75];
const SHAPES = INNER.flatMap((k) => OUTER.map((n) => [k, n] as const));
const ROWS = [1, BLOCK];

const ENGINES = quantizedEngines();

const groupOf = ({ exports }: Engine) => (exports as { quantized_group(): number }).quantized_group();

test("relaxed SIMD is there from Node 22 on, and its kernels then are the ones that run", () => {
  expect(hasRelaxedSimd()).toBe(Number.parseInt(process.versions.node, 10) >= 22);
  expect(ENGINES.map(({ engine }) => groupOf(engine))).toEqual(ENGINES.map(({ group }) => group));
});

test("a host whose product is not exact keeps the plain kernels", () => {
  // (module (import "env" "memory" (memory 2 65536 shared)) (func (export "relaxed_dot_exact") (result i32) (i32.const 0)))
  const wrong = new WebAssembly.Module(
    Uint8Array.of(
      ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 2, 18, 1, 3, 101, 110, 118, 6, 109, 101, 109, 111, 114],
      ...[121, 2, 3, 2, 128, 128, 4, 3, 2, 1, 0, 7, 21, 1, 17, ...new TextEncoder().encode("relaxed_dot_exact"), 0, 0],
      ...[10, 6, 1, 4, 0, 65, 0, 11],
    ),
  );
  expect(groupOf(createEngine(loadModule(false), false, { relaxed: wrong }))).toBe(2);
});

/** Integers of the rows again, out of the list of their groups, padded to whole groups. */
function spread(workspace: Workspace, x: Float32Array, rows: number, levels: Levels) {
  const { engine } = workspace;
  const k = x.length / rows;
  const group = groupOf(engine);
  const integers = allocIntegers(workspace, k);
  const guarded = new Guarded(workspace, rows, k, x);
  const count = quantizeRows(engine, guarded.tensor, levels, integers);
  expect(guarded.read()).toEqual(x);
  const bits = 32 / group;
  const padded = group * Math.ceil(k / group);
  const values = Array.from({ length: rows }, () => new Array<number>(padded).fill(0));
  const entries = view(engine, integers.list).slice(0, count * (rows + 1));
  for (let at = 0; at < entries.length; at += rows + 1) {
    const position = entries[at + rows];
    for (let r = 0; r < rows; r++) {
      for (let i = 0; i < group; i++) {
        values[r][position * group + i] = (entries[at + r] >>> (i * bits)) & (2 ** bits - 1);
      }
    }
  }
  return { values, count };
}

function operands(rows: number, k: number, n: number): Operands {
  const W = Int8Array.from(codes(k * n, k * n, 256), (code) => code - 128);
  const x = uniform(k, rows * k, -2, 2).map((value, i) => (i % 7 < 4 ? 0 : value));
  return { x, rows, W, factors: uniform(n, n, 1e-4, 1e-3), bias: uniform(n + 1, n) };
}

/** Every product the largest of its sign. */
function extreme(rows: number, k: number, n: number, weight: number, value: number): Operands {
  const W = new Int8Array(k * n).fill(weight);
  return {
    x: new Float32Array(rows * k).fill(value),
    rows,
    W,
    factors: new Float32Array(n).fill(1),
    bias: new Float32Array(n),
  };
}

describe.each(ENGINES)("$kind", ({ engine, group }) => {
  describe("quantize_rows", () => {
    test.each(INNER)("%i values equal the reference, and groups of zeros are left out", (k) => {
      for (const levels of [UNSIGNED, SIGNED]) {
        for (const rows of ROWS) {
          const { x } = operands(rows, k, 1);
          const { values, count } = inWorkspace(engine, (workspace) => spread(workspace, x, rows, levels));
          const wanted = values.map((row, r) => {
            const q = quantizedRow(x.subarray(r * k, (r + 1) * k), levels.scale, levels.low, levels.high);
            return row.map((_, i) => (i < k ? q[i] - levels.low + 0 : 0));
          });
          expect(values).toEqual(wanted);
          const positions = Array.from({ length: values[0].length / group }, (_, p) => p * group);
          const kept = positions.filter((p) => wanted.some((row) => row.slice(p, p + group).some((u) => u !== 0)));
          expect(count).toBe(kept.length);
        }
      }
    });

    test("ties go to even, and what is outside the levels, even 3e38, becomes the nearest of them", () => {
      const x = Float32Array.of(0.5, 1.5, 2.5, -0.5, -1.5, 62.5, 63.5, 3e38, -3e38, 1e-38, -0);
      const whole = { scale: 1, low: -64, high: 63 };
      const { values } = inWorkspace(engine, (workspace) => spread(workspace, x, 1, whole));
      expect(values[0].map((u) => u - 64).slice(0, 11)).toEqual([0, 2, 2, 0, -2, 62, 63, 63, -64, 0, 0]);
    });

    test("other than 1 or 4 rows, or rows that are too long, are refused", () => {
      inWorkspace(engine, (workspace) => {
        const integers = allocIntegers(workspace, 5);
        expect(() => quantizeRows(engine, workspace.zeros("f32", 2, 5), UNSIGNED, integers)).toThrow(
          "quantizeRows: 2 rows; it takes 1 or 4 at a time",
        );
        expect(() => quantizeRows(engine, workspace.zeros("f32", 1, 6), UNSIGNED, integers)).toThrow(
          "quantizeRows: rows of 6 values; there is room for 1 to 5",
        );
      });
    });
  });

  describe("qgemm", () => {
    test.each(SHAPES)("%i · (%i columns) has the bits of the reference", (k, n) => {
      for (const levels of [UNSIGNED, SIGNED]) {
        for (const rows of ROWS) {
          const given = operands(rows, k, n);
          const answer = inWorkspace(engine, (workspace) => product(workspace, given, levels));
          expect(answer).toEqual(expectedProduct(given, levels));
        }
      }
    });

    test.each([127, -127, -128])("784 products with %i, the largest of their sign, are summed exactly", (weight) => {
      for (const rows of ROWS) {
        for (const [levels, value] of [
          [UNSIGNED, 9],
          [SIGNED, 9],
          [SIGNED, -9],
        ] as const) {
          const given = extreme(rows, 784, 33, weight, value);
          const answer = inWorkspace(engine, (workspace) => product(workspace, given, levels));
          expect(answer).toEqual(new Float32Array(33 * rows).fill(784 * weight * (value > 0 ? levels.high : -64)));
        }
      }
    });

    test("the longest sum does not overflow, one row more is refused", () => {
      inWorkspace(engine, (workspace) => {
        const longest = product(workspace, extreme(1, MAX_FAN_IN, 1, -128, 9), UNSIGNED);
        expect([...longest]).toEqual([MAX_FAN_IN * 127 * -128]);
        expect(() => product(workspace, extreme(1, MAX_FAN_IN + 1, 1, -128, 9), UNSIGNED)).toThrow(
          "at most 131072 rows",
        );
      });
    });

    test("a row of zeros gives the bias", () => {
      for (const rows of ROWS) {
        const given = { ...operands(rows, 9, 40), x: new Float32Array(9 * rows) };
        const biases = Float32Array.from({ length: 40 * rows }, (_, at) => given.bias[at % 40]);
        expect(inWorkspace(engine, (workspace) => product(workspace, given, SIGNED))).toEqual(biases);
      }
    });
  });
});

const products = quantizedProbes.filter(({ name }) => name === "qgemm");

(ENGINES.length > 1 ? test : test.skip)("relaxed SIMD gives the bits of the plain kernels on every probe", () => {
  const [plain, fast] = ENGINES;
  expect(products.length).toBe(1);
  expect(findDifference(plain.engine, fast.engine, products)).toBeUndefined();
});

(turboAvailable() ? test : test.skip)("256-bit code gives the same bits", () => {
  const turbo = createEngine(loadModule(true), true);
  expect(findDifference(testEngine(), turbo, quantizedProbes)).toBeUndefined();
});
