/** What a running study tells; the CLI draws it, tests record it. */
import type { StepId } from "./results.js";

export interface StudyListener {
  stepStarted(step: StepInfo): void;
  /** `seconds` sums the experiments of the step, whenever they ran. */
  stepEnded(step: StepInfo, outcome: { readonly summary: string; readonly seconds: number }): void;
  /** An experiment begins; they run one after the other. */
  experimentStarted(experiment: ExperimentInfo): void;
  experimentProgress(experiment: ExperimentInfo, progress: ExperimentProgress): void;
  experimentEnded(experiment: ExperimentInfo, outcome: ExperimentOutcome): void;
  note(text: string): void;
}

export interface StepInfo {
  readonly id: StepId;
  readonly title: string;
}

export interface ExperimentInfo {
  readonly step: StepId;
  readonly id: string;
  readonly title: string;
  /** Units of work. */
  readonly total: number;
}

export interface ExperimentProgress {
  /** Units of work that are finished. */
  readonly done: number;
  /** One short phrase, such as "12/35 fits". */
  readonly detail?: string;
  readonly epoch?: number;
  readonly loss?: number;
  readonly accuracy?: number;
  readonly validationAccuracy?: number;
  /** Training rows a second. */
  readonly speed?: number;
}

export interface ExperimentOutcome {
  readonly summary: string;
  readonly seconds: number;
  /** Whether the result is one of an earlier run. */
  readonly resumed: boolean;
}

export const silent: StudyListener = {
  stepStarted() {},
  stepEnded() {},
  experimentStarted() {},
  experimentProgress() {},
  experimentEnded() {},
  note() {},
};

/** The same in words: "epoch 3, loss 0.412, accuracy 0.8512, validation 0.8498, 28,100 rows/s". */
export function describeProgress(progress: ExperimentProgress): string {
  const { detail, epoch, loss, accuracy, validationAccuracy, speed } = progress;
  const parts = [
    detail,
    epoch !== undefined && `epoch ${epoch}`,
    loss !== undefined && `loss ${loss.toFixed(3)}`,
    accuracy !== undefined && `accuracy ${accuracy.toFixed(4)}`,
    validationAccuracy !== undefined && `validation ${validationAccuracy.toFixed(4)}`,
    speed !== undefined && `${Math.round(speed).toLocaleString("en")} rows/s`,
  ];
  return parts.filter(Boolean).join(", ");
}
