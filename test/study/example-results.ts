/** Results of a study with every step, small and made up: for tests of what the report makes of numbers. */
import type { EpochRecord } from "../../src/models/mlp/history.js";
import type { NetworkRun, StudyResults, SvmRun, TradeOffRow } from "../../src/study/results.js";

export const CLASSES = ["Bag", "Shirt", "Coat"];

function history(accuracies: readonly number[]): EpochRecord[] {
  return accuracies.map((validationAccuracy, i) => ({
    epoch: i + 1,
    loss: 1 / (i + 1),
    accuracy: validationAccuracy + 0.02,
    validationLoss: 1.1 - validationAccuracy,
    validationAccuracy,
    learningRate: 0.03,
    seconds: 1,
  }));
}

export function networkRun(label: string, accuracies: readonly number[], parameters = 1000): NetworkRun {
  const records = history(accuracies);
  const best = records.reduce((top, one) => (one.validationLoss! < top.validationLoss! ? one : top));
  const last = records.at(-1)!;
  return {
    label,
    params: {},
    rows: 500,
    parameters,
    history: records,
    bestEpoch: best.epoch,
    bestValidationLoss: best.validationLoss!,
    bestValidationAccuracy: best.validationAccuracy!,
    trainAccuracy: last.accuracy,
    trainLoss: last.loss,
    validationAccuracy: last.validationAccuracy!,
    validationLoss: last.validationLoss!,
    fitSeconds: parameters / 100,
    evalSeconds: 0.01,
  };
}

export function svmRun(label: string, accuracy: number, judgedOn: SvmRun["judgedOn"]): SvmRun {
  return {
    label,
    params: { kernel: label },
    rows: 100,
    judgedOn,
    accuracy,
    interval: [accuracy - 0.02, accuracy + 0.02],
    machines: 3,
    supportVectors: 40,
    fitSeconds: 1,
    evalSeconds: 0.5,
    warnings: [],
  };
}

const trade = (label: string, accuracy: number, fitSeconds: number, onFrontier: boolean): TradeOffRow => ({
  step: "final",
  label,
  family: "network",
  rows: 600,
  judgedOn: "test",
  accuracy,
  fitSeconds,
  evalSeconds: 0.1,
  onFrontier,
});

const row = { precision: 0.9, recall: 0.9, f1Score: 0.9, support: 100 };

const gridCandidates = [
  [0, 0.01, 8, 0.7, 3],
  [0, 0.1, 8, 0.8, 2],
  [0, 0.01, 16, 0.69, 4],
  [0, 0.1, 16, 0.81, 1],
  [1, 0.1, 16, 0.84, 1],
  [1, 0.1, 8, 0.83, 2],
].map(([iteration, learningRateInit, width, accuracy, rank]) => ({
  iteration,
  rows: iteration === 0 ? 100 : 200,
  params: { learningRateInit, width },
  accuracy,
  rank,
  fitSeconds: 1,
}));

export function exampleResults(): StudyResults {
  const seeds = [0, 1, 2, 3, 4].map((seed) => ({
    seed,
    testAccuracy: 0.91 + seed / 1000,
    interval: [0.9, 0.92] as const,
    testLoss: 0.3,
    fitSeconds: 10,
    evalSeconds: 0.2,
  }));
  return {
    schemaVersion: 2,
    profile: "full",
    seed: 0,
    environment: {
      heddle: "0.0.0",
      node: "24.0.0",
      v8: "13",
      platform: "linux",
      cpu: "CPU",
      cores: 2,
      threads: 2,
      turbo: true,
      date: "2026-01-02T03:04:05.000Z",
    },
    data: {
      name: "Fashion-MNIST",
      source: "https://example.org/data",
      sha256: "00",
      trainRows: 600,
      testRows: 300,
      features: 4,
      classNames: CLASSES,
      imageShape: [2, 2],
      published: true,
      testSet: "given",
    },
    protocol: { shortlist: 100, tuning: 500, validation: 100 },
    shortlist: [
      { model: "KNeighborsClassifier", params: {}, score: 0.8221, fitSeconds: 0, evalSeconds: 0.4, warnings: [] },
      {
        model: "MLPClassifier",
        params: {},
        score: 0.85,
        fitSeconds: 8,
        evalSeconds: 0.1,
        warnings: ["too <few> steps"],
      },
    ],
    cSweep: {
      rows: 600,
      folds: 2,
      warnings: [],
      points: [
        { C: 0.01, meanAccuracy: 0.84, foldAccuracies: [0.83, 0.85], stdAccuracy: 0.01, fitSeconds: 1 },
        { C: 0.1, meanAccuracy: 0.86, foldAccuracies: [0.855, 0.865], stdAccuracy: 0.005, fitSeconds: 1 },
        { C: 1, meanAccuracy: 0.85, foldAccuracies: [0.845, 0.855], stdAccuracy: 0.005, fitSeconds: 1 },
      ],
    },
    svm: {
      kernels: [svmRun("linear", 0.83, "validation"), svmRun("rbf", 0.86, "validation")],
      full: [svmRun("linear", 0.846, "test"), svmRun("rbf", 0.88, "test")],
    },
    architectures: {
      runs: [
        networkRun("16", [0.7, 0.8], 100),
        networkRun("2 × 512", [0.8, 0.9], 1000),
        networkRun("2 × 2048", [0.8, 0.905], 9000),
      ],
    },
    learningRate: {
      runs: [
        { ...networkRun("0.01", [0.7, 0.8]), learningRate: 0.01 },
        { ...networkRun("0.03", [0.8, 0.88]), learningRate: 0.03 },
        { ...networkRun("0.3", [0.85, 0.82]), learningRate: 0.3 },
      ],
      chosen: 0.03,
    },
    regularisation: {
      runs: [
        { ...networkRun("neither", [0.8, 0.85]), l2: 0, dropout: 0, gap: 0.08 },
        { ...networkRun("both", [0.8, 0.87]), l2: 0.0002, dropout: 0.3, gap: 0.02 },
      ],
    },
    activation: {
      runs: [
        { ...networkRun("relu", [0.8, 0.88]), activation: "relu" },
        { ...networkRun("sigmoid", [0.6, 0.7]), activation: "sigmoid" },
      ],
    },
    stopping: {
      run: networkRun("2 × 512", [0.8, 0.9, 0.85]),
      maxEpochs: 50,
      patience: 1,
      keptEpoch: 2,
      stoppedEpoch: 3,
      stoppedEarly: true,
    },
    gridSearch: {
      paramNames: ["width", "learningRateInit"],
      paramValues: { width: [8, 16], learningRateInit: [0.01, 0.1] },
      factor: 2,
      iterations: [
        { candidates: 4, rows: 100 },
        { candidates: 2, rows: 200 },
      ],
      candidates: gridCandidates,
      bestParams: { width: 16, learningRateInit: 0.1 },
      bestAccuracy: 0.84,
    },
    final: {
      params: {},
      testAccuracy: 0.8871,
      interval: [0.881, 0.893],
      testLoss: 0.3,
      epochs: 2,
      validationAccuracy: 0.893,
      history: history([0.8, 0.893, 0.88]),
      finalHistory: history([0.8, 0.893]),
      tuningSeconds: 5,
      fitSeconds: 6,
      report: {
        classes: CLASSES.map((name, label) => ({ label, name, ...row, recall: [0.95, 0.61, 0.8][label] })),
        accuracy: 0.8871,
        macroAvg: row,
        weightedAvg: row,
      },
      reportText: "              precision    recall\n\n         Bag       0.90      0.95\n",
      confusionMatrix: [
        [95, 5, 0],
        [9, 61, 30],
        [0, 20, 80],
      ],
      confusedPairs: [
        { trueClass: "Shirt", predictedClass: "Coat", count: 30, share: 0.3 },
        { trueClass: "Coat", predictedClass: "Shirt", count: 20, share: 0.2 },
      ],
      galleryClass: "Shirt",
      gallery: [{ index: 1, trueClass: "Shirt", predictedClass: "Coat", confidence: 0.97 }],
      evalSeconds: 0.1,
    },
    bestNetwork: {
      candidates: [
        { ...networkRun("plain", [0.8, 0.9]), about: "as published" },
        { ...networkRun("wide", [0.85, 0.92]), about: "batch normalisation", flippedValidationAccuracy: 0.925 },
      ],
      chosen: "wide",
      params: {},
      parameters: 1000,
      testTimeFlips: true,
      seeds: seeds.slice(0, 3),
      meanTestAccuracy: 0.911,
      ensemble: {
        members: seeds,
        testAccuracy: 0.916,
        interval: [0.91, 0.922],
        testLoss: 0.28,
        fitSeconds: 50,
        evalSeconds: 1,
      },
    },
    rbfSvm: {
      grid: [3, 10, 30].flatMap((C) =>
        [0.01, 0.02].map((gamma) => ({
          C,
          gamma,
          rows: 200,
          accuracy: 0.85 + (C === 10 ? 0.01 : 0) + gamma / 10,
          supportVectors: 90,
          fitSeconds: 1,
          evalSeconds: 1,
        })),
      ),
      C: 10,
      gamma: 0.02,
      final: svmRun("rbf", 0.903, "test"),
    },
    tradeOff: [trade("neighbours", 0.85, 0, true), trade("slow", 0.84, 9, false), trade("network", 0.911, 60, true)],
    steps: [{ id: "final", title: "Final network", experiments: 2, seconds: 11 }],
    totalSeconds: 11,
  };
}
