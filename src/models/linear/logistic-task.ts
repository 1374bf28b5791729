/** A whole fit of logistic regression as one long task per thread: thread 0 runs the solver, the others compute the passes with it. */
import { AbortError } from "../../core/errors.js";
import { defineTask } from "../../engine/executor.js";
import { panelIndex } from "../../kernels/logistic.js";
import { withWorkspace } from "../../kernels/tensor.js";
import { LogisticPasses } from "./logistic-passes.js";
import type { LogisticProblem } from "./logistic-problem.js";
import { minimise, type NewtonResult, type SmoothFunction } from "./newton-cg.js";

export interface LogisticPart {
  readonly problem: LogisticProblem;
  readonly rank: number;
  /** Weight of the loss against the penalty. */
  readonly C: number;
  /** 1 with the L2 penalty, 0 without. */
  readonly penalty: 0 | 1;
  readonly fitIntercept: boolean;
  /** Largest |gradient| of the objective to stop at. */
  readonly tol: number;
  readonly maxIter: number;
  readonly start: Float64Array;
}

export interface LogisticReport {
  readonly iteration: number;
  readonly objective: number;
}

/** Thread 0 answers with the solution. */
export const logisticTask = defineTask<LogisticPart, NewtonResult | undefined>("logistic.fit", (part, context) =>
  withWorkspace(context.engine, (workspace) => {
    const passes = new LogisticPasses(workspace, part.problem, part.rank);
    if (part.rank > 0) {
      passes.serve();
      return undefined;
    }
    try {
      return minimise(objective(part, passes, context.cancelled), part.start, {
        tol: part.tol,
        maxIter: part.maxIter,
        onIteration: (iteration, value) => context.report({ iteration, objective: value } satisfies LogisticReport),
      });
    } finally {
      passes.stop();
    }
  }),
);

/** C · Σ weight · log loss + ½ penalty · ‖coefficients‖²; intercepts are free, or held at 0. */
function objective(
  { problem, C, penalty, fitIntercept }: LogisticPart,
  passes: LogisticPasses,
  cancelled: () => boolean,
): SmoothFunction {
  const { shape } = problem;
  const intercepts = Array.from({ length: shape.outputs }, (_, output) => panelIndex(shape, output, shape.features));
  /** value ← C · value + penalty · x, but for the intercepts. */
  const regularise = (values: Float64Array, x: (i: number) => number) => {
    const held = intercepts.map((i) => (fitIntercept ? C * values[i] : 0));
    for (let i = 0; i < values.length; i++) values[i] = C * values[i] + penalty * x(i);
    intercepts.forEach((i, output) => {
      values[i] = held[output];
    });
  };
  const checkCancelled = () => {
    if (cancelled()) throw new AbortError("LogisticRegression.fit");
  };
  return {
    value(x, gradient) {
      checkCancelled();
      const loss = passes.gradient(x, gradient);
      regularise(gradient, (i) => x[i]);
      const squares =
        x.reduce((sum, value) => sum + value * value, 0) - intercepts.reduce((sum, i) => sum + x[i] * x[i], 0);
      return C * loss + 0.5 * penalty * squares;
    },
    hessian(v, out) {
      checkCancelled();
      passes.hessian(v, out);
      regularise(out, (i) => v[i]);
    },
    diagonal(out) {
      passes.diagonal(out);
      regularise(out, () => 1);
    },
  };
}
