import type { Matrix } from "../../core/matrix.js";
import { applyTreeNow, leafProbabilities, nodeClasses } from "../../models/tree/predict.js";
import { readTree } from "../../persist/states/tree.js";
import type { MakePredictor } from "./predictor.js";

export const makeTree: MakePredictor = ({ engine }, stored) => {
  const tree = readTree(stored);
  const classes = nodeClasses(tree);
  const leaves = (X: Matrix) => applyTreeNow(engine, tree, X);
  return {
    codes: (X) => leaves(X).map((leaf) => classes[leaf]),
    probabilities: (X) => leafProbabilities(tree, leaves(X)),
  };
};
