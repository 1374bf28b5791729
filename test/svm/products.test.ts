/** Packing, products and kernel functions against plain f64, on a grid of shapes around panels, groups and pairs of features. */
import { describe, expect, test } from "@jest/globals";
import { ShapeError } from "../../src/core/errors.js";
import { type Matrix, scaled } from "../../src/core/matrix.js";
import type { Engine } from "../../src/engine/engine.js";
import {
  accumulateProducts,
  allocSide,
  blockToLeft,
  type KernelFunction,
  kernelBlock,
  kernelDiagonal,
  packRows,
  storeRows,
  storeTransposed,
} from "../../src/kernels/svm-products.js";
import { type FeatureTensor, view, type Workspace, withWorkspace } from "../../src/kernels/tensor.js";
import { kernelValue } from "../reference/svm.js";
import { bothTiles, guarded } from "../support/engine.js";
import { randomBytes, randomFloats } from "../support/random-data.js";

const KERNELS: KernelFunction[] = [
  { name: "linear", gamma: 1, coef0: 0, degree: 3 },
  { name: "poly", gamma: 0.3, coef0: 1.5, degree: 3 },
  { name: "poly", gamma: 0.3, coef0: -0.5, degree: 0 },
  { name: "rbf", gamma: 0.7, coef0: 0, degree: 3 },
  { name: "sigmoid", gamma: 0.2, coef0: -0.3, degree: 3 },
];

/** Bytes with a scale, floats, and bytes that are treated as floats. */
function inputs(rows: number, cols: number): { kind: string; X: Matrix; exact: boolean }[] {
  const bytes = scaled(randomBytes(rows * 1000 + cols, rows, cols), 1 / 255);
  return [
    { kind: "bytes", X: bytes, exact: true },
    { kind: "floats", X: randomFloats(rows * 1000 + cols, rows, cols), exact: false },
    { kind: "bytes as f64", X: bytes, exact: false },
  ];
}

function rowsAsNumbers({ data, cols, scale = 1 }: Matrix, ids: readonly number[]): number[][] {
  return ids.map((id) => Array.from({ length: cols }, (_, f) => (id < 0 ? 0 : data[id * cols + f] * scale)));
}

function packed(workspace: Workspace, role: "left" | "right", X: FeatureTensor, ids: number[], exact: boolean) {
  const side = allocSide(workspace, role, ids.length, X, exact);
  packRows(workspace.engine, X, workspace.put("i32", ids), side);
  return side;
}

/** Kernel values of some rows with others, a row of numbers for each of the former. */
function values(engine: Engine, fn: KernelFunction, X: Matrix, exact: boolean, left: number[], right: number[]) {
  return withWorkspace(engine, (workspace) => {
    const features = workspace.putMatrix(X);
    const a = packed(workspace, "left", features, left, exact);
    const b = packed(workspace, "right", features, right, exact);
    const block = guarded(workspace, "f64", left.length, right.length);
    kernelBlock(engine, fn, a, b, 0, right.length / 16, block.tensor);
    block.expectIntact();
    const numbers = view(engine, block.tensor);
    return left.map((_, r) => right.map((_, c) => numbers[(Math.floor(c / 16) * left.length + r) * 16 + (c % 16)]));
  });
}

/** Ids in no order, some of them −1. */
const someRows = (count: number, rows: number) =>
  Array.from({ length: count }, (_, i) => (i % 7 === 5 ? -1 : (i * 5 + 3) % rows));

describe.each(bothTiles())("$tile tiles", ({ engine }) => {
  for (const fn of KERNELS) {
    test(`kernel values are right to 1e-13: ${fn.name} of degree ${fn.degree}`, () => {
      let checked = 0;
      for (const cols of [1, 2, 3, 8, 17, 64]) {
        for (const [leftCount, rightCount] of [
          [4, 16],
          [8, 48],
          [64, 32],
        ]) {
          for (const { kind, X, exact } of inputs(23, cols)) {
            const left = someRows(leftCount, 23);
            const right = someRows(rightCount, 23).reverse();
            const found = values(engine, fn, X, exact, left, right);
            const [a, b] = [rowsAsNumbers(X, left), rowsAsNumbers(X, right)];
            found.forEach((row, r) => {
              row.forEach((value, c) => {
                const expected = kernelValue(fn, a[r], b[c]);
                const close = Math.abs(value - expected) <= 1e-13 * Math.max(1, Math.abs(expected));
                if (!close) throw new Error(`${kind} ${cols} columns at ${r}, ${c}: ${value}, not ${expected}`);
                checked++;
              });
            });
          }
        }
      }
      expect(checked).toBe(6 * 3 * (64 + 8 * 48 + 64 * 32));
    });
  }

  test("products of bytes are exact up to the widest rows", () => {
    const rows = 16;
    const cols = 33024;
    const X: Matrix<Uint8Array> = { data: new Uint8Array(rows * cols).fill(255), rows, cols };
    const linear = KERNELS[0];
    const ids = Array.from({ length: rows }, (_, i) => i);
    expect(values(engine, linear, X, true, [0, 1, 2, 3], ids)[3][15]).toBe(cols * 255 * 255);
  });

  test("the value of two rows does not depend on which of them is on the left", () => {
    for (const { X, exact } of inputs(16, 37)) {
      const ids = Array.from({ length: 16 }, (_, i) => i);
      for (const fn of KERNELS) {
        const found = values(engine, fn, X, exact, ids, ids);
        for (let r = 0; r < 16; r++) for (let c = 0; c < 16; c++) expect(found[r][c]).toBe(found[c][r]);
      }
    }
  });

  test("a row is at distance exactly 0 from itself", () => {
    for (const { X, exact } of inputs(16, 61)) {
      const ids = Array.from({ length: 16 }, (_, i) => i);
      const found = values(engine, { ...KERNELS[3], gamma: 1e9 }, X, exact, ids, ids);
      expect(found.map((row, r) => row[r])).toEqual(new Array(16).fill(1));
    }
  });

  test("the diagonal has the bits of the products of rows with themselves", () => {
    for (const { X, exact } of inputs(32, 45)) {
      const ids = Array.from({ length: 32 }, (_, i) => i);
      for (const fn of KERNELS) {
        const found = values(engine, fn, X, exact, ids, ids);
        withWorkspace(engine, (workspace) => {
          const side = packed(workspace, "right", workspace.putMatrix(X), ids, exact);
          const out = guarded(workspace, "f64", 32);
          kernelDiagonal(engine, fn, side, out.tensor);
          out.expectIntact();
          expect([...view(engine, out.tensor)]).toEqual(found.map((row, r) => row[r]));
        });
      }
    }
  });

  test("sums continue over blocks of steps with the bits of one pass", () => {
    withWorkspace(engine, (workspace) => {
      const [rows, steps, panels] = [8, 48, 3];
      const left = workspace.put("f64", randomFloats(1, rows, steps).data, rows, steps);
      const right = workspace.put("f64", randomFloats(2, panels * steps, 16).data, panels * steps, 16);
      const whole = guarded(workspace, "f64", panels * rows, 16);
      const parts = guarded(workspace, "f64", panels * rows, 16);
      view(engine, whole.tensor).fill(0);
      view(engine, parts.tensor).fill(0);
      accumulateProducts(engine, left, rows, steps, right, steps, 0, whole.tensor);
      // The groups of four rows of `left` lie one after the other, so a part of the steps is copied out first.
      for (let from = 0; from < steps; from += 16) {
        const numbers = view(engine, left);
        const part = [0, 1].flatMap((group) => [
          ...numbers.subarray(group * steps * 4 + from * 4, group * steps * 4 + (from + 16) * 4),
        ]);
        accumulateProducts(engine, workspace.put("f64", part), rows, 16, right, steps, from, parts.tensor);
      }
      expect([...view(engine, parts.tensor)]).toEqual([...view(engine, whole.tensor)]);
      const [a, b] = [view(engine, left), view(engine, right)];
      let expected = 0;
      for (let k = 0; k < steps; k++) expected += a[(steps + k) * 4 + 2] * b[(2 * steps + k) * 16 + 5];
      expect(view(engine, whole.tensor)[(2 * rows + 6) * 16 + 5]).toBe(expected);
      whole.expectIntact();
      parts.expectIntact();
    });
  });
});

const [{ engine }] = bothTiles();

test("blocks are stored where they belong and nowhere else", () => {
  withWorkspace(engine, (workspace) => {
    const D = workspace.put("f64", randomFloats(3, 2 * 8, 16).data, 16, 16);
    const numbers = view(engine, D);
    const K = guarded(workspace, "f32", 24, 40);
    storeRows(engine, D, 8, 2, [3, 4], K.tensor, 20, 8);
    K.expectIntact();
    const stored = view(engine, K.tensor);
    const untouched = stored[0];
    for (let r = 0; r < 24; r++) {
      for (let c = 0; c < 40; c++) {
        const inside = r >= 20 && c >= 8;
        const expected = inside
          ? numbers[(Math.floor((c - 8) / 16) * 8 + 3 + r - 20) * 16 + ((c - 8) % 16)]
          : untouched;
        expect(stored[r * 40 + c]).toBe(Math.fround(expected));
      }
    }
    storeTransposed(engine, D, 8, K.tensor, 2, 1);
    K.expectIntact();
    for (let r = 0; r < 8; r++)
      for (let c = 0; c < 16; c++) expect(stored[(2 + c) * 40 + 1 + r]).toBe(numbers[r * 16 + c]);
    expect(stored[2 * 40]).toBe(untouched);
    expect(stored[2 * 40 + 9]).toBe(untouched);

    const left = guarded(workspace, "f64", 8, 16);
    blockToLeft(engine, D, 8, left.tensor);
    left.expectIntact();
    const groups = view(engine, left.tensor);
    for (let r = 0; r < 8; r++) {
      for (let c = 0; c < 16; c++) expect(groups[(Math.floor(r / 4) * 16 + c) * 4 + (r % 4)]).toBe(numbers[r * 16 + c]);
    }
  });
});

test("exp is within 3 units in the last place from −708 to 709, exactly 1 at 0 and 0 below", () => {
  withWorkspace(engine, (workspace) => {
    const at = (x: number) => {
      // The rbf kernel of the numbers 0 and 1 is exp(−γ).
      const X = workspace.put("f32", [0, 1], 2, 1);
      const features = { ...X, scale: 1 };
      const left = packed(workspace, "left", features, [0, 0, 0, 0], false);
      const right = packed(workspace, "right", features, new Array(16).fill(1), false);
      const block = workspace.alloc("f64", 4, 16);
      kernelBlock(engine, { name: "rbf", gamma: -x, coef0: 0, degree: 0 }, left, right, 0, 1, block);
      return view(engine, block)[7];
    };
    let checked = 0;
    for (let x = -707.9; x < 709; x += 1.37) {
      expect(Math.abs(at(x) / Math.exp(x) - 1)).toBeLessThan(3 * 2 ** -52);
      checked++;
    }
    expect(checked).toBeGreaterThan(1000);
    expect(at(-0)).toBe(1);
    expect(at(-709)).toBe(0);
    expect(at(-1e300)).toBe(0);
  });
});

test("sides that do not fit are refused", () => {
  withWorkspace(engine, (workspace) => {
    const X = workspace.putMatrix(randomFloats(1, 16, 3));
    const wider = workspace.putMatrix(randomFloats(1, 16, 4));
    const ids = Array.from({ length: 16 }, (_, i) => i);
    const left = packed(workspace, "left", X, ids, false);
    const right = packed(workspace, "right", wider, ids, false);
    const block = workspace.alloc("f64", 16, 16);
    expect(() => kernelBlock(engine, KERNELS[0], left, right, 0, 1, block)).toThrow(ShapeError);
    expect(() => packRows(engine, wider, workspace.put("i32", ids), left)).toThrow(ShapeError);
    expect(() => packed(workspace, "left", X, [1, 2, 3], false)).toThrow(ShapeError);
    expect(() => packed(workspace, "right", X, ids, true)).toThrow(ShapeError);
    expect(() => storeRows(engine, block, 16, 1, [0, 16], workspace.alloc("f32", 16, 15), 0, 0)).toThrow(ShapeError);
  });
});
