/** From a fitted network to one of small integers. */
import { NotFittedError, ParameterError } from "../../core/errors.js";
import type { Classifier, PredictOptions } from "../../core/estimator.js";
import { asFeatures, type Matrix, type MatrixLike } from "../../core/matrix.js";
import { currentRuntime } from "../../engine/runtime.js";
import { MAX_FAN_IN } from "../../kernels/quantized.js";
import { MLPClassifier } from "../mlp/classifier.js";
import { Pipeline, type Transformer } from "../pipeline/pipeline.js";
import { LEVELS, type QuantizedMatrix } from "./network.js";
import { QuantizedMLPClassifier } from "./quantized-mlp-classifier.js";
import { inputRanges, type Range } from "./ranges.js";

/** Integers of a weight: as many on both sides of 0. */
const MOST = 127;

/**
 * A copy of a fitted MLPClassifier, or of a pipeline that ends in one, with 8-bit weights and 7-bit activations: a quarter of the size.
 *
 * Weights: w ≈ q · s with q an integer from −127 to 127 and one scale s for each unit, its largest weight by 127.
 * Activations: x ≈ q · t with q from 0 to 127, or from −64 to 63 for a layer that some row of `calibrationX` gives a negative input;
 * one scale t for each layer, such that no input of these rows is cut off. Biases stay f32.
 * `calibrationX` (rows × features, floats or bytes, as the model takes them) should be like what will be predicted: some hundred
 * training rows will do. The model is left as it was.
 *
 * Accuracy (Fashion-MNIST, 10000 test images): 784-512-512-10 keeps 99.8 % of its labels (0.8555 before, 0.8556 after), networks of 128
 * units 99.5 % (relu: 0.8523, 0.8512) and 99.9 % (tanh: 0.8248, 0.8244).
 *
 * Cost: a prediction of every row, in the calling thread. Source: B. Jacob et al., "Quantization and training of neural networks for
 * efficient integer-arithmetic-only inference", CVPR 2018, after training.
 *
 * Throws NotFittedError before `fit`; ParameterError for another classifier, or a layer of more than 131072 inputs; ShapeError or
 * DataError for rows that the model cannot take; AbortError when cancelled.
 *
 * @example
 * const small = await quantize(mlp, train.X);
 * await writeFile("model.heddle", saveModel(small));
 */
export function quantize(
  model: MLPClassifier,
  calibrationX: MatrixLike,
  options?: PredictOptions,
): Promise<QuantizedMLPClassifier>;
export function quantize(model: Pipeline, calibrationX: MatrixLike, options?: PredictOptions): Promise<Pipeline>;
export function quantize(model: Classifier, calibrationX: MatrixLike, options?: PredictOptions): Promise<Classifier>;
export async function quantize(
  model: Classifier,
  calibrationX: MatrixLike,
  options: PredictOptions = {},
): Promise<Classifier> {
  if (!(model instanceof MLPClassifier || model instanceof Pipeline)) {
    throw new ParameterError(
      `quantize: the model is a ${model.name}; it must be an MLPClassifier or a Pipeline that ends in one`,
    );
  }
  if (model.nFeaturesIn_ === undefined) {
    throw new NotFittedError(`quantize: this ${model.name} is not fitted yet; call fit first`);
  }
  const X = asFeatures(calibrationX, model.nFeaturesIn_, "quantize");
  return model instanceof Pipeline ? quantizePipeline(model, X, options) : quantizeNetwork(model, X, options);
}

async function quantizePipeline(model: Pipeline, X: Matrix, options: PredictOptions): Promise<Pipeline> {
  const steps = model.fittedSteps();
  const before = steps.slice(0, -1);
  const [name, classifier] = steps.at(-1)!;
  const features = before.reduce((rows, [, scaler]) => (scaler as Transformer).transform(rows), X);
  return Pipeline.ofFitted([...before, [name, await quantize(classifier as Classifier, features, options)]]);
}

async function quantizeNetwork(
  model: MLPClassifier,
  X: Matrix,
  { signal }: PredictOptions,
): Promise<QuantizedMLPClassifier> {
  const [coefs, intercepts, activation] = [model.coefs_!, model.intercepts_!, model.activation_!];
  const widest = Math.max(...coefs.map(({ rows }) => rows));
  if (widest > MAX_FAN_IN) {
    throw new ParameterError(`quantize: a layer has ${widest} inputs; at most ${MAX_FAN_IN} are summed exactly`);
  }
  const { engine } = await currentRuntime();
  const ranges = await inputRanges(engine, { coefs, intercepts, activation }, X, signal);
  const rounded = coefs.map(quantizeColumns);
  return new QuantizedMLPClassifier().restoreState({
    classes_: model.classes_,
    nFeaturesIn_: model.nFeaturesIn_,
    coefs_: rounded.map(({ W }) => W),
    coefScales_: rounded.map(({ scales }) => scales),
    inputScales_: Float32Array.from(ranges, inputScale),
    inputSigned_: ranges.map(({ low }) => low < 0),
    intercepts_: intercepts.map((b) => b.slice()),
    activation_: activation,
  });
}

/** The smallest step with which the levels reach both ends of the range. */
function inputScale({ low, high }: Range): number {
  const levels = low < 0 ? LEVELS.signed : LEVELS.unsigned;
  return usable(low < 0 ? Math.max(low / levels.low, high / levels.high) : high / levels.high);
}

function quantizeColumns({ data, rows, cols }: Matrix<Float32Array>): { W: QuantizedMatrix; scales: Float32Array } {
  const scales = new Float32Array(cols);
  for (let at = 0; at < data.length; at++) scales[at % cols] = Math.max(scales[at % cols], Math.abs(data[at]));
  for (let j = 0; j < cols; j++) scales[j] = usable(scales[j] / MOST);
  const round = (weight: number, at: number) => Math.min(MOST, Math.max(-MOST, Math.round(weight / scales[at % cols])));
  return { W: { data: Int8Array.from(data, round), rows, cols }, scales };
}

/** A scale must be a normal f32 number with a reciprocal; smaller values, and 0, round to 0 with a scale of 1. */
function usable(scale: number): number {
  return scale > 2 ** -120 ? scale : 1;
}
