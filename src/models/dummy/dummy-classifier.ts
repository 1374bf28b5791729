/** A classifier that looks at the labels alone: the baseline every other one has to beat. */
import { ParameterError } from "../../core/errors.js";
import { Classifier, type PredictOptions, type TrainingSet } from "../../core/estimator.js";
import type { Label } from "../../core/labels.js";
import type { Matrix, MatrixLike } from "../../core/matrix.js";
import { oneOf, optional, type Rule, seed } from "../../core/params.js";
import { type DummyState, type DummyStrategy, dummyCodes, dummyProbabilities } from "./predict.js";

export type { DummyStrategy } from "./predict.js";

export interface DummyClassifierParams {
  /**
   * What is predicted. Default "prior".
   * - "most_frequent": the commonest class, with probability 1
   * - "prior": the commonest class; probabilities are the shares of the classes
   * - "stratified": a class drawn by its share
   * - "uniform": a class drawn with equal chances
   * - "constant": the class given as `constant`
   */
  readonly strategy: DummyStrategy;
  /** The label that "constant" predicts; it must occur in y. */
  readonly constant: Label | null;
  /** Seed of the drawing strategies: every call of `predict` starts from it. Null (default) draws anew each time. */
  readonly randomState: number | null;
}

const DEFAULTS: DummyClassifierParams = { strategy: "prior", constant: null, randomState: null };

const label: Rule = {
  words: "a number or a string",
  accepts: (value) => typeof value === "string" || (typeof value === "number" && Number.isFinite(value)),
};

/**
 * Predicts without looking at X. Cost: one pass over y to fit, one over the rows to predict.
 *
 * Same as scikit-learn DummyClassifier, except that X is checked like everywhere else, that "stratified" and "uniform"
 * draw other random bits, and that there is no sampleWeight.
 *
 * @example
 * const baseline = await new DummyClassifier({ strategy: "most_frequent" }).fit(X, y);
 * const floor = await baseline.score(XTest, yTest);
 */
export class DummyClassifier extends Classifier<DummyClassifierParams> {
  readonly name = "DummyClassifier";
  /** Share of every class in y, in the order of `classes_`. */
  classPrior_?: Float64Array;
  /** The strategy of the last fit. */
  strategy_?: DummyStrategy;
  /** Position of `constant` in `classes_`; only with that strategy. */
  constantCode_?: number;

  protected readonly rules = {
    strategy: oneOf("most_frequent", "prior", "stratified", "uniform", "constant"),
    constant: optional(label),
    randomState: optional(seed),
  };

  constructor(params: Partial<DummyClassifierParams> = {}) {
    super(DEFAULTS, params);
  }

  /** One class is enough: there is nothing to tell apart. */
  protected override get minClasses(): number {
    return 1;
  }

  protected async fitModel({ codes, classes }: TrainingSet): Promise<void> {
    const { strategy } = this.params;
    const constantCode = strategy === "constant" ? this.#findConstant(classes) : undefined;
    const prior = new Float64Array(classes.length);
    for (const code of codes) prior[code]++;
    for (let k = 0; k < prior.length; k++) prior[k] /= codes.length;
    this.strategy_ = strategy;
    this.classPrior_ = prior;
    this.constantCode_ = constantCode;
  }

  #findConstant(classes: readonly Label[]): number {
    const { constant } = this.params;
    if (constant === null) {
      throw new ParameterError('DummyClassifier: constant is not given; strategy "constant" needs it');
    }
    const code = classes.indexOf(constant);
    if (code >= 0) return code;
    throw new ParameterError(
      `DummyClassifier: constant is ${JSON.stringify(constant)}; it must be one of the labels of y`,
    );
  }

  protected async predictCodes(X: Matrix, _options: PredictOptions): Promise<Int32Array> {
    return dummyCodes(this.#state(), X.rows);
  }

  /**
   * Probabilities, rows × classes. "most_frequent", "stratified" and "constant" give 1 to the class that `predict` names.
   * Throws NotFittedError, ShapeError or DataError; AbortError when cancelled.
   */
  async predictProba(X: MatrixLike, options: PredictOptions = {}): Promise<Matrix<Float32Array>> {
    const { rows } = this.checkInput(X, "predictProba", options);
    return dummyProbabilities(this.#state(), rows);
  }

  #state(): DummyState {
    const { randomState } = this.params;
    return {
      strategy: this.strategy_!,
      randomState,
      prior: this.classPrior_!,
      constantCode: this.constantCode_,
    };
  }
}
