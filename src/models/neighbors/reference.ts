/** Training rows in the engine's memory, in the form in which a search reads them. */
import { isUint8Array, type Matrix, scaleOf } from "../../core/matrix.js";
import { maxBytesL2Cols } from "../../kernels/distance.js";
import { allocNorms, lowerNorms, squaredNorms } from "../../kernels/distance-rows.js";
import { type Tensor, view, type Workspace } from "../../kernels/tensor.js";
import type { Metric } from "./state.js";

/** Sums over groups of columns that rule out most rows (see assembly/distance/knn-l2-u8.ts). */
export interface ReferenceScreen {
  readonly group: number;
  /** A permutation of the columns; neighbours in it form a group. */
  readonly order: Tensor<"i32">;
  readonly sums: Tensor<"i16">;
  readonly norms: Tensor<"i32">;
}

export interface ByteReference {
  readonly kind: "bytes";
  readonly rows: Tensor<"u8">;
  readonly norms: Tensor<"i32">;
  readonly screen?: ReferenceScreen;
}

export interface FloatReference {
  readonly kind: "floats";
  readonly rows: Tensor<"f32">;
  readonly lows: Tensor<"f32">;
}

export type Reference = ByteReference | FloatReference;

/** Widest rows of bytes whose Σ |x − y| stays below 2³¹. */
const MAX_BYTES_L1_COLS = 2 ** 23;

/** Bytes against bytes of the same scale are compared as integers; everything else, and rows too wide for 32-bit sums, as floats. */
export function comparesBytes(X: Matrix, queries: Matrix, metric: Metric): boolean {
  const widest = metric === "l2" ? maxBytesL2Cols() : MAX_BYTES_L1_COLS;
  return isUint8Array(X.data) && isUint8Array(queries.data) && scaleOf(X) === scaleOf(queries) && X.cols <= widest;
}

export function putReference(workspace: Workspace, X: Matrix, bytes: boolean): Reference {
  const { engine } = workspace;
  if (bytes) {
    const rows = workspace.put("u8", X.data, X.rows, X.cols);
    const norms = allocNorms(workspace, X.rows);
    if (X.cols <= maxBytesL2Cols()) squaredNorms(engine, rows, norms);
    return { kind: "bytes", rows, norms };
  }
  const rows = putFloats(workspace, X);
  return { kind: "floats", rows, lows: lowerNorms(workspace, rows) };
}

/** The values of a matrix as floats, without a second copy on the way. */
export function putFloats(workspace: Workspace, X: Matrix): Tensor<"f32"> {
  const tensor = workspace.alloc("f32", X.rows, X.cols);
  const values = view(workspace.engine, tensor);
  const scale = scaleOf(X);
  if (scale === 1) values.set(X.data);
  else for (let i = 0; i < values.length; i++) values[i] = X.data[i] * scale;
  return tensor;
}
