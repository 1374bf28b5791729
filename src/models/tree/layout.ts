/** Lays a training set out for growing a tree. */
import { isUint8Array, type Matrix, scaleOf, sliceRows } from "../../core/matrix.js";
import type { Runtime } from "../../engine/runtime.js";
import { type Tensor, view, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import type { Codes } from "../../kernels/tree-data.js";
import { columnsTask, type FeatureRange, narrowTask, rankTask } from "./tasks.js";

/** More ranges than threads even out their costs. */
const RANGES_PER_THREAD = 3;
/** Rows of X that are brought into the engine's memory at a time. */
const BLOCK_BYTES = 2 ** 24;

export interface CodedData {
  readonly codes: Codes;
  readonly values: Tensor<"f32">;
  readonly distinct: Tensor<"i32">;
}

/** Where the work runs, and in which parts. */
export interface Call {
  readonly runtime: Runtime;
  readonly ranges: readonly FeatureRange[];
  readonly signal: AbortSignal | undefined;
}

/** Splits `features` into ranges of whole fours. */
export function featureRanges(features: number, threads: number): FeatureRange[] {
  const size = 4 * Math.ceil(features / (4 * threads * RANGES_PER_THREAD));
  const ranges: FeatureRange[] = [];
  for (let from = 0; from < features; from += size) ranges.push({ from, to: Math.min(from + size, features) });
  return ranges;
}

/** Where each sample goes when they are grouped by class, in their order within a class. */
export function placesByClass(codes: Int32Array, classes: number): { places: Uint32Array; counts: number[] } {
  const counts = new Array<number>(classes).fill(0);
  for (const code of codes) counts[code]++;
  const next: number[] = [];
  for (let k = 0, start = 0; k < classes; start += counts[k++]) next.push(start);
  return { places: Uint32Array.from(codes, (code) => next[code]++), counts };
}

/** Codes of X, samples in their places: bytes as they are; floats as ranks, which become bytes if no feature has more than 256 values. */
export async function codeData(workspace: Workspace, X: Matrix, places: Uint32Array, call: Call): Promise<CodedData> {
  if (!isUint8Array(X.data)) return rankFloats(workspace, X, places, call);
  const codes = workspace.alloc("u8", X.cols, X.rows);
  await transpose(X, places, codes, call);
  const scale = scaleOf(X);
  const values = Array.from({ length: 256 }, (_, byte) => byte * scale);
  return { codes, values: workspace.put("f32", values, 1, 256), distinct: workspace.zeros("i32", 1) };
}

/** X column-major into `out` (features × samples), a block of rows at a time so that no second copy of X is held. */
async function transpose(X: Matrix, places: Uint32Array, out: Tensor<"u8" | "f32">, call: Call): Promise<void> {
  const { engine, executor } = call.runtime;
  const blockRows = Math.ceil(BLOCK_BYTES / (X.cols * X.data.BYTES_PER_ELEMENT));
  for (let start = 0; start < X.rows; start += blockRows) {
    const end = Math.min(start + blockRows, X.rows);
    await withWorkspace(engine, async (workspace) => {
      const source = workspace.putMatrix(sliceRows(X, start, end));
      const target = workspace.put("u32", places.subarray(start, end));
      const payloads = call.ranges.map((range) => ({ ...range, X: source, places: target, out }));
      await executor.map(columnsTask, payloads, { signal: call.signal });
    });
  }
}

async function rankFloats(workspace: Workspace, X: Matrix, places: Uint32Array, call: Call): Promise<CodedData> {
  const { engine, executor } = call.runtime;
  const { signal, ranges } = call;
  const values = workspace.alloc("f32", X.cols, X.rows);
  await transpose(X, places, values, call);
  const ranks = workspace.alloc("u32", X.cols, X.rows);
  const payloads = ranges.map((range) => ({ ...range, values, ranks }));
  const distinct = workspace.put("i32", (await executor.map(rankTask, payloads, { signal })).flat());
  if (view(engine, distinct).some((count) => count > 256)) return { codes: ranks, values, distinct };
  const [codes] = await executor.map(narrowTask, [ranks], { signal });
  return { codes, values, distinct };
}
