/** Fits as a task of the pool. The data set stands in the shared memory once; a task is told which rows to take. */
import { toErrorRecord } from "../core/errors.js";
import { FitMemory } from "../core/fit-memory.js";
import { defineTask, type TaskContext } from "../engine/executor.js";
import { matrixView, view } from "../kernels/tensor.js";
import { createClassifier } from "../models/registry.js";
import { fitAndScore } from "./fit-and-score.js";
import { type FoldCandidate, type FoldJob, type FoldReport, foldPortable } from "./fold-job.js";
import { resolveScorer } from "./scoring.js";

/** Answers with nothing: every result is reported. */
export const foldTask = defineTask<FoldJob, void>("selection/fold", runFold, foldPortable);

async function runFold(job: FoldJob, context: TaskContext): Promise<void> {
  const { engine } = context;
  const data = {
    X: matrixView(engine, job.data.X),
    codes: view(engine, job.data.codes),
    classes: job.data.classes,
  };
  const rows = { train: view(engine, job.train), test: view(engine, job.test) };
  const memory = new FitMemory(varyingIn(job.candidates));
  const report = (value: FoldReport) => context.report(value);
  const options = {
    signal: signalOf(context),
    memory: job.candidates.length > 1 ? memory : undefined,
    onWarning: (warning: Error) => report({ kind: "warning", warning: toErrorRecord(warning) }),
  };
  try {
    for (const [candidate, { params, where }] of job.candidates.entries()) {
      const estimator = createClassifier(job.name, params);
      const scorer = resolveScorer(job.scoring, where);
      const result = await fitAndScore(estimator, data, rows, scorer, { ...job, where }, options);
      report({ kind: "fit", candidate, result });
    }
  } finally {
    memory.release();
  }
}

/** The parameters that are not the same in all candidates. */
function varyingIn(candidates: readonly FoldCandidate[]): string[] {
  const [first] = candidates;
  const differs = (name: string, value: unknown) =>
    candidates.some(
      ({ params }) => JSON.stringify((params as Record<string, unknown>)[name]) !== JSON.stringify(value),
    );
  return Object.entries(first.params).flatMap(([name, value]) => (differs(name, value) ? [name] : []));
}

/** The task's cancel flag as the AbortSignal that a nested fit looks at between its units of work. */
function signalOf(context: TaskContext): AbortSignal {
  const { signal } = new AbortController();
  return Object.defineProperty(signal, "aborted", { get: () => context.cancelled() });
}
