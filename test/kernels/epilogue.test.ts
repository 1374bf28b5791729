/** What the matrix product does while writing back, and the one-row product that must give the same bits. */
import { describe, expect, test } from "@jest/globals";
import { type Epilogue, gemm, gemmScratch } from "../../src/kernels/gemm.js";
import { gemv } from "../../src/kernels/gemv.js";
import { rowsOf } from "../../src/kernels/tensor.js";
import { Guarded, inWorkspace, testEngine } from "./support/guarded.js";
import { logistic, uniform, worstDifference } from "./support/reference.js";

const engine = testEngine();
/** Below, at and above a tile, one k block and two. */
const SHAPES = [
  [1, 1, 1],
  [3, 5, 7],
  [4, 8, 16],
  [9, 21, 257],
  [130, 33, 40],
] as const;
const TOLERANCE = 1e-5;

const ACTIVATIONS: Partial<Record<Epilogue, (z: number) => number>> = {
  bias: (z) => z,
  biasRelu: (z) => Math.max(z, 0),
  biasLogistic: logistic,
  biasTanh: Math.tanh,
};
const SLOPES: Partial<Record<Epilogue, (a: number) => number>> = {
  reluGrad: (a) => Number(a > 0),
  logisticGrad: (a) => a * (1 - a),
  tanhGrad: (a) => 1 - a * a,
};

function product(A: ArrayLike<number>, B: ArrayLike<number>, m: number, n: number, k: number): Float64Array {
  return Float64Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let total = 0;
    for (let p = 0; p < k; p++) total += A[i * k + p] * B[p * n + j];
    return total;
  });
}

/** The product with an epilogue, into a C that starts as NaN. */
function run(m: number, n: number, k: number, epilogue: Epilogue) {
  const [A, B, bias] = [uniform(m, m * k), uniform(n + 50, k * n), uniform(k + 90, n)];
  const aux = uniform(m + n + k, m * n).map((value) => (value < -0.5 ? 0 : value));
  const C = inWorkspace(engine, (workspace) => {
    const out = new Guarded(workspace, m, n);
    gemm(engine, workspace.put("f32", A, m, k), workspace.put("f32", B, k, n), out.tensor, gemmScratch(workspace), {
      epilogue,
      bias: workspace.put("f32", bias),
      aux: workspace.put("f32", aux, m, n),
    });
    return out.read();
  });
  return { C, AB: product(A, B, m, n, k), bias, aux };
}

describe("epilogues", () => {
  const forward = Object.keys(ACTIVATIONS) as Epilogue[];
  test.each(forward.flatMap((op) => SHAPES.map((shape) => [op, ...shape] as const)))(
    "%s on %i × %i, k = %i",
    (op, m, n, k) => {
      const { C, AB, bias } = run(m, n, k, op);
      const expected = AB.map((value, at) => ACTIVATIONS[op]!(value + bias[at % n]));
      expect(worstDifference(C, expected)).toBeLessThan(TOLERANCE);
    },
  );

  const backward = Object.keys(SLOPES) as Epilogue[];
  test.each(backward.flatMap((op) => SHAPES.map((shape) => [op, ...shape] as const)))(
    "%s on %i × %i, k = %i",
    (op, m, n, k) => {
      const { C, AB, aux } = run(m, n, k, op);
      expect(
        worstDifference(
          C,
          AB.map((value, at) => value * SLOPES[op]!(aux[at])),
        ),
      ).toBeLessThan(TOLERANCE);
    },
  );

  test("an epilogue without its operand is refused", () => {
    inWorkspace(engine, (workspace) => {
      const [A, B, C] = [0, 1, 2].map(() => workspace.zeros("f32", 2, 2));
      const scratch = gemmScratch(workspace);
      expect(() => gemm(engine, A, B, C, scratch, { epilogue: "biasTanh" })).toThrow(
        /biasTanh needs a bias of 2 values/,
      );
      expect(() => gemm(engine, A, B, C, scratch, { epilogue: "reluGrad" })).toThrow(/reluGrad needs the activations/);
    });
  });
});

describe("gemv", () => {
  test.each(SHAPES.filter(([m]) => m > 1))("each row of %i × %i, k = %i has the bits of gemm", (m, n, k) => {
    inWorkspace(engine, (workspace) => {
      // A third of the entries are zeros, whose rows of B are skipped.
      const data = uniform(m, m * k).map((value) => (value < -1 / 3 ? 0 : value));
      const A = workspace.put("f32", data, m, k);
      const B = workspace.put("f32", uniform(n + 50, k * n), k, n);
      const bias = workspace.put("f32", uniform(k, n));
      for (const epilogue of ["bias", "biasRelu", "biasLogistic", "biasTanh"] as const) {
        const C = new Guarded(workspace, m, n);
        gemm(engine, A, B, C.tensor, gemmScratch(workspace), { epilogue, bias });
        for (let i = 0; i < m; i++) {
          const y = new Guarded(workspace, 1, n);
          gemv(engine, rowsOf(A, i, i + 1), B, y.tensor, workspace.alloc("f32", n), epilogue, bias);
          expect(y.read()).toEqual(C.read().subarray(i * n, (i + 1) * n));
        }
      }
    });
  });

  test("a row of zeros gives the bias", () => {
    inWorkspace(engine, (workspace) => {
      const y = new Guarded(workspace, 1, 3);
      const B = workspace.put("f32", uniform(1, 900), 300, 3);
      const bias = workspace.put("f32", [1, -2, 3]);
      gemv(engine, workspace.zeros("f32", 1, 300), B, y.tensor, workspace.alloc("f32", 3), "bias", bias);
      expect([...y.read()]).toEqual([1, -2, 3]);
    });
  });
});
