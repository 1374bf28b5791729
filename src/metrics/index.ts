/** Classification metrics: what they take, what they give. */
export {
  type AccuracyOptions,
  accuracyScore,
  type BalancedAccuracyOptions,
  balancedAccuracyScore,
} from "./accuracy.js";
export { type ConfusionMatrixOptions, confusionMatrix } from "./confusion-matrix.js";
export { type LogLossOptions, logLoss } from "./log-loss.js";
export {
  type Average,
  type AveragedScores,
  type FscoreOptions,
  precisionRecallFscoreSupport,
  type ScoreOptions,
  type ScoresPerClass,
} from "./precision-recall.js";
export {
  type ClassificationReport,
  type ClassReport,
  classificationReport,
  classificationReportObject,
  type ReportOptions,
  type ReportRow,
  type ReportTextOptions,
} from "./report.js";
export { f1Score, precisionScore, recallScore } from "./scores.js";
export type { LabelArray } from "./targets.js";
