/** The shape of `results.json`: what the study measured, and nothing that is only display. */

import type { ClassificationReport } from "../metrics/index.js";
import type { EpochRecord } from "../models/mlp/history.js";

export const SHORTLIST_MODELS = [
  "SGDClassifier",
  "LogisticRegression",
  "KNeighborsClassifier",
  "DecisionTreeClassifier",
  "SVC",
  "MLPClassifier",
] as const;
export type ShortlistModel = (typeof SHORTLIST_MODELS)[number];

export interface Environment {
  readonly heddle: string;
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly threads: number;
  readonly turbo: boolean;
  readonly date: string;
}

export interface DataSummary {
  readonly name: string;
  readonly source: string;
  /** SHA-256 over the training and test images and labels. */
  readonly sha256: string;
  readonly trainRows: number;
  readonly testRows: number;
  readonly features: number;
  readonly classNames: readonly string[];
}

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
}

/** One misread image of the test set. */
export interface Mistake {
  readonly index: number;
  readonly trueClass: string;
  readonly predictedClass: string;
  /** Probability the model gave the class it predicted. */
  readonly confidence: number;
}

export interface FinalResult {
  readonly params: object;
  /** Accuracy on the test set, looked at once. */
  readonly testAccuracy: number;
  /** 95 % Wilson interval of the test accuracy. */
  readonly interval: readonly [low: number, high: number];
  readonly testLoss: number;
  /** Epochs of the final fit, chosen as the epoch of least validation loss. */
  readonly epochs: number;
  readonly validationAccuracy: number;
  /** Learning curves of the tuning run (first 50,000 to train, last 10,000 to validate). */
  readonly history: readonly EpochRecord[];
  /** Training curve of the final run on all rows. */
  readonly finalHistory: readonly EpochRecord[];
  readonly tuningSeconds: number;
  readonly fitSeconds: number;
  readonly report: ClassificationReport;
  readonly reportText: string;
  /** Rows are true classes, columns predicted ones. */
  readonly confusionMatrix: readonly (readonly number[])[];
  readonly gallery: readonly Mistake[];
}

/** How the training rows are used; the last ones only ever validate while tuning. */
export interface ProtocolRows {
  readonly shortlist: number;
  readonly tuning: number;
  readonly validation: number;
}

export interface StudyResults {
  readonly schemaVersion: 1;
  readonly seed: number;
  readonly environment: Environment;
  readonly data: DataSummary;
  readonly protocol: ProtocolRows;
  readonly shortlist: readonly ShortlistRow[];
  readonly cSweep: readonly CSweepRow[];
  readonly final: FinalResult;
  readonly totalSeconds: number;
}

/** The row of the highest mean accuracy; the smaller C where two are equal. */
export function bestOf(rows: readonly CSweepRow[]): CSweepRow {
  return rows.reduce((best, row) => (row.meanAccuracy > best.meanAccuracy ? row : best));
}
