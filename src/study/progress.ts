/** What a running study tells; the CLI draws it, tests record it. */
export interface StudyListener {
  /** A step begins. `total` counts its units of work. */
  stepStarted(step: StepInfo): void;
  /** `done` units are finished; `detail` is one short phrase, such as the latest score. */
  stepProgress(id: string, done: number, detail: string): void;
  stepEnded(id: string, summary: string, seconds: number, resumed: boolean): void;
  note(text: string): void;
}

export interface StepInfo {
  readonly id: string;
  readonly title: string;
  readonly total: number;
}

export const silent: StudyListener = {
  stepStarted() {},
  stepProgress() {},
  stepEnded() {},
  note() {},
};
