import { argmaxRows } from "../../core/estimator.js";
import type { Matrix } from "../../core/matrix.js";
import { placeQuantized, quantizedProbabilitiesNow } from "../../models/quantized/predict.js";
import { readQuantized } from "../../persist/states/quantized.js";
import type { MakePredictor } from "./predictor.js";

export const makeQuantized: MakePredictor = (workspace, stored) => {
  const placed = placeQuantized(workspace, readQuantized(stored));
  const probabilities = (X: Matrix) => quantizedProbabilitiesNow(workspace.engine, placed, X);
  return {
    probabilities,
    codes(X) {
      const { data, rows, cols } = probabilities(X);
      return argmaxRows(data, rows, cols);
    },
  };
};
