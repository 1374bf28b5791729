/**
 * Steps 4, 6, 8, 10 and 11: the network of two hidden layers of 512 with the published settings. It is tuned on the first
 * five sixths of the training rows (early stopping on the validation loss), trained anew on all of them for the number of
 * epochs found, and then meets the test set once.
 */

import { argmaxRows } from "../core/estimator.js";
import { matrix } from "../core/matrix.js";
import { classificationReport, classificationReportObject, confusionMatrix, logLoss } from "../metrics/index.js";
import { MLPClassifier, type MLPParams } from "../models/mlp/classifier.js";
import type { EpochRecord } from "../models/mlp/history.js";
import { className, type LabelledSet, protocol, runExperiment, type StudyContext } from "./context.js";
import type { ConfusedPair, FinalResult, Mistake } from "./results.js";

const BATCH_SIZE = 32;
/** The published penalty λ = 0.0002 adds λ·ΣW² to the mean loss of a batch; `alpha` adds alpha·ΣW² / (2·batch size). */
const PUBLISHED_L2 = 0.0002;
const MAX_EPOCHS = 30;
/** Epochs without a lower validation loss before the tuning run stops. */
const PATIENCE = 8;
const GALLERY_CLASS = "Shirt";
const GALLERY_SIZE = 24;
const PAIRS = 10;

function networkParams(randomState: number): Partial<MLPParams> {
  return {
    hiddenLayerSizes: [512, 512],
    activation: "relu",
    solver: "sgd",
    momentum: 0,
    learningRateInit: 0.03,
    batchSize: BATCH_SIZE,
    alpha: 2 * PUBLISHED_L2 * BATCH_SIZE,
    dropout: 0.3,
    randomState,
  };
}

/** What the tuning run found. */
interface Tuning {
  readonly epochs: number;
  readonly validationAccuracy: number;
  readonly history: readonly EpochRecord[];
  readonly seconds: number;
}

/** What the final run learned and how it did. */
type Final = Omit<FinalResult, "history" | "validationAccuracy" | "tuningSeconds">;

export async function runNetwork(context: StudyContext): Promise<FinalResult> {
  const { epochs, validationAccuracy, history, seconds } = await tune(context);
  const final = await trainAndTest(context, epochs);
  return { ...final, validationAccuracy, history, tuningSeconds: seconds };
}

function tune(context: StudyContext): Promise<Tuning> {
  const { tuningTrain: train, validation } = protocol(context);
  const params = {
    ...networkParams(context.seed),
    maxIter: MAX_EPOCHS,
    earlyStopping: true,
    monitor: "validationLoss",
    nIterNoChange: PATIENCE,
  } as const;
  return runExperiment(context, {
    id: "network-tuning",
    title: "2 × 512 network, tuning",
    total: MAX_EPOCHS,
    settings: { params, rows: train.X.rows },
    async run(report) {
      const network = new MLPClassifier(params);
      const started = performance.now();
      await trainNetwork(context, network, train, report, validation);
      const best = network.history_![network.bestEpoch_! - 1];
      return {
        epochs: best.epoch,
        validationAccuracy: best.validationAccuracy!,
        history: network.history_!,
        seconds: (performance.now() - started) / 1000,
      };
    },
    summarise: ({ epochs, validationAccuracy }) =>
      `validation accuracy ${validationAccuracy.toFixed(4)} after ${epochs} epochs`,
  });
}

function trainAndTest(context: StudyContext, epochs: number): Promise<Final> {
  const params = { ...networkParams(context.seed), maxIter: epochs };
  return runExperiment(context, {
    id: "network-final",
    title: "2 × 512 network, final",
    total: epochs,
    settings: { params, rows: context.train.X.rows },
    async run(report) {
      const network = new MLPClassifier(params);
      const started = performance.now();
      await trainNetwork(context, network, context.train, report);
      const fitSeconds = (performance.now() - started) / 1000;
      return {
        params: network.getParams(),
        epochs,
        finalHistory: network.history_!,
        fitSeconds,
        ...(await judge(context, network)),
      };
    },
    summarise: ({ testAccuracy }) => `test accuracy ${testAccuracy.toFixed(4)}`,
  });
}

async function trainNetwork(
  context: StudyContext,
  network: MLPClassifier,
  train: LabelledSet,
  report: (done: number, detail: string) => void,
  validationData?: LabelledSet,
): Promise<void> {
  let detail = "";
  await network.fit(train.X, train.y, {
    signal: context.signal,
    validationData,
    onWarning: () => {}, // The number of epochs is the study's choice; stopping there is no surprise.
    onEpoch(record) {
      detail = describe(record);
      report(record.epoch, detail);
    },
    onProgress: ({ done }) => report(done, detail),
  });
}

function describe({ epoch, loss, accuracy, validationAccuracy }: EpochRecord): string {
  const validation = validationAccuracy === undefined ? "" : `, validation ${validationAccuracy.toFixed(4)}`;
  return `epoch ${epoch}, loss ${loss.toFixed(3)}, accuracy ${accuracy.toFixed(4)}${validation}`;
}

/** Everything that is read off the test set, in one look. */
async function judge(context: StudyContext, network: MLPClassifier) {
  const { test, classNames, signal } = context;
  const started = performance.now();
  const proba = await network.predictProba(test.X, { signal });
  const predicted = argmaxRows(proba.data, proba.rows, proba.cols);
  const evalSeconds = (performance.now() - started) / 1000;
  const hits = predicted.reduce((count, code, i) => count + Number(code === test.y[i]), 0);
  const targetNames = classNames;
  const counts = confusionMatrix(test.y, predicted);
  return {
    testAccuracy: hits / test.y.length,
    interval: wilson(hits, test.y.length),
    testLoss: logLoss(test.y, matrix(proba.data, [proba.rows, proba.cols])),
    report: classificationReportObject(test.y, predicted, { targetNames }),
    reportText: classificationReport(test.y, predicted, { targetNames }),
    confusionMatrix: counts,
    confusedPairs: confusedPairs(counts, classNames),
    galleryClass: GALLERY_CLASS,
    gallery: mistakesOf(context, GALLERY_CLASS, predicted, proba.data),
    evalSeconds,
  };
}

/** The most frequent mistakes; the lower classes first among equals. */
function confusedPairs(counts: readonly (readonly number[])[], names: readonly string[]): ConfusedPair[] {
  return counts
    .flatMap((row, i) => {
      const total = row.reduce((sum, count) => sum + count, 0);
      return row.map((count, j) => ({ i, j, count, share: count / total }));
    })
    .filter(({ i, j, count }) => i !== j && count > 0)
    .sort((a, b) => b.count - a.count || a.i - b.i || a.j - b.j)
    .slice(0, PAIRS)
    .map(({ i, j, count, share }) => ({ trueClass: names[i], predictedClass: names[j], count, share }));
}

/** The most confident mistakes on one true class. */
function mistakesOf(context: StudyContext, trueClass: string, predicted: Int32Array, proba: Float32Array): Mistake[] {
  const { test, classNames } = context;
  const wrong: Mistake[] = [];
  for (let index = 0; index < predicted.length; index++) {
    if (classNames[test.y[index]] !== trueClass || predicted[index] === test.y[index]) continue;
    const confidence = proba[index * classNames.length + predicted[index]];
    wrong.push({ index, trueClass, predictedClass: className(context, predicted[index]), confidence });
  }
  return wrong.sort((a, b) => b.confidence - a.confidence || a.index - b.index).slice(0, GALLERY_SIZE);
}

/** 95 % interval of a proportion (Wilson 1927). */
function wilson(hits: number, n: number): [number, number] {
  const z = 1.959963984540054;
  const p = hits / n;
  const centre = p + (z * z) / (2 * n);
  const spread = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return [(centre - spread) / scale, (centre + spread) / scale];
}
