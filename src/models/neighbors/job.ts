/** A search over many queries: putting it into the engine's memory, cutting it into blocks, taking the answers. */
import { type Matrix, scaleOf } from "../../core/matrix.js";
import type { Engine } from "../../engine/engine.js";
import { view, type Workspace } from "../../kernels/tensor.js";
import { putFloats, type Reference } from "./reference.js";
import type { SearchBlock, SearchJob } from "./search.js";
import type { Neighbors, NeighborsState } from "./state.js";

export interface Find {
  /** Left out: the training rows, none of which finds itself. */
  readonly queries?: Matrix;
  /** At most the training rows there are to find. */
  readonly k: number;
}

/** Queries of a task: enough to share the packing of the rows, few enough to stay in L2. */
const BLOCK_QUERIES = { most: 256, least: 16 };
const TASKS_PER_THREAD = 4;

/** Queries and room for their neighbours, in the workspace. */
export function putJob(
  workspace: Workspace,
  state: NeighborsState,
  { queries, k }: Find,
  reference: Reference,
): SearchJob {
  const own = queries === undefined;
  const put = (X: Matrix) =>
    reference.kind === "bytes" ? workspace.put("u8", X.data, X.rows, X.cols) : putFloats(workspace, X);
  const tensor = own ? reference.rows : put(queries);
  const nearest = {
    distances: workspace.alloc("f64", tensor.rows, k),
    indices: workspace.alloc("i32", tensor.rows, k),
  };
  return { metric: state.metric, reference, queries: tensor, nearest, excludeSelf: own };
}

/** The queries of a job in blocks, enough of them for every thread. */
export function blocksOf(job: SearchJob, threads: number): SearchBlock[] {
  const { rows } = job.queries;
  const even = Math.ceil(rows / (threads * TASKS_PER_THREAD));
  const size = Math.min(BLOCK_QUERIES.most, Math.max(BLOCK_QUERIES.least, Math.ceil(even / 4) * 4));
  const blocks: SearchBlock[] = [];
  for (let first = 0; first < rows; first += size) blocks.push({ job, first, end: Math.min(first + size, rows) });
  return blocks;
}

/** Distances in the units of X, out of the engine's memory. */
export function takeNeighbors(
  engine: Engine,
  { X, metric }: NeighborsState,
  { nearest, reference }: SearchJob,
): Neighbors {
  const distances = Float64Array.from(view(engine, nearest.distances));
  const unit = reference.kind === "bytes" ? scaleOf(X) : 1;
  for (let i = 0; i < distances.length; i++) {
    distances[i] = unit * (metric === "l2" ? Math.sqrt(distances[i]) : distances[i]);
  }
  const { rows, cols: k } = nearest.distances;
  return { rows, k, distances, indices: Int32Array.from(view(engine, nearest.indices)) };
}
