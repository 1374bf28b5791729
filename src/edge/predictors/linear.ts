import { type Matrix, matrix } from "../../core/matrix.js";
import { panelShape } from "../../kernels/logistic.js";
import type { Workspace } from "../../kernels/tensor.js";
import {
  type LinearState,
  linearCodes,
  linearScoresNow,
  packCoefficients,
  probabilities,
} from "../../models/linear/logistic-predict.js";
import { asDecisions, sgdProbabilities } from "../../models/linear/sgd-probabilities.js";
import { readLinear, readSgd } from "../../persist/states/linear.js";
import type { MakePredictor } from "./predictor.js";

export const makeLogistic: MakePredictor = (workspace, stored) => {
  const scores = scorer(workspace, readLinear(stored), stored.features);
  return {
    codes: (X) => linearCodes(scores(X), X.rows),
    probabilities: (X) => probabilities(workspace.engine, scores(X), X.rows),
    decisions(X) {
      const values = Float32Array.from(scores(X));
      return matrix(values, [X.rows, values.length / X.rows]);
    },
  };
};

export const makeSgd: MakePredictor = (workspace, stored) => {
  const state = readSgd(stored);
  const scores = scorer(workspace, state, stored.features);
  const decide = (X: Matrix) => ({ data: scores(X), rows: X.rows, cols: state.intercept.length });
  return {
    codes: (X) => linearCodes(scores(X), X.rows),
    probabilities: (X) => sgdProbabilities(workspace.engine, state.loss, decide(X)),
    decisions: (X) => asDecisions(decide(X)),
  };
};

function scorer(workspace: Workspace, state: LinearState, features: number): (X: Matrix) => Float64Array {
  const shape = panelShape(features, state.intercept.length);
  const W = workspace.put("f64", packCoefficients(shape, state));
  return (X) => linearScoresNow(workspace.engine, shape, W, X);
}
