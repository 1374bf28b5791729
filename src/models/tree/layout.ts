/** Lays a training set out for growing a tree. */
import { isUint8Array, type Matrix, scaleOf } from "../../core/matrix.js";
import type { Runtime } from "../../engine/runtime.js";
import { type Tensor, view, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import type { Codes } from "../../kernels/tree-data.js";
import { columnsTask, type FeatureRange, narrowTask, rankTask } from "./tasks.js";

/** More ranges than threads even out their costs. */
const RANGES_PER_THREAD = 3;

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

/** Sample numbers grouped by class, ascending within each. */
export function orderByClass(codes: Int32Array, classes: number): { order: Uint32Array; counts: number[] } {
  const counts = new Array<number>(classes).fill(0);
  for (const code of codes) counts[code]++;
  const next: number[] = [];
  for (let k = 0, start = 0; k < classes; start += counts[k++]) next.push(start);
  const order = new Uint32Array(codes.length);
  for (let i = 0; i < codes.length; i++) order[next[codes[i]]++] = i;
  return { order, counts };
}

/**
 * Codes of X in `order`: bytes as they are; floats as ranks, which become bytes where no feature has more than 256 values.
 * Ranks that stay are left in `ranksWorkspace`; otherwise it is released early.
 */
export async function codeData(
  workspace: Workspace,
  ranksWorkspace: Workspace,
  X: Matrix,
  order: Uint32Array,
  call: Call,
): Promise<CodedData> {
  if (!isUint8Array(X.data)) return rankFloats(workspace, ranksWorkspace, X, order, call);
  const codes = workspace.alloc("u8", X.cols, X.rows);
  await transpose(X, order, codes, call);
  const scale = scaleOf(X);
  const values = Array.from({ length: 256 }, (_, byte) => byte * scale);
  return { codes, values: workspace.put("f32", values, 1, 256), distinct: workspace.zeros("i32", 1) };
}

/** X in sample order, column-major, into `out` (features × samples). */
async function transpose(X: Matrix, order: Uint32Array, out: Tensor<"u8" | "f32">, call: Call): Promise<void> {
  const { engine, executor } = call.runtime;
  await withWorkspace(engine, async (workspace) => {
    const source = workspace.putMatrix(X);
    const ordered = workspace.put("u32", order);
    const payloads = call.ranges.map((range) => ({ ...range, X: source, order: ordered, out }));
    await executor.map(columnsTask, payloads, { signal: call.signal });
  });
}

async function rankFloats(
  workspace: Workspace,
  ranksWorkspace: Workspace,
  X: Matrix,
  order: Uint32Array,
  call: Call,
): Promise<CodedData> {
  const { engine, executor } = call.runtime;
  const { signal, ranges } = call;
  const values = workspace.alloc("f32", X.cols, X.rows);
  await transpose(X, order, values, call);
  const ranks = ranksWorkspace.alloc("u32", X.cols, X.rows);
  const rankPayloads = ranges.map((range) => ({ ...range, values, ranks }));
  const distinct = workspace.put("i32", (await executor.map(rankTask, rankPayloads, { signal })).flat());
  if (view(engine, distinct).some((count) => count > 256)) return { codes: ranks, values, distinct };
  const codes = workspace.alloc("u8", X.cols, X.rows);
  const narrowPayloads = ranges.map((range) => ({ ...range, ranks, codes }));
  await executor.map(narrowTask, narrowPayloads, { signal });
  ranksWorkspace.release();
  return { codes, values, distinct };
}
