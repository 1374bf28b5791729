/** The study from data to results: runs the steps in order, every experiment stored as it ends. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { ParameterError } from "../core/errors.js";
import type { Executor } from "../engine/executor.js";
import { currentRuntime } from "../engine/runtime.js";
import { codeVersion } from "../parallel/code-version.js";
import { protocol, type StudyContext, type StudyData } from "./context.js";
import { describeEnvironment } from "./environment.js";
import { NotFinished } from "./experiment.js";
import { PROFILES } from "./profiles.js";
import { type StudyListener, silent } from "./progress.js";
import {
  type DataSummary,
  type ProfileName,
  type ProtocolRows,
  STEP_IDS,
  type StepId,
  type StepResults,
  type StepSummary,
  type StudyResults,
} from "./results.js";
import { sum } from "./statistics.js";
import { STEPS } from "./steps/index.js";
import { ExperimentStore } from "./store.js";

export interface StudyOptions {
  /** Folder for the report and the finished experiments. */
  readonly out: string;
  /** Default "default". */
  readonly profile?: ProfileName;
  /** Compute only these steps; of the profile's others, what is finished is shown. */
  readonly only?: readonly string[];
  readonly seed?: number;
  /** Forget first what the steps to compute have finished. */
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
  readonly listener?: StudyListener;
  /** Who does the fits that can be spread; default: the shared pool. */
  readonly executor?: Executor;
}

/** Throws ParameterError for a step that does not exist. */
export function checkSteps(ids: readonly string[]): readonly StepId[] {
  const unknown = ids.find((id) => !STEP_IDS.includes(id as StepId));
  if (unknown !== undefined || ids.length === 0) {
    throw new ParameterError(
      `study: ${JSON.stringify(unknown ?? "")} is not a step; the steps are ${STEP_IDS.join(", ")}`,
    );
  }
  return ids as readonly StepId[];
}

/** Throws ParameterError for an unknown step before any work; AbortError when cancelled; what an experiment throws. */
export async function runStudy(study: StudyData, options: StudyOptions): Promise<StudyResults> {
  const { out, seed = 0, fresh = false, signal, listener = silent, executor } = options;
  const profile = PROFILES[options.profile ?? "default"];
  const only = options.only && checkSteps(options.only);
  const runtime = await currentRuntime();
  const environment = describeEnvironment({ ...runtime, ...(executor && { executor }) });
  const data = summarise(study);
  const store = new ExperimentStore(join(out, "experiments"), { data: data.sha256, code: await codeVersion(), seed });
  await store.tidy();
  if (fresh) await store.clear(only);
  const shared = { ...study, profile, seed, signal, store, executor };
  const results: StepResults = {};
  const steps: StepSummary[] = [];
  const counted = new Set<string>();
  for (const id of STEP_IDS) {
    const recallOnly = only !== undefined && !only.includes(id);
    if (!profile.steps.includes(id) && (recallOnly || !only)) continue;
    const spent = new Map<string, number>();
    const context = { ...shared, step: id, recallOnly, spent, listener: recallOnly ? silent : listener };
    if (!(await runStep(id, context, results))) continue;
    const own = [...spent].filter(([key]) => !counted.has(key));
    for (const [key] of own) counted.add(key);
    const seconds = sum(own.map(([, time]) => time));
    steps.push({ id, title: STEPS[id].title, experiments: own.length, seconds });
    listener.stepEnded({ id, title: STEPS[id].title }, { summary: summaryOf(id, results), seconds });
  }
  return {
    schemaVersion: 2,
    profile: profile.name,
    seed,
    environment,
    data,
    protocol: countRows(study),
    ...results,
    steps,
    totalSeconds: sum(steps.map(({ seconds }) => seconds)),
  };
}

/** Whether the step has a result now, which it adds to `results`. */
async function runStep<K extends StepId>(
  id: K,
  context: StudyContext,
  results: { -readonly [I in StepId]?: StepResults[I] },
): Promise<boolean> {
  const step = STEPS[id];
  context.listener.stepStarted({ id, title: step.title });
  try {
    results[id] = await step.run(context, results);
    return true;
  } catch (error) {
    if (error instanceof NotFinished) return false;
    throw error;
  }
}

function summaryOf<K extends StepId>(id: K, results: StepResults): string {
  return STEPS[id].summarise(results[id] as NonNullable<StepResults[K]>);
}

function countRows(study: StudyData): ProtocolRows {
  const { shortlistTrain, tuningTrain, validation } = protocol(study);
  return { shortlist: shortlistTrain.X.rows, tuning: tuningTrain.X.rows, validation: validation.X.rows };
}

function summarise({ train, test, summary }: StudyData): DataSummary {
  const hash = createHash("sha256");
  for (const array of [train.X.data, train.y, test.X.data, test.y]) {
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return {
    ...summary,
    sha256: hash.digest("hex"),
    trainRows: train.X.rows,
    testRows: test.X.rows,
    features: train.X.cols,
  };
}
