/** What every experiment is given, and how one is run: resumed if it was finished before, stored when it ends. */
import { throwIfAborted } from "../core/errors.js";
import type { Label } from "../core/labels.js";
import { type Matrix, sliceRows } from "../core/matrix.js";
import type { StudyListener } from "./progress.js";
import type { ExperimentStore } from "./store.js";

/** Features with their labels. */
export interface LabelledSet {
  readonly X: Matrix<Uint8Array>;
  readonly y: Uint8Array;
}

export interface StudyContext {
  readonly train: LabelledSet;
  readonly test: LabelledSet;
  readonly classNames: readonly string[];
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly listener: StudyListener;
  readonly store: ExperimentStore;
}

/** Rows `start` to `end` (exclusive), without copying. */
export function part(set: LabelledSet, start: number, end: number): LabelledSet {
  return { X: sliceRows(set.X, start, end), y: set.y.subarray(start, end) };
}

export function className(context: StudyContext, label: Label): string {
  return context.classNames[Number(label)];
}

/** Rows of the fixed protocol that train and validate; the last validation rows are never trained on while tuning. */
export function protocol(context: StudyContext) {
  const { train } = context;
  const rows = train.X.rows;
  const validationRows = Math.floor(rows / 6);
  return {
    shortlistTrain: part(train, 0, validationRows),
    tuningTrain: part(train, 0, rows - validationRows),
    validation: part(train, rows - validationRows, rows),
  };
}

export interface Experiment<T> {
  readonly id: string;
  readonly title: string;
  /** Units of work, for progress. */
  readonly total: number;
  /** Everything the result depends on besides data, code version and seed. */
  readonly settings: object;
  run(report: (done: number, detail: string) => void): Promise<T>;
  /** One phrase with the outcome. */
  summarise(result: T): string;
}

export async function runExperiment<T>(context: StudyContext, experiment: Experiment<T>): Promise<T> {
  const { listener, store, signal } = context;
  const { id, title, total, settings } = experiment;
  throwIfAborted(signal, "study");
  listener.stepStarted({ id, title, total });
  const started = performance.now();
  const known = await store.load<T>(id, settings);
  const result = known ?? (await experiment.run((done, detail) => listener.stepProgress(id, done, detail)));
  if (known === undefined) await store.save(id, settings, result);
  listener.stepEnded(id, experiment.summarise(result), (performance.now() - started) / 1000, known !== undefined);
  return result;
}
