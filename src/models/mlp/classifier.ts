/** The multi-layer perceptron that users see. */
import { ConvergenceWarning, DataError, ParameterError, ShapeError } from "../../core/errors.js";
import {
  argmaxRows,
  Classifier,
  type FitOptions,
  type PredictOptions,
  type TrainingSet,
  warn,
} from "../../core/estimator.js";
import { checkSameLength, encodeWith, type Label, type Labels } from "../../core/labels.js";
import { asMatrix, checkFinite, type Matrix, type MatrixLike } from "../../core/matrix.js";
import { Random } from "../../core/random.js";
import { currentRuntime } from "../../engine/runtime.js";
import { checkAugmentation } from "./augment.js";
import type { EpochRecord } from "./history.js";
import { glorotUniform, type Weights } from "./init.js";
import { type MonitorState, NEW_MONITOR } from "./monitor.js";
import type { Activation, MlpState } from "./network.js";
import { MLP_DEFAULTS, MLP_RULES, type MLPParams } from "./options.js";
import { mlpProbabilities } from "./predict.js";
import { endsAtMaxIter } from "./schedule.js";
import { type TrainOutcome, trainNetwork } from "./train.js";

export type { Augmentation } from "./augment.js";
export type { MLPParams } from "./options.js";

export interface MLPFitOptions extends FitOptions {
  /** Called after every epoch. */
  readonly onEpoch?: (record: EpochRecord) => void;
  /** Scored after every epoch, and watched by early stopping instead of rows held out of X. */
  readonly validationData?: { readonly X: MatrixLike; readonly y: Labels };
}

/**
 * A network of fully connected layers, trained by stochastic gradient descent or Adam to minimise, batch by batch,
 *
 *   mean cross-entropy + alpha / (2 · batch rows) · Σ W²     (biases are not penalised)
 *
 * (of the targets that labelSmoothing makes, where it is set).
 * Output: one logistic unit for two classes, a softmax unit per class for more, as in scikit-learn: so a fit of two classes takes the
 * same path as there. Cost: about 6 · (weights) flops per row and epoch.
 * The same randomState gives the same bits on any host and any number of threads.
 *
 * Same as scikit-learn MLPClassifier, except that there is no solver "lbfgs", partialFit or multi-label output; that arithmetic
 * is f32 and random numbers are others; that a loss that is no longer finite is an error; and that `dropout`, `inputDropout`,
 * `labelSmoothing`, `weightDecay`, `batchNorm`, `weightAveraging`, `augmentation`, the learning rates "cosine" and "oneCycle", `monitor`, "sigmoid", `validationData` and `history_` are
 * additions. As there, the penalty's weight is alpha / batch rows: Keras' `l2(λ)`,
 * which adds λ · Σ W² to every batch's mean loss, is alpha = 2 · λ · batchSize.
 *
 * Throws ParameterError when the loss diverges, AbortError when cancelled. Warns (ConvergenceWarning) when maxIter ends the fit and the learning rate was not
 * planned to end there.
 *
 * @example
 * const mlp = new MLPClassifier({ hiddenLayerSizes: [512, 512], dropout: 0.3, randomState: 0 });
 * await mlp.fit(train.X, train.y, { onEpoch: ({ epoch, loss }) => console.log(epoch, loss) });
 * const accuracy = await mlp.score(test.X, test.y);
 */
export class MLPClassifier extends Classifier<MLPParams, MLPFitOptions> {
  readonly name = "MLPClassifier";
  protected readonly rules = MLP_RULES;

  /** Weights per layer, fan in × fan out. May be assigned, with `intercepts_`, before a fit with warmStart. */
  coefs_?: readonly Matrix<Float32Array>[];
  /** Biases per layer. */
  intercepts_?: readonly Float32Array[];
  /** Layers including input and output. */
  nLayers_?: number;
  /** Units of the output layer: 1 for two classes. */
  nOutputs_?: number;
  outActivation_?: "softmax" | "logistic";
  /** Activation of the hidden layers at the last fit. */
  activation_?: Activation;
  /** Epochs in all. */
  nIter_?: number;
  /** Training rows met in all. */
  t_?: number;
  /** One record per epoch. */
  history_?: readonly EpochRecord[];
  /** Training loss of every epoch, with penalty. */
  lossCurve_?: readonly number[];
  /** Training loss of the last epoch. */
  loss_?: number;
  /** Smallest training loss; null with early stopping. */
  bestLoss_?: number | null;
  /** Validation accuracy of every epoch; null without early stopping. */
  validationScores_?: readonly number[] | null;
  /** Validation accuracy of the epoch whose weights were kept; null without early stopping. */
  bestValidationScore_?: number | null;
  /** Epoch of the best watched value, counted from 1; with early stopping, its weights are the ones kept. */
  bestEpoch_?: number;
  /** What the stopping rule remembers, for a warm start. */
  monitor_?: MonitorState;
  #state: MlpState | undefined;

  constructor(params: Partial<MLPParams> = {}) {
    super(MLP_DEFAULTS, params);
  }

  protected async fitModel(data: TrainingSet, options: MLPFitOptions): Promise<void> {
    const { params } = this;
    checkBatchNorm(params);
    if (params.augmentation) checkAugmentation(params.augmentation, data.X.cols);
    const validation = options.validationData && checkValidation(data, options.validationData);
    const activation = params.activation === "sigmoid" ? "logistic" : params.activation;
    const seed = params.randomState ?? crypto.getRandomValues(new Uint32Array(1))[0];
    const units = layerUnits(data, params);
    const warm = params.warmStart && this.coefs_ !== undefined && this.intercepts_ !== undefined;
    if (warm) checkWarmStart(this.coefs_!, this.intercepts_!, units, data.classes, this.classes_);
    const weights: Weights = warm
      ? { coefs: [...this.coefs_!], intercepts: [...this.intercepts_!] }
      : glorotUniform(units, activation, new Random(seed));
    const monitor = (warm && this.monitor_) || NEW_MONITOR;
    const runtime = await currentRuntime();
    const request = { data, validation, params, activation, seed, weights, monitor } as const;
    const outcome = await trainNetwork(runtime, request, options);
    this.#learn(outcome, warm ? (this.history_ ?? []) : [], activation);
    const endsTooSoon = !outcome.stopped && !endsAtMaxIter(params);
    if (endsTooSoon && outcome.history.some(({ epoch }) => epoch === params.maxIter)) {
      const message = `MLPClassifier.fit: ${params.maxIter} epochs (maxIter) did not converge to tol ${params.tol}`;
      warn(new ConvergenceWarning(`${message}; raise one of them`), options);
    }
  }

  #learn({ weights, history, monitor }: TrainOutcome, before: readonly EpochRecord[], activation: Activation): void {
    const { earlyStopping } = this.params;
    const all = [...before, ...history];
    const outputs = weights.intercepts.at(-1)!.length;
    this.coefs_ = weights.coefs;
    this.intercepts_ = weights.intercepts;
    this.nLayers_ = weights.coefs.length + 1;
    this.nOutputs_ = outputs;
    this.outActivation_ = outputs === 1 ? "logistic" : "softmax";
    this.activation_ = activation;
    this.history_ = all;
    this.lossCurve_ = all.map(({ loss }) => loss);
    this.loss_ = all.at(-1)!.loss;
    this.monitor_ = monitor;
    this.nIter_ = monitor.nIter;
    this.t_ = monitor.t;
    this.bestEpoch_ = monitor.bestEpoch;
    this.bestLoss_ = earlyStopping ? null : monitor.bestLoss;
    this.validationScores_ = earlyStopping ? all.map(({ validationAccuracy }) => validationAccuracy!) : null;
    const kept = all.find(({ epoch }) => epoch === monitor.bestEpoch);
    this.bestValidationScore_ = earlyStopping ? kept!.validationAccuracy! : null;
  }

  protected async predictCodes(X: Matrix, options: PredictOptions): Promise<Int32Array> {
    const { data, rows, cols } = await this.#probabilities(X, options);
    return argmaxRows(data, rows, cols);
  }

  /**
   * Probabilities of the classes, rows × classes.
   * Throws NotFittedError, ShapeError or DataError; AbortError when cancelled.
   */
  async predictProba(X: MatrixLike, options: PredictOptions = {}): Promise<Matrix<Float32Array>> {
    return this.#probabilities(this.checkInput(X, "predictProba", options), options);
  }

  async #probabilities(X: Matrix, { signal }: PredictOptions): Promise<Matrix<Float32Array>> {
    return mlpProbabilities(await currentRuntime(), this.#currentState(), X, signal);
  }

  /** One object as long as the weights are the same arrays, since the engine's copy of them hangs on it. */
  #currentState(): MlpState {
    const [coefs, intercepts, activation] = [this.coefs_!, this.intercepts_!, this.activation_!];
    if (this.#state?.coefs !== coefs || this.#state.intercepts !== intercepts) {
      this.#state = { coefs, intercepts, activation };
    }
    return this.#state;
  }
}

/** Units of all layers, input and output included. */
function layerUnits({ X, classes }: TrainingSet, { hiddenLayerSizes }: MLPParams): number[] {
  const hidden = typeof hiddenLayerSizes === "number" ? [hiddenLayerSizes] : hiddenLayerSizes;
  return [X.cols, ...hidden, classes.length === 2 ? 1 : classes.length];
}

function checkBatchNorm({ batchNorm, warmStart, batchSize }: MLPParams): void {
  if (!batchNorm) return;
  const operation = "MLPClassifier.fit: batchNorm";
  if (warmStart) {
    throw new ParameterError(
      `${operation} is true and so is warmStart; statistics and scales are folded into coefs_, so there is nothing to go on from`,
    );
  }
  if (batchSize === 1) throw new ParameterError(`${operation} with batchSize 1; a batch needs 2 rows to be normalised`);
}

function checkValidation({ X, classes }: TrainingSet, { X: given, y }: { X: MatrixLike; y: Labels }) {
  const operation = "MLPClassifier.fit: validationData";
  const features = asMatrix(given, operation);
  if (features.cols !== X.cols) {
    throw new ShapeError(`${operation}: X has ${features.cols} columns, the training set has ${X.cols}`);
  }
  if (features.rows === 0) throw new DataError(`${operation}: X has no rows; at least one is needed`);
  checkSameLength(features.rows, y, operation);
  checkFinite(features, operation);
  return { X: features, codes: encodeWith(classes, y, operation) };
}

/** Throws unless the weights at hand fit the network and the classes are those of the last fit. */
function checkWarmStart(
  coefs: readonly Matrix<Float32Array>[],
  intercepts: readonly Float32Array[],
  units: readonly number[],
  classes: readonly Label[],
  before: readonly Label[] | undefined,
): void {
  const operation = "MLPClassifier.fit: warmStart";
  const shape = units.join("-");
  const fits =
    coefs.length === units.length - 1 &&
    intercepts.length === coefs.length &&
    coefs.every(
      ({ rows, cols, data }, i) => rows === units[i] && cols === units[i + 1] && data.length === rows * cols,
    ) &&
    intercepts.every(({ length }, i) => length === units[i + 1]);
  if (!fits) {
    const given = coefs.map(({ rows, cols }) => `${rows} × ${cols}`).join(", ");
    throw new ShapeError(
      `${operation}: coefs_ are ${given} with ${intercepts.length} intercepts_; the network is ${shape}`,
    );
  }
  if (before && (before.length !== classes.length || before.some((label, i) => label !== classes[i]))) {
    throw new DataError(`${operation}: y has other classes than the last fit had`);
  }
}
