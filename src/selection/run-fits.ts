/** Runs the fits of a cross-validation or a search: in the pool where the estimator and the score can travel, else here. */
import { AbortError, fromErrorRecord, ParameterError, throwIfAborted } from "../core/errors.js";
import { type FitOptions, type Progress, type TrainingSet, warn } from "../core/estimator.js";
import type { Executor } from "../engine/executor.js";
import { currentRuntime } from "../engine/runtime.js";
import { type Tensor, type Workspace, withWorkspace } from "../kernels/tensor.js";
import { isRegistered } from "../models/registry.js";
import type { Estimator } from "./estimator.js";
import { type ErrorScore, type FitResult, fitAndScore } from "./fit-and-score.js";
import { type Fit, groupFits } from "./fit-groups.js";
import { type FitKey, type FitStore, Saving } from "./fit-store.js";
import type { FoldJob, FoldReport } from "./fold-job.js";
import { foldTask } from "./fold-task.js";
import { resolveScorer, type Scoring } from "./scoring.js";
import { FitFailedWarning } from "./warnings.js";

/** One finished fit. `done` counts fits, `value` is the score of this one. */
export interface SelectionProgress extends Progress {
  /** What the candidate changes in the estimator's parameters. */
  readonly params: object;
  /** Left out for the final fit of a search on all rows. */
  readonly fold?: number;
  /** Seconds in the thread that fitted; left out with `fold`. */
  readonly fitTime?: number;
  /** What this fit warned of. */
  readonly warnings?: readonly string[];
}

export interface RunOptions {
  /** Cancels the whole; what runs stops at its next unit of work. */
  readonly signal?: AbortSignal;
  /** Called after every fit, in the order in which they end. */
  readonly onProgress?: (progress: SelectionProgress) => void;
  readonly onWarning?: (warning: Error) => void;
  /** Who does the fits. Default: the shared pool of this process; `heddle/distributed` has one of many machines. No result depends on it. */
  readonly executor?: Executor;
  /** What it knows is not fitted again, and counts as done at the start; every fit that ends is handed to it. */
  readonly store?: FitStore;
}

export interface Plan<E extends Estimator> {
  /** For messages, such as "GridSearchCV.fit". */
  readonly operation: string;
  readonly estimator: E;
  readonly data: TrainingSet;
  readonly fits: readonly Fit[];
  readonly scoring: Scoring<E>;
  readonly errorScore: ErrorScore;
  readonly returnTrainScore: boolean;
}

/**
 * Results in the order of `plan.fits`; the same bits whatever the runtime.
 * Throws what a fit threw (with "raise"), or the first failure when all have failed; AbortError when cancelled.
 */
export async function runFits<E extends Estimator>(plan: Plan<E>, options: RunOptions): Promise<FitResult[]> {
  const { operation, estimator, fits, scoring, errorScore } = plan;
  resolveScorer(scoring, operation);
  if (errorScore !== "raise" && typeof errorScore !== "number") {
    throw new ParameterError(
      `${operation}: errorScore is ${JSON.stringify(errorScore)}; it must be "raise" or a number`,
    );
  }
  for (const params of new Set(fits.map((fit) => fit.params))) estimator.clone().setParams(params);
  throwIfAborted(options.signal, operation);
  try {
    const results = await resultsOf(plan, options);
    reportFailures(plan, results, options);
    return results;
  } catch (error) {
    if ((error as Error).name === "AbortError") throw new AbortError(operation, { cause: error });
    throw error;
  }
}

/** Told of every fit that ends, by its position in the plan. */
type OnFit = (result: FitResult, index: number) => void;

/** From the store, as far as it has them. */
async function resultsOf<E extends Estimator>(plan: Plan<E>, options: RunOptions): Promise<FitResult[]> {
  const { estimator, fits, scoring } = plan;
  const results = await Promise.all(fits.map((fit) => options.store?.load(keyOf(fit))));
  const onFit = progress(fits, options);
  results.forEach((result, index) => {
    if (result) onFit(result, index);
  });
  const missing = [...fits.keys()].filter((index) => results[index] === undefined);
  const saving = new Saving(options.store, options.signal);
  const travels = isRegistered(estimator) && typeof scoring === "string";
  const run = travels ? runInPool : runHere;
  const rest = { ...plan, fits: missing.map((index) => fits[index]) };
  try {
    await run(rest, { ...options, signal: saving.signal }, (result, at) => {
      const index = missing[at];
      results[index] = result;
      saving.keep(keyOf(fits[index]), result);
      onFit(result, index);
    });
  } finally {
    await saving.end();
  }
  return results as FitResult[];
}

const keyOf = ({ params, fold, train, test }: Fit): FitKey => ({
  params,
  fold,
  trainRows: train.length,
  testRows: test.length,
});

async function runInPool<E extends Estimator>(plan: Plan<E>, options: RunOptions, onFit: OnFit): Promise<void> {
  if (plan.fits.length === 0) return;
  const executor = options.executor ?? (await currentRuntime()).executor;
  await withWorkspace(executor.engine, async (workspace) => {
    const groups = groupFits(plan.fits, plan.estimator.sharedAcross ?? [], executor.concurrency);
    await executor.map(foldTask, placeJobs(plan, groups, workspace), {
      signal: options.signal,
      cost: (job) => job.train.rows * job.candidates.length,
      onReport(value, group) {
        const report = value as FoldReport;
        if (report.kind === "warning") return warn(fromErrorRecord(report.warning), options);
        onFit(report.result, groups[group][report.candidate]);
      },
    });
  });
}

/** The data set and every list of rows, once each, in the shared memory. */
function placeJobs<E extends Estimator>(plan: Plan<E>, groups: readonly number[][], workspace: Workspace): FoldJob[] {
  const { estimator, fits, scoring, errorScore, returnTrainScore } = plan;
  const { X, codes, classes } = plan.data;
  const data = { X: workspace.putMatrix(X), codes: workspace.put("i32", codes), classes };
  const placed = new Map<Int32Array, Tensor<"i32">>();
  const place = (rows: Int32Array) => {
    const tensor = placed.get(rows) ?? workspace.put("i32", rows);
    placed.set(rows, tensor);
    return tensor;
  };
  return groups.map((group) => ({
    data,
    train: place(fits[group[0]].train),
    test: place(fits[group[0]].test),
    name: estimator.name,
    candidates: group.map((index) => ({
      params: estimator.clone().setParams(fits[index].params).getParams(),
      where: whereOf(plan, fits[index]),
    })),
    scoring: scoring as FoldJob["scoring"],
    errorScore,
    returnTrainScore,
  }));
}

/** One after the other, each fit as if the user had called it. */
async function runHere<E extends Estimator>(plan: Plan<E>, options: RunOptions, onFit: OnFit): Promise<void> {
  const scorer = resolveScorer(plan.scoring, plan.operation);
  const fitOptions = fitOptionsOf(options);
  for (const [index, fit] of plan.fits.entries()) {
    throwIfAborted(options.signal, plan.operation);
    const estimator = plan.estimator.clone().setParams(fit.params);
    const settings = { ...plan, where: whereOf(plan, fit) };
    onFit(await fitAndScore(estimator, plan.data, fit, scorer, settings, fitOptions), index);
  }
}

/** For a fit that is started from this thread; an estimator that takes no executor has no use for one. */
export function fitOptionsOf({ signal, executor, onWarning }: RunOptions): FitOptions & Pick<RunOptions, "executor"> {
  return { signal, executor, onWarning: (warning) => warn(warning, { onWarning }) };
}

function progress(fits: readonly Fit[], { onProgress }: RunOptions): OnFit {
  let done = 0;
  return (result, index) => {
    done++;
    const { params, fold } = fits[index];
    const { testScore: value, fitTime, warnings } = result;
    onProgress?.({ done, total: fits.length, unit: "fits", value, params, fold, fitTime, warnings });
  };
}

function whereOf<E extends Estimator>({ operation, estimator }: Plan<E>, { params, fold }: Fit): string {
  const changes = Object.keys(params).length > 0 ? ` with ${JSON.stringify(params)}` : "";
  return `${operation}: ${estimator.name}${changes}, fold ${fold}`;
}

function reportFailures<E extends Estimator>(plan: Plan<E>, results: readonly FitResult[], options: RunOptions): void {
  const failures = results.flatMap((result) => result.failure ?? []);
  if (failures.length === 0) return;
  const [first] = failures;
  const count =
    failures.length === results.length ? `all ${results.length}` : `${failures.length} of ${results.length}`;
  const message = `${plan.operation}: ${count} fits failed; the first: ${first.message}`;
  if (failures.length === results.length) throw fromErrorRecord({ ...first, message });
  warn(new FitFailedWarning(`${message}. Their score counts as ${plan.errorScore}`), options);
}
