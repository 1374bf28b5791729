/**
 * How much of the study is computed. "default" ends in a few minutes on two cores, "full" runs everything at full size, and "smoke" runs everything
 * on settings so small that tests can afford it; its figures mean nothing.
 */
import type { ProfileName, StepId } from "./results.js";

export interface Profile {
  readonly name: ProfileName;
  /** What runs unless steps are named. */
  readonly steps: readonly StepId[];
  readonly cSweep: { readonly rows: "shortlist" | "train"; readonly values: readonly number[]; readonly folds: number };
  /** Whether SVMs are fitted on all training rows too. */
  readonly svm: { readonly allRows: boolean };
  /** Epochs of every network that is compared with another one. */
  readonly comparisonEpochs: number;
  readonly architectures: readonly { readonly hidden: readonly number[]; readonly epochs: number }[];
  readonly learningRates: readonly number[];
  readonly stopping: { readonly maxEpochs: number; readonly patience: number };
  readonly gridSearch: {
    readonly learningRates: readonly number[];
    readonly dropouts: readonly number[];
    readonly l2s: readonly number[];
    readonly widths: readonly number[];
    readonly epochs: number;
  };
  readonly final: { readonly maxEpochs: number; readonly patience: number; readonly hidden: readonly number[] };
  readonly bestNetwork: {
    /** Of candidates and winner alike: what pays in a short training does not pay in a long one. */
    readonly epochs: number;
    readonly hidden: readonly number[];
    readonly seeds: number;
    readonly members: number;
  };
  /** Every pair of C and gamma (a multiple of "scale") is tried on this share of the tuning rows, the finalists on all. */
  readonly rbfSvm: {
    readonly Cs: readonly number[];
    readonly gammas: readonly number[];
    readonly share: number;
    readonly finalists: number;
  };
}

const FULL: Profile = {
  name: "full",
  steps: [
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
  ],
  cSweep: { rows: "train", values: [0.001, 0.01, 0.1, 1, 10, 100, 1000], folds: 5 },
  svm: { allRows: true },
  comparisonEpochs: 12,
  architectures: [
    { hidden: [16], epochs: 12 },
    { hidden: [512, 512], epochs: 12 },
    { hidden: [2048, 2048], epochs: 6 },
  ],
  learningRates: [0.01, 0.03, 0.1, 0.3],
  stopping: { maxEpochs: 45, patience: 8 },
  gridSearch: {
    learningRates: [0.01, 0.03, 0.1],
    dropouts: [0, 0.3],
    l2s: [0, 0.0002],
    widths: [256, 512],
    epochs: 6,
  },
  // As in `stopping`, so that one fit serves both.
  final: { maxEpochs: 45, patience: 8, hidden: [512, 512] },
  bestNetwork: { epochs: 38, hidden: [1024, 512], seeds: 3, members: 5 },
  rbfSvm: { Cs: [1, 3, 10], gammas: [1, 2, 3], share: 0.4, finalists: 3 },
};

/** The published study's shortlist, sweep and final network, and what costs next to nothing; the others as in full, if they are named. */
const DEFAULT: Profile = {
  ...FULL,
  name: "default",
  steps: ["shortlist", "cSweep", "svm", "final", "tradeOff"],
  cSweep: { ...FULL.cSweep, rows: "shortlist" },
  svm: { allRows: false },
  final: { ...FULL.final, maxEpochs: 30 },
};

const SMOKE: Profile = {
  ...FULL,
  name: "smoke",
  cSweep: { rows: "shortlist", values: [0.01, 1], folds: 2 },
  comparisonEpochs: 2,
  architectures: [
    { hidden: [4], epochs: 2 },
    { hidden: [16, 16], epochs: 2 },
    { hidden: [32, 32], epochs: 1 },
  ],
  learningRates: [0.03, 0.1],
  stopping: { maxEpochs: 4, patience: 1 },
  gridSearch: { learningRates: [0.03, 0.1], dropouts: [0, 0.3], l2s: [0], widths: [8], epochs: 1 },
  final: { maxEpochs: 3, patience: 2, hidden: [16, 16] },
  bestNetwork: { epochs: 2, hidden: [32, 16], seeds: 2, members: 3 },
  rbfSvm: { Cs: [1, 10], gammas: [1, 2], share: 0.4, finalists: 2 },
};

export const PROFILES: Readonly<Record<ProfileName, Profile>> = { default: DEFAULT, full: FULL, smoke: SMOKE };
