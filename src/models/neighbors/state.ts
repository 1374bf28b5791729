/** What a fitted nearest-neighbour classifier knows: plain data, enough to predict on any host. */
import type { Matrix } from "../../core/matrix.js";

/** l2: √Σ (x − y)². l1: Σ |x − y|. */
export type Metric = "l1" | "l2";
export type Weights = "uniform" | "distance";

export interface NeighborsState {
  /** The training rows. */
  readonly X: Matrix;
  /** Their class codes. */
  readonly codes: Int32Array;
  readonly classCount: number;
  readonly metric: Metric;
}

/** Neighbours of each query by rising distance, `rows × k`. */
export interface Neighbors {
  readonly rows: number;
  readonly k: number;
  readonly distances: Float64Array;
  readonly indices: Int32Array;
}
