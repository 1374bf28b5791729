/** The state of a DummyClassifier in a model file. */
import type { DummyState } from "../../models/dummy/predict.js";
import type { ClassifierFields } from "./fitted.js";

export function readDummy({ params, state, classes }: ClassifierFields): DummyState {
  const strategy = state.choice("strategy_", "most_frequent", "prior", "stratified", "uniform", "constant");
  return {
    strategy,
    randomState: params.has("randomState") ? params.integer("randomState", 0, 0xffffffff) : null,
    prior: state.vector("classPrior_", "F64", classes.length),
    constantCode: strategy === "constant" ? state.integer("constantCode_", 0, classes.length - 1) : undefined,
  };
}
