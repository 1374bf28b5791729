/** Hyper-parameters of the multi-layer perceptron: names, defaults and rules. */
import {
  between,
  bool,
  either,
  finite,
  integerAtLeast,
  listOf,
  nonNegative,
  objectOf,
  oneOf,
  optional,
  pairOf,
  positive,
  type Rules,
  seed,
} from "../../core/params.js";
import type { Augmentation } from "./augment.js";

export interface MLPParams {
  /** Units of each hidden layer; a number means one layer, [] none. Default [100]. */
  readonly hiddenLayerSizes: readonly number[] | number;
  /** Of the hidden layers; "sigmoid" is another name of "logistic". Default "relu". */
  readonly activation: "relu" | "logistic" | "sigmoid" | "tanh" | "identity";
  /** Default "adam". */
  readonly solver: "sgd" | "adam";
  /** Strength of the L2 penalty, divided by the batch size: the objective has alpha / (2 · batch) · Σ W². Default 1e-4. */
  readonly alpha: number;
  /** Rows a step; "auto" is min(200, rows). More than there are rows counts as all rows. */
  readonly batchSize: number | "auto";
  /**
   * "constant" (default); only for "sgd": "invscaling" (learningRateInit / t^powerT with t in samples) or "adaptive" (÷ 5 when stuck).
   * Not in scikit-learn, step by step over maxIter epochs, with learningRateInit as the peak: "cosine" falls to 0 along half a cosine wave;
   * "oneCycle" rises for 30 % of the steps from a 25th of the peak and falls to a 250,000th, as PyTorch's OneCycleLR. To let them run to
   * their end, set nIterNoChange to Infinity.
   */
  readonly learningRate: "constant" | "invscaling" | "adaptive" | "cosine" | "oneCycle";
  /** The rate, or its first or highest value (see learningRate). Default 0.001. */
  readonly learningRateInit: number;
  /** Exponent of "invscaling". Default 0.5. */
  readonly powerT: number;
  /** Epochs at most. Default 200. */
  readonly maxIter: number;
  /** Draw a new order of the rows for every epoch. Default true. */
  readonly shuffle: boolean;
  /** Seed of weights, order, held-out rows, dropout and augmentation. Null (default) draws another one for each fit. */
  readonly randomState: number | null;
  /** An epoch counts as progress if the watched value improves by more than this. Default 1e-4. */
  readonly tol: number;
  /** Epochs without progress that are tolerated; Infinity never stops early. Default 10. */
  readonly nIterNoChange: number;
  /** In [0, 1], only for "sgd". Default 0.9. */
  readonly momentum: number;
  /** Default true; matters only with momentum. */
  readonly nesterovsMomentum: boolean;
  /** Watch a validation set instead of the training loss, and keep the weights of its best epoch. Default false. */
  readonly earlyStopping: boolean;
  /** What early stopping watches. scikit-learn knows only "validationAccuracy", the default. */
  readonly monitor: "validationAccuracy" | "validationLoss";
  /** Share of the rows held out (stratified) for early stopping when `fit` is not given validationData. Default 0.1. */
  readonly validationFraction: number;
  /** Only for "adam", in [0, 1). Defaults 0.9, 0.999. */
  readonly beta1: number;
  readonly beta2: number;
  /** Only for "adam". Default 1e-8. */
  readonly epsilon: number;
  /** Probability that a hidden unit is left out of a step; the others are scaled by 1 / (1 − dropout). Default 0. Not in scikit-learn. */
  readonly dropout: number;
  /** The same for the inputs. Default 0. Not in scikit-learn. */
  readonly inputDropout: number;
  /**
   * Share e of the target that is spread over all K classes: (1 − e) · onehot + e / K. Default 0. Not in scikit-learn.
   * Reference: Szegedy et al., Rethinking the Inception architecture, 2016.
   */
  readonly labelSmoothing: number;
  /**
   * Decoupled weight decay, as in AdamW: each step takes rate · weightDecay · W off the weights (not the biases), whatever the gradient; it
   * is not part of the loss. Default 0. Not in scikit-learn. Reference: Loshchilov & Hutter, Decoupled weight decay regularization, 2019.
   */
  readonly weightDecay: number;
  /**
   * Normalise the sums of every hidden unit over the batch before the activation, with a trained scale and shift; for predicting, running
   * statistics (a tenth of every batch, as in PyTorch) take the batch's place and are folded into coefs_ and intercepts_, so a fitted
   * network looks like any other. Cannot be combined with warmStart. Default false. Not in scikit-learn.
   * Reference: Ioffe & Szegedy, Batch normalization, 2015.
   */
  readonly batchNorm: boolean;
  /**
   * Decay d of an exponential moving average of all parameters and running statistics, step by step, corrected for its start as Adam's
   * moments are: average += (1 − d) / (1 − d^step) · (value − average). The averages are what is validated and what fit learns. Default 0:
   * off. Not in scikit-learn. Reference: Polyak & Juditsky, Acceleration of stochastic approximation by averaging, 1992.
   */
  readonly weightAveraging: number;
  /**
   * For rows that are images: flips and shifts (zeros enter), drawn anew each time a row is met; predicting and validation leave images as
   * they are. Null (default): none. Not in scikit-learn.
   */
  readonly augmentation: Augmentation | null;
  /** Go on from coefs_ and intercepts_, of the last fit or assigned by hand, with a fresh optimiser. Default false. */
  readonly warmStart: boolean;
}

export const MLP_DEFAULTS: MLPParams = {
  hiddenLayerSizes: [100],
  activation: "relu",
  solver: "adam",
  alpha: 1e-4,
  batchSize: "auto",
  learningRate: "constant",
  learningRateInit: 1e-3,
  powerT: 0.5,
  maxIter: 200,
  shuffle: true,
  randomState: null,
  tol: 1e-4,
  nIterNoChange: 10,
  momentum: 0.9,
  nesterovsMomentum: true,
  earlyStopping: false,
  monitor: "validationAccuracy",
  validationFraction: 0.1,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  dropout: 0,
  inputDropout: 0,
  labelSmoothing: 0,
  weightDecay: 0,
  batchNorm: false,
  weightAveraging: 0,
  augmentation: null,
  warmStart: false,
};

export const MLP_RULES: Rules<MLPParams> = {
  hiddenLayerSizes: either(integerAtLeast(1), listOf(integerAtLeast(1))),
  activation: oneOf("relu", "logistic", "sigmoid", "tanh", "identity"),
  solver: oneOf("sgd", "adam"),
  alpha: nonNegative,
  batchSize: either(oneOf("auto"), integerAtLeast(1)),
  learningRate: oneOf("constant", "invscaling", "adaptive", "cosine", "oneCycle"),
  learningRateInit: positive,
  powerT: finite,
  maxIter: integerAtLeast(1),
  shuffle: bool,
  randomState: optional(seed),
  tol: nonNegative,
  nIterNoChange: either(integerAtLeast(1), oneOf(Number.POSITIVE_INFINITY)),
  momentum: between(0, 1),
  nesterovsMomentum: bool,
  earlyStopping: bool,
  monitor: oneOf("validationAccuracy", "validationLoss"),
  validationFraction: between(0, 1, "both"),
  beta1: between(0, 1, "high"),
  beta2: between(0, 1, "high"),
  epsilon: positive,
  dropout: between(0, 1, "high"),
  inputDropout: between(0, 1, "high"),
  labelSmoothing: between(0, 1, "high"),
  weightDecay: nonNegative,
  batchNorm: bool,
  weightAveraging: between(0, 1, "high"),
  augmentation: optional(
    objectOf({
      imageShape: pairOf(integerAtLeast(1)),
      horizontalFlip: optional(bool),
      maxShift: optional(integerAtLeast(0)),
      shiftProbability: optional(between(0, 1)),
    }),
  ),
  warmStart: bool,
};
