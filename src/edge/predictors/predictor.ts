/** What each kind of model answers with at the edge. */
import type { Matrix } from "../../core/matrix.js";
import type { Workspace } from "../../kernels/tensor.js";
import type { StoredClassifier } from "../../persist/header.js";

/** X is checked: finite, and as wide as the model. */
export interface Predictor {
  /** Position of every row's class in `classes_`. */
  codes(X: Matrix): ArrayLike<number>;
  probabilities?(X: Matrix): Matrix<Float32Array>;
  decisions?(X: Matrix): Matrix<Float32Array>;
}

/** Checks a stored state and copies what predicting reads again and again into the workspace, which lives as long as the model. */
export type MakePredictor = (workspace: Workspace, stored: StoredClassifier) => Predictor;
