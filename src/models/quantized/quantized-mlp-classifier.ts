/** The quantised network that users see. */
import { ParameterError } from "../../core/errors.js";
import { argmaxRows, Classifier, type PredictOptions } from "../../core/estimator.js";
import type { Matrix, MatrixLike } from "../../core/matrix.js";
import type { Rules } from "../../core/params.js";
import { currentRuntime } from "../../engine/runtime.js";
import type { Activation } from "../mlp/network.js";
import type { QuantizedMatrix, QuantizedState } from "./network.js";
import { quantizedProbabilities } from "./predict.js";

/**
 * A network with 8-bit weights and 7-bit activations, made by `quantize` from a fitted MLPClassifier.
 *
 * Sums are exact integers, so the same file gives the same bits on any host and any number of threads. Bytes give what the floats
 * they stand for give. It cannot be fitted: `fit` throws ParameterError.
 *
 * @example
 * const small = await quantize(mlp, train.X);
 * await writeFile("model.heddle", saveModel(small));
 */
export class QuantizedMLPClassifier extends Classifier<Record<string, never>> {
  readonly name = "QuantizedMLPClassifier";
  protected readonly rules: Rules<Record<string, never>> = {};

  /** Weights per layer, fan in × fan out, as integers from −127 to 127. */
  coefs_?: readonly QuantizedMatrix[];
  /** Per layer, what an integer of each column counts: the largest weight of the column, by 127. */
  coefScales_?: readonly Float32Array[];
  /** Per layer, what an integer of its inputs counts. */
  inputScales_?: Float32Array;
  /** Per layer, whether its inputs are rounded to −64 … 63, else to 0 … 127; what lies outside becomes the nearest of them. */
  inputSigned_?: readonly boolean[];
  /** Biases per layer. */
  intercepts_?: readonly Float32Array[];
  /** Activation of the hidden layers. */
  activation_?: Activation;
  #state: QuantizedState | undefined;

  constructor() {
    super({}, {});
  }

  protected async fitModel(): Promise<void> {
    throw new ParameterError(`${this.name}.fit: it is not trained; fit an MLPClassifier and quantize that`);
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
    return quantizedProbabilities(await currentRuntime(), this.#currentState(), X, signal);
  }

  /** One object as long as the weights are the same array, since the engine's copy of them hangs on it. */
  #currentState(): QuantizedState {
    if (this.#state?.coefs !== this.coefs_) {
      this.#state = {
        coefs: this.coefs_!,
        coefScales: this.coefScales_!,
        inputScales: this.inputScales_!,
        inputSigned: this.inputSigned_!,
        intercepts: this.intercepts_!,
        activation: this.activation_!,
      };
    }
    return this.#state!;
  }
}
