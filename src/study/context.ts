/** What every experiment is given, and which rows the protocol lets it see. */
import { type Matrix, sliceRows } from "../core/matrix.js";
import type { Executor } from "../engine/executor.js";
import type { Profile } from "./profiles.js";
import type { StudyListener } from "./progress.js";
import type { DataSummary, StepId } from "./results.js";
import type { ExperimentStore } from "./store.js";

/** Features with the codes of their classes, 0 … classes − 1. */
export interface LabelledSet {
  readonly X: Matrix;
  readonly y: Uint8Array | Int32Array;
}

/** What a study is made of. */
export interface StudyData {
  /** Any first or last part of the rows is a fair sample of all. */
  readonly train: LabelledSet;
  readonly test: LabelledSet;
  readonly summary: Omit<DataSummary, "sha256" | "trainRows" | "testRows" | "features">;
}

export interface StudyContext extends StudyData {
  readonly profile: Profile;
  readonly seed: number;
  readonly step: StepId;
  /** Take what is finished and compute nothing. */
  readonly recallOnly: boolean;
  readonly signal?: AbortSignal;
  /** Who does the fits that can be spread; default: the shared pool. */
  readonly executor?: Executor;
  readonly listener: StudyListener;
  readonly store: ExperimentStore;
  /** Measured seconds of every experiment that this step asked for. */
  readonly spent: Map<string, number>;
}

/** Rows `start` to `end` (exclusive), without copying. */
export function part(set: LabelledSet, start: number, end: number): LabelledSet {
  return { X: sliceRows(set.X, start, end), y: set.y.subarray(start, end) };
}

/** Rows of the fixed protocol that train and validate; the last validation rows are never trained on while tuning. */
export function protocol({ train }: StudyData) {
  const rows = train.X.rows;
  const validationRows = Math.floor(rows / 6);
  return {
    shortlistTrain: part(train, 0, validationRows),
    tuningTrain: part(train, 0, rows - validationRows),
    validation: part(train, rows - validationRows, rows),
  };
}
