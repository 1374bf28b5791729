import { ParameterError } from "../../core/errors.js";
import { argmaxRows } from "../../core/estimator.js";
import { type Matrix, matrix } from "../../core/matrix.js";
import { predictVotes, shares } from "../../models/neighbors/predict.js";
import { comparesBytes, putReference, type Reference } from "../../models/neighbors/reference.js";
import { readNeighbors } from "../../persist/states/neighbors.js";
import type { MakePredictor } from "./predictor.js";

/** The training rows are copied at the first call with bytes, and again at the first with floats. */
export const makeNeighbors: MakePredictor = (workspace, stored) => {
  const { state, ...options } = readNeighbors(stored);
  const { classCount } = state;
  if (options.nNeighbors > state.X.rows) {
    throw new ParameterError(
      `KNeighborsClassifier: nNeighbors is ${options.nNeighbors}; the model was fitted with ${state.X.rows} rows`,
    );
  }
  const references = new Map<boolean, Reference>();
  const votes = (X: Matrix) => {
    const bytes = comparesBytes(state.X, X, state.metric);
    const reference = references.get(bytes) ?? putReference(workspace, state.X, bytes);
    references.set(bytes, reference);
    return predictVotes(workspace.engine, state, reference, X, options);
  };
  return {
    codes: (X) => argmaxRows(votes(X), X.rows, classCount),
    probabilities: (X) => matrix(Float32Array.from(shares(votes(X), classCount)), [X.rows, classCount]),
  };
};
