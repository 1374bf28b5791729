/** A whole fit of logistic regression as one long task per thread: thread 0 runs the solver, the others compute the passes with it. */
import { defineTask, type TaskContext } from "../../engine/executor.js";
import { type Tensor, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import { type LbfgsResult, minimise, type Preconditioner } from "./lbfgs.js";
import type { SmoothFunction } from "./line-search.js";
import { columnSquares } from "./logistic-gram.js";
import { objective, objectiveF32 } from "./logistic-objective.js";
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
  /** The same while the passes are in f32: what their rounding allows. */
  readonly tolF32: number;
  readonly maxIter: number;
  readonly start: Float64Array;
  /** The sums of products that the first preconditioner is made of, where they pay. */
  readonly gram: Tensor<"f32"> | undefined;
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
      return solve(workspace, part, passes, context);
    } finally {
      passes.stop();
    }
  }),
);

/**
 * First with passes in f32, which take less than half the time, as far as their rounding lets the gradient fall; from there, with passes in
 * f64, to `tol`. Where f32 has come as far as that, a single pass confirms it.
 */
function solve(
  workspace: Workspace,
  part: LogisticPart,
  passes: LogisticPasses,
  { cancelled, report }: TaskContext,
): LbfgsResult {
  let preconditioner = precondition(workspace, part);
  let x = part.start;
  let done = 0;
  const phase = (f: SmoothFunction, tol: number) => {
    const before = done;
    const result = minimise(f, preconditioner, x, {
      tol,
      maxIter: part.maxIter - before,
      refresh(iteration, at) {
        const fresh = renewed(workspace, part, passes, before + iteration, at);
        preconditioner = fresh ?? preconditioner;
        return fresh;
      },
      onIteration(iteration, value) {
        report({ iteration: before + iteration, objective: value } satisfies LogisticReport);
      },
    });
    x = result.x;
    done += result.iterations;
    return { ...result, iterations: done };
  };
  phase(objectiveF32(part, passes, cancelled), Math.max(part.tol, part.tolF32));
  return phase(objective(part, passes, cancelled), part.tol);
}

/**
 * The iteration after which the preconditioner is made anew, from the curvature reached. Iterations to within 1e-4 of the least
 * objective and to tol 1e-5, images of 784 pixels: 10,000 with C = 1, never 187 and 229, after 12 94 and 110, after 20 99 and 125,
 * after 30 109 and 126, after 15 and 60 114 and 139; 60,000 with C = 0.1, never 136 and 170, after 20 97 and 161, after 15 and 60
 * 103 and 201.
 */
const RENEWAL = 20;
/** It has to cost less than so many gradients. */
const MAX_RENEWAL_PASSES = 20;

function precondition(workspace: Workspace, { problem, C, penalty, gram }: LogisticPart): Preconditioner {
  const curvature = { shape: problem.shape, C, penalty };
  if (!gram) return diagonalPreconditioner(curvature, columnSquares(workspace, problem));
  return gramPreconditioner(workspace, curvature, gram);
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
