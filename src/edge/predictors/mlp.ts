import { argmaxRows } from "../../core/estimator.js";
import type { Matrix } from "../../core/matrix.js";
import { placeNetwork } from "../../models/mlp/network.js";
import { BLOCK_ROWS, networkProbabilities } from "../../models/mlp/predict.js";
import { readMlp } from "../../persist/states/mlp.js";
import type { MakePredictor } from "./predictor.js";

export const makeMlp: MakePredictor = (workspace, stored) => {
  const placed = placeNetwork(workspace, readMlp(stored), BLOCK_ROWS);
  const probabilities = (X: Matrix) => networkProbabilities(workspace.engine, placed, X);
  return {
    probabilities,
    codes(X) {
      const { data, rows, cols } = probabilities(X);
      return argmaxRows(data, rows, cols);
    },
  };
};
