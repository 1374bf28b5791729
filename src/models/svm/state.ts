/** What a fitted SVC knows: plain numbers, all that predicting needs. */
import type { Matrix } from "../../core/matrix.js";
import type { KernelFunction } from "../../kernels/svm-products.js";

export interface SvcState {
  readonly kernel: KernelFunction;
  readonly nClasses: number;
  /** Rows of X with a coefficient in some pair, class by class (support vectors × features). */
  readonly supportVectors: Matrix;
  /** Support vectors of every class. */
  readonly nSupport: Int32Array;
  /**
   * (classes − 1) × support vectors, as libsvm: a vector of class i has its coefficient against class j in row j − 1 if i < j, in row j
   * if i > j. With two classes the sign is turned, so that a positive decision means the second class.
   */
  readonly dualCoef: Float64Array;
  /** One per pair; with two classes the sign is turned. */
  readonly intercept: Float64Array;
  /** Linear kernel only: pairs × features. */
  readonly coef: Float64Array | undefined;
}
