/** Checked wrapper of the f32 matrix product. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { bytesOf, type Tensor, type Workspace } from "./tensor.js";

interface GemmExports {
  sgemm_work_bytes(): number;
  sgemm(
    transA: number,
    transB: number,
    m: number,
    n: number,
    k: number,
    a: number,
    lda: number,
    b: number,
    ldb: number,
    beta: number,
    c: number,
    ldc: number,
    op: number,
    bias: number,
    aux: number,
    work: number,
    nr: number,
  ): void;
}

/** Codes of assembly/gemm/epilogue.ts. */
export const EPILOGUES = {
  none: 0,
  bias: 1,
  biasRelu: 2,
  biasLogistic: 3,
  biasTanh: 4,
  reluGrad: 5,
  logisticGrad: 6,
  tanhGrad: 7,
} as const;
export type Epilogue = keyof typeof EPILOGUES;

export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  /** Add to C instead of overwriting it. */
  readonly accumulate?: boolean;
  readonly epilogue?: Epilogue;
  /** n floats, for the epilogues `bias…`. */
  readonly bias?: Tensor<"f32">;
  /** m × n floats: what the activation gave out, for the epilogues `…Grad`. */
  readonly aux?: Tensor<"f32">;
  /** Computes only these rows of C, `[start, end)`; the rest is not touched. */
  readonly rows?: readonly [start: number, end: number];
  /** Computes only these columns of C. */
  readonly cols?: readonly [start: number, end: number];
}

/** Scratch for one running product; reuse it as long as the workspace lives. */
export function gemmScratch(workspace: Workspace): Tensor<"u8"> {
  const { sgemm_work_bytes } = workspace.engine.exports as GemmExports;
  return workspace.alloc("u8", sgemm_work_bytes());
}

/**
 * C = epilogue(op(A) · op(B) [+ C]). Shapes after transposition: A m × k, B k × n, C m × n.
 * The bits do not depend on `rows` and `cols`, so threads may share out C between them.
 */
export function gemm(
  engine: Engine,
  A: Tensor<"f32">,
  B: Tensor<"f32">,
  C: Tensor<"f32">,
  scratch: Tensor<"u8">,
  options: GemmOptions = {},
): void {
  const { transA = false, transB = false, accumulate = false, epilogue = "none", bias, aux } = options;
  const [m, k] = transA ? [A.cols, A.rows] : [A.rows, A.cols];
  const [kB, n] = transB ? [B.cols, B.rows] : [B.rows, B.cols];
  if (k !== kB || C.rows !== m || C.cols !== n) {
    throw new ShapeError(`gemm: (${m} × ${k}) · (${kB} × ${n}) does not give ${C.rows} × ${C.cols}`);
  }
  if (epilogue.startsWith("bias") && (!bias || bias.rows * bias.cols !== n))
    throw new ShapeError(`gemm: ${epilogue} needs a bias of ${n} values`);
  if (epilogue.endsWith("Grad") && (!aux || aux.rows !== m || aux.cols !== n))
    throw new ShapeError(`gemm: ${epilogue} needs the activations, ${m} × ${n}`);
  const [row0, row1] = options.rows ?? [0, m];
  const [col0, col1] = options.cols ?? [0, n];
  if (!(0 <= row0 && row0 <= row1 && row1 <= m && 0 <= col0 && col0 <= col1 && col1 <= n)) {
    throw new ShapeError(`gemm: part [${row0}, ${row1}) × [${col0}, ${col1}) is not inside ${m} × ${n}`);
  }
  const f32 = bytesOf("f32");
  const a = A.ptr + f32 * (transA ? row0 : row0 * A.cols);
  const b = B.ptr + f32 * (transB ? col0 * B.cols : col0);
  const corner = f32 * (row0 * n + col0);
  (engine.exports as GemmExports).sgemm(
    Number(transA),
    Number(transB),
    row1 - row0,
    col1 - col0,
    k,
    a,
    A.cols,
    b,
    B.cols,
    Number(accumulate),
    C.ptr + corner,
    n,
    EPILOGUES[epilogue],
    bias ? bias.ptr + f32 * col0 : 0,
    aux ? aux.ptr + corner : 0,
    scratch.ptr,
    engine.turbo ? 16 : 8,
  );
}
