/** The state of an SVC in a model file. */
import { MAX_DEGREE } from "../../kernels/svm-products.js";
import type { SvcState } from "../../models/svm/state.js";
import type { ClassifierFields } from "./fitted.js";

export interface StoredSvc {
  readonly state: SvcState;
  readonly decisionFunctionShape: "ovr" | "ovo";
  readonly breakTies: boolean;
}

export function readSvc({ params, state, classes, features }: ClassifierFields): StoredSvc {
  const nClasses = classes.length;
  if (nClasses < 2) throw state.refuse("classes_", "two or more");
  const pairs = (nClasses * (nClasses - 1)) / 2;
  const nSupport = state.vector("nSupport_", "I32", nClasses);
  if (nSupport.some((count) => count < 0)) throw state.refuse("nSupport_", "numbers of rows");
  const count = nSupport.reduce((sum, n) => sum + n, 0);
  const kernel = state.object("kernel_");
  const name = kernel.choice("name", "linear", "poly", "rbf", "sigmoid");
  return {
    state: {
      kernel: {
        name,
        gamma: kernel.number("gamma"),
        coef0: kernel.number("coef0"),
        degree: kernel.integer("degree", 0, MAX_DEGREE),
      },
      nClasses,
      nSupport,
      supportVectors: state.features("supportVectors_", count, features),
      dualCoef: state.vector("dualCoef_", "F64", (nClasses - 1) * count),
      intercept: state.vector("intercept_", "F64", pairs),
      coef: name === "linear" ? state.vector("coef_", "F64", pairs * features) : undefined,
    },
    decisionFunctionShape: params.choice("decisionFunctionShape", "ovr", "ovo"),
    breakTies: params.bool("breakTies"),
  };
}
