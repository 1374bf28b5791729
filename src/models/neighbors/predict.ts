/** From a fitted state to the classes' votes, in the calling thread; and from neighbours to votes. */
import type { Matrix } from "../../core/matrix.js";
import type { Engine } from "../../engine/engine.js";
import { withWorkspace } from "../../kernels/tensor.js";
import { blocksOf, putJob, takeNeighbors } from "./job.js";
import type { Reference } from "./reference.js";
import { searchBlock } from "./search.js";
import type { Neighbors, NeighborsState, Weights } from "./state.js";

/** Votes for every row of X with no executor at hand; `reference` holds the training rows in the form that `comparesBytes` says. */
export function predictVotes(
  engine: Engine,
  state: NeighborsState,
  reference: Reference,
  X: Matrix,
  { nNeighbors, weights }: { readonly nNeighbors: number; readonly weights: Weights },
): Float64Array {
  return withWorkspace(engine, (workspace) => {
    const job = putJob(workspace, state, { queries: X, k: nNeighbors }, reference);
    for (const block of blocksOf(job, 1)) searchBlock(engine, block, () => false);
    return classVotes(state, takeNeighbors(engine, state, job), weights);
  });
}

/**
 * Sum of the neighbours' weights per class, rows × classes.
 * "distance" weighs 1 / distance; where neighbours are at distance 0, they alone count, 1 each.
 */
export function classVotes(
  { codes, classCount }: NeighborsState,
  { rows, k, distances, indices }: Neighbors,
  weights: Weights,
): Float64Array {
  const votes = new Float64Array(rows * classCount);
  for (let i = 0; i < rows; i++) {
    const first = i * k;
    // Sorted by distance: if any is 0, the nearest is.
    const touching = weights === "distance" && distances[first] === 0;
    for (let j = first; j < first + k; j++) {
      const weight = weights === "uniform" ? 1 : touching ? Number(distances[j] === 0) : 1 / distances[j];
      votes[i * classCount + codes[indices[j]]] += weight;
    }
  }
  return votes;
}

/** Votes divided by their sum, row by row. */
export function shares(votes: Float64Array, classCount: number): Float64Array {
  const result = new Float64Array(votes.length);
  for (let first = 0; first < votes.length; first += classCount) {
    let sum = 0;
    for (let c = first; c < first + classCount; c++) sum += votes[c];
    for (let c = first; c < first + classCount; c++) result[c] = votes[c] / sum;
  }
  return result;
}
