/** What `results.json` says of networks. */
import type { ClassificationReport } from "../metrics/index.js";
import type { EpochRecord } from "../models/mlp/history.js";
import type { Interval } from "./statistics.js";

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
