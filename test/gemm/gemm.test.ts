/** The f32 matrix product against f64 sums, on shapes around its tiles (5 × 8, 4 × 16) and blocks (140 rows, 256 deep, 1024 columns). */
import { describe, expect, test } from "@jest/globals";
import { ShapeError } from "../../src/core/errors.js";
import type { Matrix } from "../../src/core/matrix.js";
import type { Engine } from "../../src/engine/engine.js";
import { type GemmOptions, gemm, gemmScratch } from "../../src/kernels/gemm.js";
import { view, withWorkspace } from "../../src/kernels/tensor.js";
import { bothTiles, guarded } from "../support/engine.js";
import { randomFloats } from "../support/random-data.js";

// Held here, since looking up a global is slow in a test's realm.
const { abs } = Math;
const UNIT = 2 ** -24;
const engines = bothTiles();
const [narrow, wide] = engines.map(({ engine }) => engine);

interface Case {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transA?: boolean;
  readonly transB?: boolean;
}

interface Operands {
  readonly A: Matrix<Float32Array>;
  readonly B: Matrix<Float32Array>;
}

function operands({ m, n, k, transA, transB }: Case, make = randomFloats): Operands {
  const seed = m * 10007 + n * 101 + k;
  return { A: transA ? make(seed, k, m) : make(seed, m, k), B: transB ? make(seed + 1, n, k) : make(seed + 1, k, n) };
}

type Extra = Pick<GemmOptions, "accumulate" | "epilogue" | "rows" | "cols"> & {
  readonly C?: Float32Array;
  readonly bias?: Float32Array;
};

/** C after the product. Without a given C it starts as NaN, so that reading it shows. */
function product(engine: Engine, shape: Case, { A, B }: Operands, extra: Extra = {}): Float32Array {
  const { m, n, transA, transB } = shape;
  return withWorkspace(engine, (workspace) => {
    const C = guarded(workspace, "f32", m, n);
    const values = view(engine, C.tensor);
    if (extra.C) values.set(extra.C);
    else values.fill(Number.NaN);
    const options = { ...extra, transA, transB, bias: extra.bias && workspace.put("f32", extra.bias) };
    const put = ({ data, rows, cols }: Matrix) => workspace.put("f32", data, rows, cols);
    gemm(engine, put(A), put(B), C.tensor, gemmScratch(workspace), options);
    C.expectIntact();
    return view(engine, C.tensor).slice();
  });
}

/** For every element, the f64 sum and the bound (k + 2) · u · Σ|a·b| on what f32 may lose (Higham 2002, §3.1). */
function reference({ m, n, k, transA, transB }: Case, { A, B }: Operands): { value: number; bound: number }[] {
  const [rowStep, aStep] = transA ? [1, m] : [k, 1];
  const [colStep, bStep] = transB ? [k, 1] : [1, n];
  const [a, b] = [Float64Array.from(A.data), Float64Array.from(B.data)];
  const result: { value: number; bound: number }[] = [];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let value = 0;
      let size = 0;
      for (let p = 0; p < k; p++) {
        const term = a[i * rowStep + p * aStep] * b[j * colStep + p * bStep];
        value += term;
        size += abs(term);
      }
      result.push({ value, bound: (k + 2) * UNIT * size });
    }
  }
  return result;
}

/** Bit patterns: tells −0 from 0 and compares NaN. */
const bits = (values: Float32Array) => new Int32Array(values.buffer, values.byteOffset, values.length);

const TRANSPOSES = [false, true].flatMap((transA) => [false, true].map((transB) => ({ transA, transB })));
const SIZES = [1, 3, 4, 5, 8, 9, 16, 17, 33];
/** Less, equal and more than one tile each way; deep enough to leave the unrolled loop at every remainder. */
const SHAPES: Case[] = SIZES.flatMap((m) => SIZES.flatMap((n) => [1, 2, 4, 5, 7].map((k) => ({ m, n, k }))));
/** Across one block of each loop. */
const BLOCKS: Case[] = [
  { m: 5, n: 9, k: 255 },
  { m: 5, n: 9, k: 256 },
  { m: 5, n: 9, k: 257 },
  { m: 3, n: 17, k: 515 },
  { m: 139, n: 3, k: 9 },
  { m: 141, n: 6, k: 258 },
  { m: 3, n: 1023, k: 3 },
  { m: 2, n: 1033, k: 258 },
];

describe.each(engines)("$tile tiles", ({ engine }) => {
  test.each(TRANSPOSES)(
    "every shape is within the error bound of f32 sums, never reads C and stays inside it: %p",
    (transposes) => {
      let ran = 0;
      for (const shape of [...SHAPES, ...BLOCKS].map((one) => ({ ...one, ...transposes }))) {
        const given = operands(shape);
        const C = product(engine, shape, given);
        const worst = reference(shape, given).filter(({ value, bound }, at) => !(abs(C[at] - value) <= bound));
        expect({ shape, worst }).toEqual({ shape, worst: [] });
        ran++;
      }
      expect(ran).toBe(SHAPES.length + BLOCKS.length);
    },
  );

  test.each(TRANSPOSES)("small integers are exact: %p", (transposes) => {
    const integers = (seed: number, rows: number, cols: number) => {
      const { data } = randomFloats(seed, rows, cols, -8, 8);
      return { data: data.map(Math.round), rows, cols };
    };
    for (const shape of BLOCKS.map((one) => ({ ...one, ...transposes }))) {
      const given = operands(shape, integers);
      expect([...product(engine, shape, given)]).toEqual(reference(shape, given).map(({ value }) => value + 0));
    }
  });

  test("accumulate adds to what C held, also when k crosses a block", () => {
    for (const shape of BLOCKS) {
      const given = operands(shape);
      const C = Float32Array.from({ length: shape.m * shape.n }, (_, i) => (i % 64) * 1000);
      const sum = product(engine, shape, given, { C, accumulate: true });
      const worst = reference(shape, given).filter(({ value, bound }, at) => {
        const expected = C[at] + value;
        // One more rounding for each block of 256 and for adding C.
        const allowed = bound + 4 * UNIT * (abs(C[at]) + abs(expected));
        return !(abs(sum[at] - expected) <= allowed);
      });
      expect({ shape, worst }).toEqual({ shape, worst: [] });
    }
  });

  test("k = 0 gives zeros, or leaves C as it is with accumulate, and still runs the epilogue", () => {
    const shape = { m: 5, n: 11, k: 0 };
    const given = operands(shape);
    const C = Float32Array.from({ length: 55 }, (_, i) => i - 27);
    const bias = Float32Array.from({ length: 11 }, (_, j) => j - 5);
    expect([...product(engine, shape, given)]).toEqual(new Array(55).fill(0));
    expect(product(engine, shape, given, { C, accumulate: true })).toEqual(C);
    expect([...product(engine, shape, given, { bias, epilogue: "bias" })]).toEqual(
      Array.from({ length: 55 }, (_, at) => bias[at % 11]),
    );
  });

  test("no rows or no columns touch nothing", () => {
    for (const shape of [
      { m: 0, n: 5, k: 3 },
      { m: 5, n: 0, k: 3 },
    ]) {
      expect(product(engine, shape, operands(shape)).length).toBe(0);
    }
  });

  test("the epilogues add the bias, and cut off below 0, exactly once", () => {
    for (const shape of [...BLOCKS, { m: 7, n: 5, k: 3 }]) {
      const given = operands(shape);
      const plain = product(engine, shape, given);
      const bias = randomFloats(9, 1, shape.n).data;
      const biased = plain.map((value, at) => Math.fround(value + bias[at % shape.n]));
      expect(bits(product(engine, shape, given, { bias, epilogue: "bias" }))).toEqual(bits(biased));
      const cut = product(engine, shape, given, { bias, epilogue: "biasRelu" });
      expect([...cut]).toEqual([...biased.map((value) => Math.max(value, 0))]);
    }
  });

  test("a part of C gets the bits it has in the whole, and the rest is not touched", () => {
    const shape = { m: 150, n: 45, k: 300 };
    for (const transposes of TRANSPOSES) {
      const one = { ...shape, ...transposes };
      const given = operands(one);
      const bias = randomFloats(9, 1, shape.n).data;
      const whole = product(engine, one, given, { bias, epilogue: "bias" });
      for (const [rows, cols] of [
        [
          [0, 150],
          [0, 45],
        ],
        [
          [3, 141],
          [5, 38],
        ],
        [
          [149, 150],
          [44, 45],
        ],
        [
          [64, 64],
          [0, 45],
        ],
        [
          [1, 130],
          [16, 24],
        ],
      ] as const) {
        const part = product(engine, one, given, { rows, cols, bias, epilogue: "bias" });
        const expected = whole.map((value, at) => {
          const i = Math.floor(at / 45);
          const j = at % 45;
          return rows[0] <= i && i < rows[1] && cols[0] <= j && j < cols[1] ? value : Number.NaN;
        });
        expect(part).toEqual(expected);
      }
    }
  });

  test("NaN and infinity in one row or column reach their own elements only", () => {
    const shape = { m: 9, n: 19, k: 6 };
    const { A, B } = operands(shape);
    A.data[4 * 6 + 2] = Number.NaN;
    B.data[3 * 19 + 18] = Number.POSITIVE_INFINITY;
    const C = product(engine, shape, { A, B });
    C.forEach((value, at) => {
      expect(Number.isFinite(value)).toBe(Math.floor(at / 19) !== 4 && at % 19 !== 18);
    });
  });
});

test.each(TRANSPOSES)("both tiles give the same bits: %p", (transposes) => {
  for (const shape of [...SHAPES, ...BLOCKS].map((one) => ({ ...one, ...transposes }))) {
    const given = operands(shape);
    expect(bits(product(wide, shape, given))).toEqual(bits(product(narrow, shape, given)));
  }
});

test("the identity changes nothing, and the product is transposed by swapping the operands", () => {
  const A = randomFloats(1, 21, 21);
  const identity = { ...A, data: A.data.map((_, at) => Number(Math.floor(at / 21) === at % 21)) };
  const shape = { m: 21, n: 21, k: 21 };
  expect(product(narrow, shape, { A, B: identity })).toEqual(A.data);
  expect(product(narrow, shape, { A: identity, B: A })).toEqual(A.data);
  const B = randomFloats(2, 21, 21);
  const AB = product(narrow, shape, { A, B });
  const BtAt = product(narrow, { ...shape, transA: true, transB: true }, { A: B, B: A });
  expect(BtAt).toEqual(AB.map((_, at) => AB[(at % 21) * 21 + Math.floor(at / 21)]));
});

describe("shapes that do not fit are a ShapeError that says so", () => {
  const refused = (shapes: [number, number][], options: GemmOptions = {}) =>
    withWorkspace(narrow, (workspace) => {
      const [A, B, C] = shapes.map(([rows, cols]) => workspace.zeros("f32", rows, cols));
      gemm(narrow, A, B, C, gemmScratch(workspace), options);
    });

  test("inner or outer sizes", () => {
    expect(() =>
      refused([
        [2, 3],
        [4, 5],
        [2, 5],
      ]),
    ).toThrow(ShapeError);
    expect(() =>
      refused([
        [2, 3],
        [3, 5],
        [2, 6],
      ]),
    ).toThrow("gemm: (2 × 3) · (3 × 5) does not give 2 × 6");
    expect(() =>
      refused(
        [
          [2, 3],
          [3, 5],
          [3, 5],
        ],
        { transA: true },
      ),
    ).toThrow(ShapeError);
  });

  test("a bias of another length, or none", () => {
    withWorkspace(narrow, (workspace) => {
      const bias = workspace.zeros("f32", 4);
      expect(() =>
        refused(
          [
            [2, 3],
            [3, 5],
            [2, 5],
          ],
          { epilogue: "bias", bias },
        ),
      ).toThrow(ShapeError);
      expect(() =>
        refused(
          [
            [2, 3],
            [3, 5],
            [2, 5],
          ],
          { epilogue: "biasRelu" },
        ),
      ).toThrow(ShapeError);
    });
  });

  test("a part outside C", () => {
    for (const part of [{ rows: [0, 3] }, { rows: [2, 1] }, { cols: [-1, 2] }, { cols: [0, 6] }] as GemmOptions[]) {
      expect(() =>
        refused(
          [
            [2, 3],
            [3, 5],
            [2, 5],
          ],
          part,
        ),
      ).toThrow(ShapeError);
    }
  });
});
