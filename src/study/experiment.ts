/** How an experiment is run: taken from the store if it was finished before, stored when it ends. */
import { throwIfAborted } from "../core/errors.js";
import type { StudyContext } from "./context.js";
import type { ExperimentInfo, ExperimentProgress } from "./progress.js";
import type { ExperimentKey } from "./store.js";

export interface Experiment<T> {
  readonly id: string;
  readonly title: string;
  /** Units of work, for progress. */
  readonly total: number;
  /** Everything the result depends on besides data, code version and seed. Steps that ask for the same get the same result. */
  readonly settings: object;
  run(report: (progress: ExperimentProgress) => void, parts: Parts): Promise<T>;
  /** One phrase with the outcome. */
  summarise(result: T): string;
}

/** Results within an experiment that are kept as they come, so that a crash costs the running fit and not the experiment. */
export interface Parts {
  load<T>(key: ExperimentKey): Promise<T | undefined>;
  /** `seconds`: what this part took of the experiment's time. */
  save<T>(key: ExperimentKey, result: T, seconds: number): Promise<void>;
}

/** Thrown where only finished experiments are asked for and this one is not. */
export class NotFinished extends Error {}

export async function runExperiment<T>(context: StudyContext, experiment: Experiment<T>): Promise<T> {
  const { listener, store, signal, step } = context;
  const { id, title, total, settings } = experiment;
  throwIfAborted(signal, "study");
  const info: ExperimentInfo = { step, id, title, total };
  const known = await store.load<T>({ id, settings });
  if (known === undefined && context.recallOnly) throw new NotFinished(`${id} has not been run`);
  listener.experimentStarted(info);
  const { result, seconds } = known ?? (await compute(context, info, experiment));
  if (known === undefined) await store.save(step, { id, settings }, { result, seconds });
  context.spent.set(JSON.stringify([id, settings]), seconds);
  listener.experimentEnded(info, { summary: experiment.summarise(result), seconds, resumed: known !== undefined });
  return result;
}

async function compute<T>({ listener, store, step }: StudyContext, info: ExperimentInfo, experiment: Experiment<T>) {
  const started = performance.now();
  let before = 0;
  const parts: Parts = {
    async load<P>(key: ExperimentKey) {
      const part = await store.load<P>(key);
      before += part?.seconds ?? 0;
      return part?.result;
    },
    save: (key, result, seconds) => store.save(step, key, { result, seconds }),
  };
  const result = await experiment.run((progress) => listener.experimentProgress(info, progress), parts);
  return { result, seconds: before + (performance.now() - started) / 1000 };
}
