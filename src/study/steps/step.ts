/** What a step of the study is. */
import type { StudyContext } from "../context.js";
import type { StepId, StepResults } from "../results.js";

export type ResultOf<K extends StepId> = NonNullable<StepResults[K]>;

export interface Step<K extends StepId> {
  readonly id: K;
  readonly title: string;
  /** `earlier`: the results of the steps before this one, those that there are. */
  run(context: StudyContext, earlier: StepResults): Promise<ResultOf<K>>;
  /** One phrase with the outcome, for the summary. */
  summarise(result: ResultOf<K>): string;
}
