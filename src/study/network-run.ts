/** One network, trained on the tuning rows and watched on the validation rows: what the steps about networks compare. */
import { argmaxRows } from "../core/estimator.js";
import { type Matrix, matrix } from "../core/matrix.js";
import { logLoss } from "../metrics/index.js";
import { MLPClassifier, type MLPParams } from "../models/mlp/classifier.js";
import type { EpochRecord } from "../models/mlp/history.js";
import { type LabelledSet, protocol, type StudyContext } from "./context.js";
import { runExperiment } from "./experiment.js";
import { mirroredProba } from "./mirror.js";
import type { ExperimentProgress } from "./progress.js";
import type { ImageShape, NetworkRun } from "./results.js";
import { secondsSince } from "./statistics.js";

const BATCH_SIZE = 32;
/** The published strengths, which regularisation and the final network use. */
export const L2 = 0.0002;
export const DROPOUT = 0.3;
export const LEARNING_RATE = 0.03;

/** The published penalty λ adds λ·ΣW² to the mean loss of a batch; `alpha` adds alpha·ΣW² / (2·batch size). */
export function alphaOf(l2: number): number {
  return 2 * l2 * BATCH_SIZE;
}

/** Plain stochastic gradient descent, as the published study trained. */
export function sgdParams(hidden: readonly number[], randomState: number): Partial<MLPParams> {
  return {
    hiddenLayerSizes: hidden,
    activation: "relu",
    solver: "sgd",
    momentum: 0,
    learningRateInit: LEARNING_RATE,
    batchSize: BATCH_SIZE,
    alpha: 0,
    randomState,
  };
}

/** Fewest steps for which a network is worth looking at, and the most by which a number of epochs is raised to reach it. */
const MIN_STEPS = 1000;
const MOST_STRETCH = 10;

/** Epochs for so many rows: as given, but more where a few rows would leave the network hardly any step. */
export function epochsFor(rows: number, epochs: number): number {
  const needed = Math.ceil(MIN_STEPS / Math.ceil(rows / BATCH_SIZE));
  return Math.max(epochs, Math.min(needed, MOST_STRETCH * epochs));
}

/** The network that steps 5 to 7 change in one way each. */
export function baseParams(context: StudyContext): Partial<MLPParams> {
  const { comparisonEpochs, final } = context.profile;
  const { rows } = protocol(context).tuningTrain.X;
  return { ...sgdParams(final.hidden, context.seed), maxIter: epochsFor(rows, comparisonEpochs) };
}

/** The published final network, but for its number of epochs. */
export function publishedParams({ profile, seed }: StudyContext): Partial<MLPParams> {
  return { ...sgdParams(profile.final.hidden, seed), alpha: alphaOf(L2), dropout: DROPOUT };
}

/** "2 × 512", "1024 + 512", "16": a network's hidden layers in words. */
export function layersLabel(hidden: readonly number[]): string {
  const equal = hidden.length > 1 && hidden.every((units) => units === hidden[0]);
  return equal ? `${hidden.length} × ${hidden[0]}` : hidden.join(" + ");
}

export interface NetworkSpec {
  readonly label: string;
  /** For the display; default: the label. */
  readonly title?: string;
  /** `maxIter`, the number of epochs, included. */
  readonly params: Partial<MLPParams>;
  /** Also judge the mean of the probabilities of every image and its mirror image. */
  readonly mirror?: ImageShape;
}

/** A run whose spec asked for mirror images. */
export interface MirroredRun extends NetworkRun {
  readonly flippedValidationAccuracy?: number;
}

/** Steps that ask for the same parameters share one fit. */
export async function runNetwork(context: StudyContext, spec: NetworkSpec): Promise<MirroredRun> {
  const { tuningTrain: train, validation } = protocol(context);
  const { label, title, mirror } = spec;
  // As patient as it is long: only early stopping, where a step asks for it, ends a run before its last epoch.
  const network = new MLPClassifier({ nIterNoChange: spec.params.maxIter!, ...spec.params });
  const params = network.getParams();
  const run = await runExperiment(context, {
    id: "network",
    title: title ?? label,
    total: params.maxIter,
    settings: { params, rows: train.X.rows, mirror },
    async run(report) {
      const started = performance.now();
      await fitNetwork(context, network, train, report, validation);
      const fitSeconds = secondsSince(started);
      const described = await describeFit(context, network);
      if (mirror === undefined) return { rows: train.X.rows, fitSeconds, ...described };
      const proba = await mirroredProba(network, validation.X, mirror, context.signal);
      const flippedValidationAccuracy = accuracyOf(proba, validation.y);
      return { rows: train.X.rows, fitSeconds, ...described, flippedValidationAccuracy };
    },
    summarise: ({ history, trainAccuracy, validationAccuracy }) =>
      `${history.length} epochs, training accuracy ${trainAccuracy.toFixed(4)}, validation ${validationAccuracy.toFixed(4)}`,
  });
  return { label, ...run };
}

/** Fits with progress; validation rows, if any, are scored after every epoch. */
export async function fitNetwork(
  { signal }: StudyContext,
  network: MLPClassifier,
  train: LabelledSet,
  report: (progress: ExperimentProgress) => void,
  validationData?: LabelledSet,
): Promise<void> {
  let latest: Omit<ExperimentProgress, "done"> = {};
  await network.fit(train.X, train.y, {
    signal,
    validationData,
    onWarning: () => {}, // The number of epochs is the study's choice; stopping there is no surprise.
    onEpoch(record) {
      const { epoch, loss, accuracy, validationAccuracy, seconds } = record;
      latest = { epoch, loss, accuracy, validationAccuracy, speed: train.X.rows / seconds };
      report({ ...latest, done: epoch });
    },
    onProgress: ({ done }) => report({ ...latest, done }),
  });
}

async function describeFit(context: StudyContext, network: MLPClassifier) {
  const { tuningTrain: train, validation } = protocol(context);
  const history = network.history_!;
  const best = history.reduce((least, record) => (record.validationLoss! < least.validationLoss! ? record : least));
  const onTrain = await judgeRows(context, network, train);
  const started = performance.now();
  const onValidation = await judgeRows(context, network, validation);
  return {
    params: network.getParams(),
    parameters: countParameters(network),
    history,
    ...bestOfHistory(best),
    trainAccuracy: onTrain.accuracy,
    trainLoss: onTrain.loss,
    validationAccuracy: onValidation.accuracy,
    validationLoss: onValidation.loss,
    evalSeconds: secondsSince(started),
  };
}

function bestOfHistory({ epoch, validationLoss, validationAccuracy }: EpochRecord) {
  return { bestEpoch: epoch, bestValidationLoss: validationLoss!, bestValidationAccuracy: validationAccuracy! };
}

export function countParameters({ coefs_, intercepts_ }: MLPClassifier): number {
  const weights = coefs_!.reduce((total, { data }) => total + data.length, 0);
  return weights + intercepts_!.reduce((total, { length }) => total + length, 0);
}

async function judgeRows({ signal }: StudyContext, network: MLPClassifier, rows: LabelledSet) {
  const proba = await network.predictProba(rows.X, { signal });
  return { accuracy: accuracyOf(proba, rows.y), loss: lossOf(proba, rows.y) };
}

/** Share of the rows whose most likely class is theirs; the lower class among equals. */
export function accuracyOf({ data, rows, cols }: Matrix<Float32Array>, y: ArrayLike<number>): number {
  const predicted = argmaxRows(data, rows, cols);
  return predicted.reduce((hits, code, i) => hits + Number(code === y[i]), 0) / rows;
}

/** Mean cross-entropy. */
export function lossOf({ data, rows, cols }: Matrix<Float32Array>, y: LabelledSet["y"]): number {
  return logLoss(y, matrix(data, [rows, cols]), { labels: Array.from({ length: cols }, (_, code) => code) });
}
