/** The shape of `results.json`: what the study measured, and nothing that is only display. Every time is in a field ending in "seconds". */

import type { CSweepResult, RbfSvmResult, ShortlistRow, SvmResult } from "./results-models.js";
import type {
  ActivationResult,
  ArchitecturesResult,
  BestNetworkResult,
  FinalResult,
  GridSearchResult,
  LearningRateResult,
  RegularisationResult,
  StoppingResult,
} from "./results-networks.js";

export * from "./results-models.js";
export type * from "./results-networks.js";

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
