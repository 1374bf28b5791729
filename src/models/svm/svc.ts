/** SVC: support vector classification, one machine per pair of classes. */
import { ConvergenceWarning, NotFittedError, ParameterError } from "../../core/errors.js";
import { Classifier, type PredictOptions, type TrainingSet, warn } from "../../core/estimator.js";
import type { Matrix, MatrixLike } from "../../core/matrix.js";
import type { KernelFunction } from "../../kernels/svm-products.js";
import { assemble } from "./assemble.js";
import { decide } from "./decide.js";
import { resolveGamma } from "./gamma.js";
import { KERNEL_PARAMS } from "./gram.js";
import { resolveClassWeight, SVC_DEFAULTS, SVC_RULES, type SvcParams } from "./params.js";
import type { SvcState } from "./state.js";
import { type SvcFitOptions, trainPairs } from "./train.js";
import { asDecisions, decidedCodes } from "./votes.js";

/**
 * C-support vector classification, one-vs-one.
 *
 * Every pair of classes gets a machine that minimises ½‖w‖² + Σ C·max(0, 1 − y·(w·φ(x) + b)) over its rows, solved in the dual by
 * sequential minimal optimisation until the optimality conditions hold within `tol`. Rows are classified by the votes of all machines;
 * the lower class wins among equals.
 *
 * Same as scikit-learn's SVC, except: there is no `probability` (Platt scaling) and no precomputed or callable kernel; `cacheSize`
 * defaults to 1000 MB and covers all threads; features are f32 or bytes; decisions are returned as f32; the order of steps differs, so
 * within `tol` the coefficients do too. Kernel values are stored as f32, as in libsvm; products of bytes are exact integers.
 *
 * Memory: the features and 4·rows² bytes of kernel values if that is within `cacheSize`, else up to `cacheSize`; in a search over kernels
 * or their numbers twice that, if it is within `cacheSize`, so that dot products are computed once a fold. Time: between rows² and rows³
 * times features; predicting takes support vectors × features per row, pairs × features with the linear kernel.
 *
 * @example
 * const clf = await new SVC({ kernel: "rbf", C: 10 }).fit(X, y);
 * const labels = await clf.predict(Xtest);
 */
export class SVC extends Classifier<SvcParams, SvcFitOptions> {
  readonly name = "SVC";
  protected readonly rules = SVC_RULES;

  /** Support vectors × features, class by class. Bytes if X was bytes. */
  supportVectors_?: Matrix;
  /** Rows of X that are support vectors, class by class. */
  support_?: Int32Array;
  /** Support vectors of every class. */
  nSupport_?: Int32Array;
  /** (classes − 1) × support vectors, row-major, in libsvm's layout: y·α of the pair with each other class. */
  dualCoef_?: Float64Array;
  /** One per pair: 0-1, 0-2, …, 1-2, … */
  intercept_?: Float64Array;
  /** Pairs × features, row-major; linear kernel only. */
  coef_?: Float64Array;
  /** Steps of every pair's machine. */
  nIter_?: Int32Array;
  /** 0 if every machine reached `tol`, 1 if one was stopped by `maxIter`. */
  fitStatus_?: 0 | 1;
  /** Factor of C for every class. */
  classWeight_?: Float64Array;
  /** The kernel that the model was fitted with, gamma settled. */
  kernel_?: KernelFunction;

  /** One set of dot products serves every kernel, one Gram matrix every C. */
  override readonly sharedAcross = [...KERNEL_PARAMS, "C"];

  constructor(params: Partial<SvcParams> = {}) {
    super(SVC_DEFAULTS, params);
  }

  protected async fitModel(data: TrainingSet, options: SvcFitOptions): Promise<void> {
    const { C, kernel: name, gamma, coef0, degree, classWeight, ...solver } = this.params;
    if (solver.breakTies && solver.decisionFunctionShape === "ovo") {
      throw new ParameterError(
        'SVC: breakTies is true with decisionFunctionShape "ovo"; it must be false, or the shape "ovr"',
      );
    }
    const kernel = { name, gamma: resolveGamma(gamma, data.X), coef0, degree };
    const weights = resolveClassWeight(classWeight, data.codes, data.classes);
    const trained = await trainPairs(data, { ...solver, kernel, C: weights.map((weight) => C * weight) }, options);
    const { state, support } = assemble(data.X, kernel, trained);
    this.supportVectors_ = state.supportVectors;
    this.support_ = support;
    this.nSupport_ = state.nSupport;
    this.dualCoef_ = state.dualCoef;
    this.intercept_ = state.intercept;
    this.coef_ = state.coef;
    this.kernel_ = kernel;
    this.classWeight_ = Float64Array.from(weights);
    this.nIter_ = Int32Array.from(trained.pairs, (pair) => pair.iterations);
    const stopped = trained.pairs.filter((pair) => !pair.converged).length;
    this.fitStatus_ = stopped > 0 ? 1 : 0;
    if (stopped > 0) {
      const message = `SVC.fit: ${stopped} of ${trained.pairs.length} machines stopped at maxIter = ${solver.maxIter} before tol = ${solver.tol} was reached; raise maxIter, scale the features, or lower C`;
      warn(new ConvergenceWarning(message), options);
    }
  }

  /**
   * How far every row is on which side. Two classes: rows × 1, positive for the second class. More, with "ovr": rows × classes, the votes
   * of each class, fractions by its confidence; with "ovo": rows × pairs, positive for the lower class of the pair.
   * Throws NotFittedError, ShapeError or DataError; AbortError when cancelled.
   */
  async decisionFunction(X: MatrixLike, options: PredictOptions = {}): Promise<Matrix<Float32Array>> {
    const checked = this.checkInput(X, "decisionFunction", options);
    const state = this.state();
    const decisions = await decide(state, checked, options);
    return asDecisions(decisions, checked.rows, state.nClasses, this.params.decisionFunctionShape);
  }

  protected async predictCodes(X: Matrix, options: PredictOptions): Promise<ArrayLike<number>> {
    const state = this.state();
    return decidedCodes(await decide(state, X, options), X.rows, state.nClasses, this.params.breakTies);
  }

  /** What predicting needs. Throws NotFittedError before `fit`. */
  protected state(): SvcState {
    if (!this.kernel_) throw new NotFittedError("SVC: this SVC is not fitted yet; call fit first");
    return {
      kernel: this.kernel_,
      nClasses: this.nSupport_!.length,
      supportVectors: this.supportVectors_!,
      nSupport: this.nSupport_!,
      dualCoef: this.dualCoef_!,
      intercept: this.intercept_!,
      coef: this.coef_,
    };
  }
}
