/** A whole fit of logistic regression as one long task per thread: thread 0 runs the solver, the others compute the passes with it. */
import { AbortError } from "../../core/errors.js";
import { defineTask } from "../../engine/executor.js";
import { panelIndex } from "../../kernels/logistic.js";
import { type Workspace, withWorkspace } from "../../kernels/tensor.js";
import { type LbfgsResult, minimise, type Preconditioner } from "./lbfgs.js";
import type { SmoothFunction } from "./line-search.js";
import { columnSquares } from "./logistic-gram.js";
import { LogisticPasses } from "./logistic-passes.js";
import { diagonalPreconditioner, gramPreconditioner } from "./logistic-preconditioner.js";
import { gramPays, type LogisticProblem } from "./logistic-problem.js";

export interface LogisticPart {
  readonly problem: LogisticProblem;
  readonly rank: number;
  /** Weight of the loss against the penalty. */
  readonly C: number;
  /** 1 with the L2 penalty, 0 without. */
  readonly penalty: 0 | 1;
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
export const logisticTask = defineTask<LogisticPart, LbfgsResult | undefined>("logistic.fit", (part, context) =>
  withWorkspace(context.engine, (workspace) => {
    const passes = new LogisticPasses(workspace, part.problem, part.rank);
    if (part.rank > 0) {
      passes.serve();
      return undefined;
    }
    try {
      const preconditioner = precondition(workspace, part, passes);
      return minimise(objective(part, passes, context.cancelled), preconditioner, part.start, {
        tol: part.tol,
        maxIter: part.maxIter,
        refresh: (iteration, x) => renewed(workspace, part, passes, iteration, x),
        onIteration: (iteration, value) => context.report({ iteration, objective: value } satisfies LogisticReport),
      });
    } finally {
      passes.stop();
    }
  }),
);

/**
 * The iteration after which the preconditioner is made anew, from the curvature reached. Iterations to within 1e-4 of the least
 * objective and to tol 1e-5, images of 784 pixels: 10,000 with C = 1, never 187 and 229, after 12 94 and 110, after 20 99 and 125,
 * after 30 109 and 126, after 15 and 60 114 and 139; 60,000 with C = 0.1, never 136 and 170, after 20 97 and 161, after 15 and 60
 * 103 and 201.
 */
const RENEWAL = 20;
/** It has to cost less than so many gradients. */
const MAX_RENEWAL_PASSES = 20;

function precondition(
  workspace: Workspace,
  { problem, C, penalty }: LogisticPart,
  passes: LogisticPasses,
): Preconditioner {
  const curvature = { shape: problem.shape, C, penalty };
  if (!problem.gram) return diagonalPreconditioner(curvature, columnSquares(workspace, problem));
  passes.gram();
  return gramPreconditioner(workspace, curvature, problem.gram);
}

function renewed(
  workspace: Workspace,
  { problem, C, penalty }: LogisticPart,
  passes: LogisticPasses,
  iteration: number,
  x: Float64Array,
): Preconditioner | undefined {
  const { shape, rows, gram } = problem;
  if (!gram || iteration !== RENEWAL || !gramPays(shape, rows.X.rows, MAX_RENEWAL_PASSES)) return undefined;
  const confusion = passes.curvature(x);
  return confusion && gramPreconditioner(workspace, { shape, C, penalty }, gram, confusion);
}

/** C · Σ weight · log loss + ½ penalty · ‖coefficients‖²; intercepts are free, or held at 0. */
function objective(
  { problem, C, penalty }: LogisticPart,
  passes: LogisticPasses,
  cancelled: () => boolean,
): SmoothFunction {
  const { shape, fitIntercept } = problem;
  const intercepts = Array.from({ length: shape.outputs }, (_, output) => panelIndex(shape, output, shape.features));
  return {
    value(x, gradient) {
      if (cancelled()) throw new AbortError("LogisticRegression.fit");
      const loss = passes.gradient(x, gradient);
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
