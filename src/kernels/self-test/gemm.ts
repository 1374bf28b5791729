/** Probes of the matrix products and what is fused into them. */
import { EPILOGUES, type Epilogue, type GemmOptions, gemm, gemmScratch } from "../gemm.js";
import { gemv } from "../gemv.js";
import type { Tensor, Workspace } from "../tensor.js";
import { panelProducts } from "./panels.js";
import { bothTiles, type Draw, type Outcome, type Probe } from "./probe.js";

/** Several tiles and a ragged edge both ways, and more than one block of k. */
const [M, N, K] = [13, 43, 261];
const EVERY_EPILOGUE = Object.keys(EPILOGUES) as Epilogue[];

const isForward = (epilogue: Epilogue): epilogue is Extract<Epilogue, `bias${string}`> => epilogue.startsWith("bias");

function products(workspace: Workspace, draw: Draw, m: number, n: number, k: number, variants: GemmOptions[]): Outcome {
  const scratch = gemmScratch(workspace);
  const a = draw.floats(m, k, -4, 4);
  const b = draw.floats(k, n, -4, 4);
  const operands = { bias: draw.floats(n), aux: draw.floats(m, n) };
  return bothTiles(workspace.engine).flatMap((engine) =>
    variants.map((variant) => {
      const c = draw.floats(m, n);
      const A: Tensor<"f32"> = variant.transA ? { ...a, rows: k, cols: m } : a;
      const B: Tensor<"f32"> = variant.transB ? { ...b, rows: n, cols: k } : b;
      gemm(engine, A, B, c, scratch, { ...operands, ...variant });
      return c;
    }),
  );
}

export const gemmProbes: readonly Probe[] = [
  {
    name: "sgemm",
    run(workspace, draw) {
      const layouts = [{}, { transA: true }, { transB: true }, { transA: true, transB: true }, { accumulate: true }];
      const epilogues = EVERY_EPILOGUE.map((epilogue) => ({ epilogue }));
      return [
        ...products(workspace, draw, M, N, K, layouts),
        ...products(workspace, draw, 9, 37, 24, epilogues),
        ...panelProducts(workspace, draw),
      ];
    },
  },
  {
    name: "sgemv",
    run(workspace, draw) {
      const x = draw.floats(1, K, -4, 4);
      const B = draw.floats(K, N);
      const bias = draw.floats(N);
      const scratch = workspace.alloc("f32", N);
      return EVERY_EPILOGUE.filter(isForward).map((epilogue) => {
        const y = workspace.alloc("f32", 1, N);
        gemv(workspace.engine, x, B, y, scratch, epilogue, bias);
        return y;
      });
    },
  },
];
