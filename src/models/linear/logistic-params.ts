/** Options of logistic regression. */
import { bool, integerAtLeast, oneOf, positive, type Rules } from "../../core/params.js";

export interface LogisticRegressionParams {
  /** Inverse strength of the penalty, above 0. Default 1. */
  readonly C: number;
  /** Default "l2"; null fits without a penalty, which has no minimum where the classes can be separated. */
  readonly penalty: "l2" | null;
  /** Learn intercepts; they are not penalised. Default true. */
  readonly fitIntercept: boolean;
  /** Stop when no component of the gradient of the mean objective, objective / (C · samples), is larger. Default 1e-4. */
  readonly tol: number;
  /** Iterations at most. Default 100. */
  readonly maxIter: number;
  /** "balanced" weights each row by samples / (classes · rows of its class). Default null: all alike. */
  readonly classWeight: "balanced" | null;
  /** Start from the coefficients of the last fit, if they fit. Default false. */
  readonly warmStart: boolean;
}

export const LOGISTIC_DEFAULTS: LogisticRegressionParams = {
  C: 1,
  penalty: "l2",
  fitIntercept: true,
  tol: 1e-4,
  maxIter: 100,
  classWeight: null,
  warmStart: false,
};

export const LOGISTIC_RULES: Rules<LogisticRegressionParams> = {
  C: positive,
  penalty: oneOf("l2", null),
  fitIntercept: bool,
  tol: positive,
  maxIter: integerAtLeast(1),
  classWeight: oneOf("balanced", null),
  warmStart: bool,
};
