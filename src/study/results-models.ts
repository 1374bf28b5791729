/** What `results.json` says of models other than networks. */
import type { Interval } from "./statistics.js";

export const SHORTLIST_MODELS = [
  "SGDClassifier",
  "LogisticRegression",
  "KNeighborsClassifier",
  "DecisionTreeClassifier",
  "SVC",
  "MLPClassifier",
] as const;
export type ShortlistModel = (typeof SHORTLIST_MODELS)[number];

export interface ShortlistRow {
  readonly model: ShortlistModel;
  readonly params: object;
  /** Accuracy on the validation rows. */
  readonly score: number;
  readonly fitSeconds: number;
  readonly evalSeconds: number;
  /** Warnings the fit gave, such as a solver that stopped before its tolerance. */
  readonly warnings: readonly string[];
}

export interface CSweepRow {
  readonly C: number;
  readonly meanAccuracy: number;
  readonly foldAccuracies: readonly number[];
  /** Standard deviation over the folds (divisor: folds). */
  readonly stdAccuracy: number;
  /** Of all folds of this C, each in its thread. */
  readonly fitSeconds: number;
}

export interface CSweepResult {
  /** Rows that were cross-validated, the first of the training set. */
  readonly rows: number;
  readonly folds: number;
  readonly points: readonly CSweepRow[];
  /** Of all fits, such as one that stopped before its tolerance. */
  readonly warnings: readonly string[];
}

/** One SVC, fitted on `rows` rows. */
export interface SvmRun {
  /** Unique within the step, such as "linear". */
  readonly label: string;
  readonly params: object;
  readonly rows: number;
  /** Set that it was judged on. */
  readonly judgedOn: "validation" | "test";
  readonly accuracy: number;
  /** 95 % Wilson interval of the accuracy. */
  readonly interval: Interval;
  /** Binary machines: classes · (classes − 1) / 2. */
  readonly machines: number;
  readonly supportVectors: number;
  readonly fitSeconds: number;
  readonly evalSeconds: number;
  readonly warnings: readonly string[];
}

export interface SvmResult {
  /** linear, poly, rbf and sigmoid with their defaults: the shortlist's rows, validation rows. */
  readonly kernels: readonly SvmRun[];
  /** On all training rows, judged on the test set: linear and the best other kernel. Only with --full. */
  readonly full?: readonly SvmRun[];
}

export interface RbfSvmResult {
  /** C and gamma tried on `rows` rows, judged on the validation rows: all pairs on a part of the tuning rows, then the best on all. */
  readonly grid: readonly {
    readonly C: number;
    readonly gamma: number;
    readonly rows: number;
    readonly accuracy: number;
    readonly supportVectors: number;
    readonly fitSeconds: number;
    readonly evalSeconds: number;
  }[];
  readonly C: number;
  readonly gamma: number;
  /** The chosen machine on all training rows, judged on the test set. */
  readonly final: SvmRun;
}

/** The row of the highest mean accuracy; the smaller C where two are equal. */
export function bestOf(rows: readonly CSweepRow[]): CSweepRow {
  return rows.reduce((best, row) => (row.meanAccuracy > best.meanAccuracy ? row : best));
}
