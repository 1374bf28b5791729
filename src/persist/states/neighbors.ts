/** The state of a KNeighborsClassifier in a model file. */
import type { NeighborsState, Weights } from "../../models/neighbors/state.js";
import type { ClassifierFields } from "./fitted.js";

export interface StoredNeighbors {
  readonly state: NeighborsState;
  readonly nNeighbors: number;
  readonly weights: Weights;
}

export function readNeighbors({ params, state, classes, features }: ClassifierFields): StoredNeighbors {
  const X = state.features("fitX_", undefined, features);
  const codes = state.vector("fitCodes_", "I32", X.rows);
  if (codes.some((code) => code < 0 || code >= classes.length))
    throw state.refuse("fitCodes_", `positions among ${classes.length} classes`);
  const metric = state.choice("effectiveMetric_", "manhattan", "euclidean") === "manhattan" ? "l1" : "l2";
  return {
    state: { X, codes, classCount: classes.length, metric },
    nNeighbors: params.integer("nNeighbors", 1),
    weights: params.choice("weights", "uniform", "distance"),
  };
}
