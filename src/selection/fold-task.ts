/** One fit as a task of the pool. The data set stands in the shared memory once; a task is told which rows to take. */
import { type ErrorRecord, toErrorRecord } from "../core/errors.js";
import type { Label } from "../core/labels.js";
import { defineTask, type TaskContext } from "../engine/executor.js";
import { type FeatureTensor, matrixView, type Tensor, view } from "../kernels/tensor.js";
import { createClassifier } from "../models/registry.js";
import { type FitResult, type FitSettings, fitAndScore } from "./fit-and-score.js";
import { resolveScorer, type ScoringName } from "./scoring.js";

/** A data set in the shared memory. */
export interface SharedData {
  readonly X: FeatureTensor;
  readonly codes: Tensor<"i32">;
  readonly classes: readonly Label[];
}

export interface FoldJob extends FitSettings {
  readonly data: SharedData;
  readonly train: Tensor<"i32">;
  readonly test: Tensor<"i32">;
  /** From which the estimator is made anew. */
  readonly name: string;
  readonly params: object;
  readonly scoring: ScoringName;
}

/** What a task reports: the warnings of its fit. */
export type FoldReport = ErrorRecord;

export const foldTask = defineTask<FoldJob, FitResult>("selection/fold", async (job, context) => {
  const { engine } = context;
  const data = {
    X: matrixView(engine, job.data.X),
    codes: view(engine, job.data.codes),
    classes: job.data.classes,
  };
  const rows = { train: view(engine, job.train), test: view(engine, job.test) };
  return fitAndScore(createClassifier(job.name, job.params), data, rows, resolveScorer(job.scoring, job.where), job, {
    signal: signalOf(context),
    onWarning: (warning) => context.report(toErrorRecord(warning) satisfies FoldReport),
  });
});

/** The task's cancel flag as the AbortSignal that a nested fit looks at between its units of work. */
function signalOf(context: TaskContext): AbortSignal {
  const { signal } = new AbortController();
  return Object.defineProperty(signal, "aborted", { get: () => context.cancelled() });
}
