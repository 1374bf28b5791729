/** SGDClassifier: linear machines trained by stochastic gradient descent. */
import { ConvergenceWarning, DataError, ShapeError } from "../../core/errors.js";
import { Classifier, type FitOptions, type PredictOptions, type TrainingSet, warn } from "../../core/estimator.js";
import type { Matrix, MatrixLike } from "../../core/matrix.js";
import { currentRuntime } from "../../engine/runtime.js";
import type { LinearMachine } from "../../kernels/sgd.js";
import { linearCodes, linearScores } from "./logistic-predict.js";
import { checkSchedule, SGD_DEFAULTS, SGD_RULES, type SGDParams } from "./sgd-params.js";
import { asDecisions, type Decisions, requireProbabilities, sgdProbabilities } from "./sgd-probabilities.js";
import type { SgdResult } from "./sgd-task.js";
import { positiveClasses, trainMachines } from "./sgd-train.js";

export type { SGDParams } from "./sgd-params.js";

/** One row of weights per machine. */
export interface Coefficients {
  /** Row-major. */
  readonly data: Float64Array;
  readonly rows: number;
  readonly cols: number;
}

/**
 * Linear classification by stochastic gradient descent, one machine for two classes, else one per class against all others. Each minimises
 *
 *   mean of loss(y, w·x + b) + alpha · R(w)     R: ½‖w‖² (l2), Σ|w| (l1), or l1Ratio · Σ|w| + (1 − l1Ratio) · ½‖w‖² (elasticnet)
 *
 * sample by sample in f64. A machine stops when its loss has not improved by `tol` for `nIterNoChange` epochs. Rows are classified by the
 * highest decision, the lower class first among equals. Cost: about 2 multiply-adds per feature, row, class and epoch, 4 where a row moves the
 * weights; blocks of eight features that are 0 in a row are skipped. The same randomState gives the same bits on any host and any number of
 * threads: machines share the order of the rows and nothing else, and those of a thread read each row once.
 *
 * Same as scikit-learn's SGDClassifier, except: no losses for regression and no "epsilon", no "pa1" and "pa2" rates (internal there), no
 * sample weights, partialFit or sparse X; random orders are others, and in each epoch the same for all machines, where scikit-learn seeds every
 * machine by itself; features are f32 or bytes, decisions are returned as f32; early stopping
 * judges the weights with their common factor, which scikit-learn leaves out. Without shuffling, weights follow its path up to rounding.
 *
 * Throws ParameterError when weights overflow, AbortError when cancelled. Warns (ConvergenceWarning) when maxIter ends a machine's fit.
 *
 * @example
 * const clf = await new SGDClassifier({ loss: "log_loss", randomState: 0 }).fit(X, y);
 * const probabilities = await clf.predictProba(Xtest);
 */
export class SGDClassifier extends Classifier<SGDParams> {
  readonly name = "SGDClassifier";
  protected readonly rules = SGD_RULES;

  /** Machines × features; averages if `average` asks for them. One row for two classes: positive for the second. */
  coef_?: Coefficients;
  /** One per machine. */
  intercept_?: Float64Array;
  /** Epochs of the machine that took the most. */
  nIter_?: number;
  /** 1 + nIter_ · rows. */
  t_?: number;
  /** The loss that the model was fitted with; it says what probabilities mean. */
  loss_?: SGDParams["loss"];

  constructor(params: Partial<SGDParams> = {}) {
    super(SGD_DEFAULTS, params);
  }

  protected async fitModel(data: TrainingSet, options: FitOptions): Promise<void> {
    const { params } = this;
    checkSchedule(params);
    const results = await trainMachines(data, params, this.#start(data), options);
    const { rows, cols } = data.X;
    const epochs = Math.max(...results.map((result) => result.epochs));
    const machines = results.map((result) => chosen(result, Number(params.average), epochs * rows));
    const coef = new Float64Array(machines.length * cols);
    machines.forEach((machine, m) => {
      coef.set(machine.coef, m * cols);
    });
    this.coef_ = { data: coef, rows: machines.length, cols };
    this.intercept_ = Float64Array.from(machines, ({ intercept }) => intercept);
    this.nIter_ = epochs;
    this.loss_ = params.loss;
    this.t_ = 1 + epochs * rows;
    if (params.tol !== null && epochs === params.maxIter) {
      const stopped = results.filter((result) => result.epochs === epochs).length;
      const message = `SGDClassifier.fit: ${stopped} of ${results.length} machines were ended by maxIter = ${epochs} before tol = ${params.tol} was reached; raise maxIter, or scale the features`;
      warn(new ConvergenceWarning(message), options);
    }
  }

  /** Zeros, or with warmStart the weights at hand. Throws unless those fit the data. */
  #start({ X, classes }: TrainingSet): LinearMachine[] {
    const [coef, intercept] = [this.coef_, this.intercept_];
    const machines = positiveClasses(classes.length);
    if (!this.params.warmStart || !coef || !intercept) {
      return machines.map(() => ({ coef: new Float64Array(X.cols), intercept: 0 }));
    }
    const operation = "SGDClassifier.fit: warmStart";
    if (coef.rows !== machines.length || coef.cols !== X.cols) {
      throw new ShapeError(`${operation}: coef_ is ${coef.rows} × ${coef.cols}, not ${machines.length} × ${X.cols}`);
    }
    if (this.classes_?.length !== classes.length || this.classes_.some((label, i) => label !== classes[i])) {
      throw new DataError(`${operation}: y has other classes than the last fit had`);
    }
    return machines.map((_, m) => ({
      coef: coef.data.slice(m * coef.cols, (m + 1) * coef.cols),
      intercept: intercept[m],
    }));
  }

  /**
   * Signed distance of every row from each machine's plane, times ‖w‖: rows × 1 for two classes (positive for the second), else rows × classes.
   * Beyond the range of f32, the largest f32.
   * Throws NotFittedError, ShapeError or DataError; AbortError when cancelled.
   */
  async decisionFunction(X: MatrixLike, options: PredictOptions = {}): Promise<Matrix<Float32Array>> {
    return asDecisions(await this.#decide(this.checkInput(X, "decisionFunction", options), options));
  }

  /**
   * Probabilities of the classes, rows × classes; losses "log_loss" and "modified_huber" only (Zadrozny and Elkan, KDD 2002).
   * Throws ParameterError for another loss; NotFittedError, ShapeError or DataError; AbortError when cancelled.
   */
  async predictProba(X: MatrixLike, options: PredictOptions = {}): Promise<Matrix<Float32Array>> {
    const checked = this.checkInput(X, "predictProba", options);
    requireProbabilities(this.loss_!);
    const decisions = await this.#decide(checked, options);
    return sgdProbabilities((await currentRuntime()).engine, this.loss_!, decisions);
  }

  protected async predictCodes(X: Matrix, options: PredictOptions): Promise<ArrayLike<number>> {
    const { data, rows } = await this.#decide(X, options);
    return linearCodes(data, rows);
  }

  async #decide(X: Matrix, { signal }: PredictOptions): Promise<Decisions> {
    const state = { coef: this.coef_!.data, intercept: this.intercept_! };
    const data = await linearScores(await currentRuntime(), state, X, signal);
    return { data, rows: X.rows, cols: state.intercept.length };
  }
}

/** The averages, if they were asked for and have begun. */
function chosen({ current, averaged }: SgdResult, average: number, samples: number): LinearMachine {
  return average > 0 && average <= samples ? averaged : current;
}
