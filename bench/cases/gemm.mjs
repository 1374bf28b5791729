// @ts-check
/** C = A · B in f32. */
import { gemmTruth } from "../harness/truth.mjs";

const CONTENDERS = ["heddle", "tfjs-cpu", "tfjs-wasm", "onnxruntime-web", "jax-js", "numpy", "numpy (AVX2)", "torch"];
const SHAPES = [
  [1024, 1024, 1024],
  [512, 512, 512],
  [128, 512, 784],
  [128, 2048, 2048],
];
const QUICK = [
  [256, 256, 256],
  [128, 512, 784],
];
/** Values are sums of k products of numbers in ±1; f32 with any order of summation stays well inside. */
const TOLERANCE = 1e-3;

/**
 * @param {import("../types.d.ts").Options} options
 * @returns {import("../types.d.ts").Case[]}
 */
export function cases({ quick }) {
  return (quick ? QUICK : SHAPES).map(([m, n, k]) => ({
    group: "gemm",
    name: `${m} × ${n} × ${k}`,
    task: "gemm",
    spec: { gemm: { m, n, k } },
    contenders: CONTENDERS,
    agree: { values: TOLERANCE },
    flops: 2 * m * n * k,
    truth: gemmTruth,
  }));
}
