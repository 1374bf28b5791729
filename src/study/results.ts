/** The shape of `results.json`: what the study measured, and nothing that is only display. Every time is in a field ending in "seconds". */

import type { ClassificationReport } from "../metrics/index.js";
import type { EpochRecord } from "../models/mlp/history.js";

/** The steps in the order of the report. */
export const STEP_IDS = [
  "shortlist",
  "cSweep",
  "svm",
  "architectures",
  "learningRate",
  "regularisation",
  "activation",
  "stopping",
  "gridSearch",
  "final",
  "bestNetwork",
  "rbfSvm",
  "tradeOff",
] as const;
export type StepId = (typeof STEP_IDS)[number];

/** How much of the study is computed: see profiles.ts. */
export type ProfileName = "default" | "full" | "smoke";

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

export type ImageShape = readonly [height: number, width: number];

export interface DataSummary {
  readonly name: string;
  /** Address or path it came from. */
  readonly source: string;
  /** SHA-256 over the training and test rows and labels. */
  readonly sha256: string;
  readonly trainRows: number;
  readonly testRows: number;
  readonly features: number;
  readonly classNames: readonly string[];
  /** Height and width in pixels, when rows are grey images; else there is no gallery. */
  readonly imageShape?: ImageShape;
  /** Whether the figures of published.ts are about this data. */
  readonly published: boolean;
  /** "given" came apart from the training rows, "heldOut" was drawn from the rows, stratified, with the study's seed. */
  readonly testSet: "given" | "heldOut";
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

/** One network as it learned from the tuning rows, watched on the validation rows; no weights are taken from an earlier epoch. */
export interface NetworkRun {
  /** Unique within the step, such as "2 × 512" or "0.03". */
  readonly label: string;
  readonly params: object;
  readonly rows: number;
  /** Weights and biases. */
  readonly parameters: number;
  readonly history: readonly EpochRecord[];
  /** Epoch of least validation loss, from 1, and what it had. */
  readonly bestEpoch: number;
  readonly bestValidationLoss: number;
  readonly bestValidationAccuracy: number;
  /** At the end of the fit, on all tuning rows, without dropout. */
  readonly trainAccuracy: number;
  readonly trainLoss: number;
  /** At the end of the fit. */
  readonly validationAccuracy: number;
  readonly validationLoss: number;
  readonly fitSeconds: number;
  /** For the validation rows, once. */
  readonly evalSeconds: number;
}

export interface ArchitecturesResult {
  readonly runs: readonly NetworkRun[];
}

export interface LearningRateResult {
  readonly runs: readonly (NetworkRun & { readonly learningRate: number })[];
  /** Rate of the highest validation accuracy at the end; the smaller of equals. */
  readonly chosen: number;
}

export interface RegularisationResult {
  /** "neither", "L2", "dropout", "both". */
  readonly runs: readonly (NetworkRun & { readonly l2: number; readonly dropout: number; readonly gap: number })[];
}

export interface ActivationResult {
  readonly runs: readonly (NetworkRun & { readonly activation: string })[];
}

export interface StoppingResult {
  /** The published settings, for up to `maxEpochs`. */
  readonly run: NetworkRun;
  readonly maxEpochs: number;
  /** Epochs without a lower validation loss after which the run ends. */
  readonly patience: number;
  /** Epoch that early stopping keeps: least validation loss. */
  readonly keptEpoch: number;
  readonly stoppedEpoch: number;
  /** Whether patience, not maxEpochs, ended it. */
  readonly stoppedEarly: boolean;
}

/** One candidate at one iteration of the halving search. */
export interface GridCandidate {
  readonly iteration: number;
  readonly rows: number;
  /** Only what the grid varies, keys as in `GridSearchResult.paramNames`. */
  readonly params: Readonly<Record<string, number>>;
  readonly accuracy: number;
  /** 1 is best within its iteration. */
  readonly rank: number;
  readonly fitSeconds: number;
}

export interface GridSearchResult {
  readonly paramNames: readonly string[];
  readonly paramValues: Readonly<Record<string, readonly number[]>>;
  /** Candidates go down, and rows up, by this factor from iteration to iteration. */
  readonly factor: number;
  readonly iterations: readonly { readonly candidates: number; readonly rows: number }[];
  readonly candidates: readonly GridCandidate[];
  readonly bestParams: Readonly<Record<string, number>>;
  readonly bestAccuracy: number;
}

export type Interval = readonly [low: number, high: number];

/** One misread row of the test set. */
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
  readonly interval: Interval;
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
  /** Pairs of a true and another predicted class, the most frequent mistake first. */
  readonly confusedPairs: readonly ConfusedPair[];
  /** True class of the gallery: shirts, and of other data the class of least recall. */
  readonly galleryClass: string;
  /** Its most confident mistakes; drawn only where rows are images. */
  readonly gallery: readonly Mistake[];
  /** Predicting the test set, once. */
  readonly evalSeconds: number;
}

export interface ConfusedPair {
  readonly trueClass: string;
  readonly predictedClass: string;
  readonly count: number;
  /** Of the rows of the true class. */
  readonly share: number;
}

/** A network that stood for election: fitted on the tuning rows, judged on the validation rows. */
export interface NetworkCandidate extends NetworkRun {
  /** What sets it apart, in a few words. */
  readonly about: string;
  /** With the mean of the probabilities of an image and its mirror image; only where rows are images. */
  readonly flippedValidationAccuracy?: number;
}

/** A chosen network fitted on all training rows with one seed, and tested. */
export interface SeedRun {
  readonly seed: number;
  readonly testAccuracy: number;
  readonly interval: Interval;
  readonly testLoss: number;
  readonly fitSeconds: number;
  readonly evalSeconds: number;
}

export interface BestNetworkResult {
  readonly candidates: readonly NetworkCandidate[];
  /** Label of the candidate of highest validation accuracy. */
  readonly chosen: string;
  readonly params: object;
  readonly parameters: number;
  /** Whether test images are predicted together with their mirror images, which validation decided. */
  readonly testTimeFlips: boolean;
  /** The first three seeds: the single network's figure is their mean. */
  readonly seeds: readonly SeedRun[];
  readonly meanTestAccuracy: number;
  /** All members' probabilities averaged. */
  readonly ensemble: {
    readonly members: readonly SeedRun[];
    readonly testAccuracy: number;
    readonly interval: Interval;
    readonly testLoss: number;
    readonly fitSeconds: number;
    readonly evalSeconds: number;
  };
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

/** One model of any step, with what it cost and what it gave. */
export interface TradeOffRow {
  readonly step: StepId;
  readonly label: string;
  readonly family: "linear" | "neighbours" | "tree" | "svm" | "network";
  readonly rows: number;
  readonly judgedOn: "validation" | "test";
  readonly accuracy: number;
  readonly fitSeconds: number;
  readonly evalSeconds: number;
  /** No other row of the same judge is at least as accurate in less training time. */
  readonly onFrontier: boolean;
}

/** How the training rows are used; the last ones only ever validate while tuning. */
export interface ProtocolRows {
  readonly shortlist: number;
  readonly tuning: number;
  readonly validation: number;
}

/** What one step took: the measured times of its experiments, whenever they ran. One that two steps share counts for the first. */
export interface StepSummary {
  readonly id: StepId;
  readonly title: string;
  readonly experiments: number;
  readonly seconds: number;
}

/** Results of the steps that have run. */
export interface StepResults {
  readonly shortlist?: readonly ShortlistRow[];
  readonly cSweep?: CSweepResult;
  readonly svm?: SvmResult;
  readonly architectures?: ArchitecturesResult;
  readonly learningRate?: LearningRateResult;
  readonly regularisation?: RegularisationResult;
  readonly activation?: ActivationResult;
  readonly stopping?: StoppingResult;
  readonly gridSearch?: GridSearchResult;
  readonly final?: FinalResult;
  readonly bestNetwork?: BestNetworkResult;
  readonly rbfSvm?: RbfSvmResult;
  readonly tradeOff?: readonly TradeOffRow[];
}

export interface StudyResults extends StepResults {
  readonly schemaVersion: 2;
  readonly profile: ProfileName;
  readonly seed: number;
  readonly environment: Environment;
  readonly data: DataSummary;
  readonly protocol: ProtocolRows;
  readonly steps: readonly StepSummary[];
  /** Sum over the steps. */
  readonly totalSeconds: number;
}

/** The row of the highest mean accuracy; the smaller C where two are equal. */
export function bestOf(rows: readonly CSweepRow[]): CSweepRow {
  return rows.reduce((best, row) => (row.meanAccuracy > best.meanAccuracy ? row : best));
}
