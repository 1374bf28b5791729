/** What logistic regression minimises: C · Σ weight · log loss + ½ penalty · ‖coefficients‖²; intercepts are free, or held at 0. */
import { AbortError } from "../../core/errors.js";
import { panelIndex } from "../../kernels/logistic.js";
import type { SmoothFunction } from "./line-search.js";
import type { LogisticPasses } from "./logistic-passes.js";
import type { LogisticProblem } from "./logistic-problem.js";

export interface Objective {
  readonly problem: LogisticProblem;
  /** Weight of the loss against the penalty. */
  readonly C: number;
  /** 1 with the L2 penalty, 0 without. */
  readonly penalty: 0 | 1;
}

/** Changes of the objective below this share of it are rounding of scores in f32. */
const ROUNDING_F32 = 1e-7;

export function objective(of: Objective, passes: LogisticPasses, cancelled: () => boolean): SmoothFunction {
  return penalised(of, (x, gradient) => passes.gradient(x, gradient), cancelled);
}

/** The same with products in f32. */
export function objectiveF32(of: Objective, passes: LogisticPasses, cancelled: () => boolean): SmoothFunction {
  return {
    ...penalised(of, (x, gradient) => passes.gradientF32(x, gradient), cancelled),
    rounding: ROUNDING_F32,
  };
}

function penalised(
  { problem, C, penalty }: Objective,
  lossOf: (x: Float64Array, gradient: Float64Array) => number,
  cancelled: () => boolean,
): SmoothFunction {
  const { shape, fitIntercept } = problem;
  const intercepts = Array.from({ length: shape.outputs }, (_, output) => panelIndex(shape, output, shape.features));
  return {
    value(x, gradient) {
      if (cancelled()) throw new AbortError("LogisticRegression.fit");
      const loss = lossOf(x, gradient);
      const slopes = intercepts.map((i) => (fitIntercept ? C * gradient[i] : 0));
      let squares = 0;
      for (let i = 0; i < x.length; i++) {
        gradient[i] = C * gradient[i] + penalty * x[i];
        squares += x[i] * x[i];
      }
      intercepts.forEach((i, output) => {
        gradient[i] = slopes[output];
        squares -= x[i] * x[i];
      });
      return C * loss + 0.5 * penalty * squares;
    },
  };
}
