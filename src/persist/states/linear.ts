/** The states of linear classifiers in a model file. */
import type { LinearState } from "../../models/linear/logistic-predict.js";
import type { ClassifierFields } from "./fitted.js";

/** One row of coefficients for two classes, else one per class. */
export function readLinear({ state, classes, features }: ClassifierFields): LinearState {
  const outputs = classes.length === 2 ? 1 : classes.length;
  return {
    coef: state.matrix("coef_", ["F64"], outputs, features).data,
    intercept: state.vector("intercept_", "F64", outputs),
  };
}

/** With the loss, which says what probabilities mean. */
export function readSgd(fields: ClassifierFields) {
  const losses = ["hinge", "log_loss", "squared_hinge", "perceptron", "modified_huber"] as const;
  return { ...readLinear(fields), loss: fields.state.choice("loss_", ...losses) };
}
