/** Finds the neighbours of many queries with the help of an executor. */
import type { Runtime } from "../../engine/runtime.js";
import { withWorkspace } from "../../kernels/tensor.js";
import { blocksOf, type Find, putJob, takeNeighbors } from "./job.js";
import { comparesBytes } from "./reference.js";
import { type ReferenceForm, withReference } from "./resident.js";
import { searchBlock, searchTask } from "./search.js";
import type { Neighbors, NeighborsState } from "./state.js";

/** Below this many multiplications (about a millisecond) the calling thread is done before a pool has begun. */
const SMALL_WORK = 2 ** 24;
/** From this many on (half a second in one thread) a screen repays its making. */
const SCREEN_WORK = 2 ** 32;
/** Narrower rows have too few sums to tell them apart; wider ones overflow the sums or cost much to group. */
const SCREEN_COLS = [64, 2048] as const;

/** Exact neighbours of the queries; the bits depend neither on the executor nor on whether a screen was used. */
export async function findNeighbors(
  runtime: () => Promise<Runtime>,
  state: NeighborsState,
  find: Find,
  signal?: AbortSignal,
): Promise<Neighbors> {
  const { engine, executor } = await runtime();
  const queries = find.queries ?? state.X;
  const bytes = comparesBytes(state.X, queries, state.metric);
  const work = queries.rows * state.X.rows * state.X.cols;
  return withReference({ engine, executor }, state, formFor(state, bytes, work), (reference) =>
    withWorkspace(engine, async (workspace) => {
      const job = putJob(workspace, state, find, reference);
      if (work < SMALL_WORK) searchBlock(engine, { job, first: 0, end: queries.rows }, () => signal?.aborted ?? false);
      else await executor.map(searchTask, blocksOf(job, executor.concurrency), { signal });
      return takeNeighbors(engine, state, job);
    }),
  );
}

function formFor({ X, metric }: NeighborsState, bytes: boolean, work: number): ReferenceForm {
  if (!bytes) return "floats";
  const [narrowest, widest] = SCREEN_COLS;
  return metric === "l2" && work >= SCREEN_WORK && X.cols >= narrowest && X.cols <= widest ? "screened" : "bytes";
}
