/** What model selection asks of an estimator: the contract, not the class, so that users' own estimators and searches fit too. */
import type { FitOptions, PredictOptions } from "../core/estimator.js";
import type { Label, Labels } from "../core/labels.js";
import type { Matrix, MatrixLike } from "../core/matrix.js";

export interface Estimator {
  readonly name: string;
  readonly classes_?: readonly Label[];
  readonly nFeaturesIn_?: number;
  /** Parameters whose candidates share work when they are fitted on the same rows (see FitMemory); best varied in this order, the last the fastest. */
  readonly sharedAcross?: readonly string[];
  getParams(): object;
  /** Throws ParameterError for an unknown name. */
  setParams(changes: object): this;
  /** An unfitted estimator with the same options. */
  clone(): this;
  fit(X: MatrixLike, y: Labels, options?: FitOptions): Promise<unknown>;
  predict(X: MatrixLike, options?: PredictOptions): Promise<Label[]>;
  score(X: MatrixLike, y: Labels, options?: PredictOptions): Promise<number>;
  /** Probabilities, rows × classes in the order of `classes_`. */
  predictProba?(X: MatrixLike, options?: PredictOptions): Promise<Matrix>;
  decisionFunction?(X: MatrixLike, options?: PredictOptions): Promise<Matrix>;
}
