import { isUint8Array, type Matrix, sliceRows } from "../../core/matrix.js";
import { view, withWorkspace } from "../../kernels/tensor.js";
import { decideRows, layOutPredictor, type Predictor as Machines } from "../../models/svm/predict.js";
import { asDecisions, decidedCodes } from "../../models/svm/votes.js";
import { readSvc } from "../../persist/states/svm.js";
import type { MakePredictor } from "./predictor.js";

/** Rows that are held in the engine's memory at once. */
const BLOCK_ROWS = 256;

/** Support vectors are laid out at the first call with bytes, and again at the first with floats: their products differ. */
export const makeSvc: MakePredictor = (workspace, stored) => {
  const { engine } = workspace;
  const { state, breakTies, decisionFunctionShape } = readSvc(stored);
  const { nClasses } = state;
  const pairs = state.intercept.length;
  const machines = new Map<boolean, Machines>();
  const decide = (X: Matrix) => {
    const decisions = new Float64Array(X.rows * pairs);
    for (let start = 0; start < X.rows; start += BLOCK_ROWS) {
      const block = sliceRows(X, start, Math.min(X.rows, start + BLOCK_ROWS));
      withWorkspace(engine, (passing) => {
        const features = passing.putMatrix(block);
        const bytes = isUint8Array(X.data);
        const laidOut = machines.get(bytes) ?? layOutPredictor(workspace, state, features);
        machines.set(bytes, laidOut);
        const out = passing.alloc("f64", block.rows, pairs);
        decideRows(engine, laidOut, features, 0, block.rows, out);
        decisions.set(view(engine, out), start * pairs);
      });
    }
    return decisions;
  };
  return {
    codes: (X) => decidedCodes(decide(X), X.rows, nClasses, breakTies),
    decisions: (X) => asDecisions(decide(X), X.rows, nClasses, decisionFunctionShape),
  };
};
