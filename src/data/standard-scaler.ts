/** Scaling of each column to mean 0 and variance 1. */
import type { Matrix } from "../core/matrix.js";
import { bool, type Rules } from "../core/params.js";
import { eachRow, type RowMap, type StandardState, standardAffine, standardForward } from "./scale-rows.js";
import { Scaler } from "./scaler.js";

export interface StandardScalerParams {
  /** Whether the mean is subtracted. Default true. */
  withMean: boolean;
  /** Whether values are divided by the standard deviation. Default true. */
  withStd: boolean;
}

const RULES: Rules<StandardScalerParams> = { withMean: bool, withStd: bool };
const DEFAULTS: StandardScalerParams = { withMean: true, withStd: true };

/**
 * x → (x − mean_) / scale_, with scale_ = √var_ and var_ the population variance.
 * A column whose variance is within the rounding error of its computation counts as constant: its scale_ is 1.
 *
 * Same as scikit-learn StandardScaler, except that NaN is refused and results are f32.
 */
export class StandardScaler extends Scaler<StandardScalerParams> {
  readonly name = "StandardScaler";
  /** Shape (columns); null when neither withMean nor withStd asks for it. */
  mean_: Float64Array | null | undefined;
  /** Shape (columns); null without withStd. */
  var_: Float64Array | null | undefined;
  /** Shape (columns); null without withStd. */
  scale_: Float64Array | null | undefined;
  /** Whether the mean is subtracted since the last fit. */
  withMean_: boolean | undefined;

  constructor(params: Partial<StandardScalerParams> = {}) {
    super(DEFAULTS, RULES, params);
  }

  protected learn(X: Matrix): void {
    const { withMean, withStd } = this.params;
    const mean = withMean || withStd ? columnMeans(X) : null;
    const variance = withStd && mean ? columnVariances(X, mean) : null;
    this.withMean_ = withMean;
    this.mean_ = mean;
    this.var_ = variance;
    this.scale_ = variance?.map((v, j) => (isConstant(v, mean![j], X.rows) ? 1 : Math.sqrt(v))) ?? null;
  }

  protected forward(): RowMap {
    return standardForward(this.#state(), this.nFeaturesIn_!);
  }

  protected backward(): RowMap {
    const { shift, scale } = standardAffine(this.#state(), this.nFeaturesIn_!);
    return (row, out) => {
      for (let j = 0; j < row.length; j++) out[j] = row[j] * scale[j] + shift[j];
    };
  }

  #state(): StandardState {
    return { mean_: this.mean_!, scale_: this.scale_!, withMean_: this.withMean_! };
  }
}

function columnMeans(X: Matrix): Float64Array {
  const sums = new Float64Array(X.cols);
  eachRow(X, (row) => {
    for (let j = 0; j < row.length; j++) sums[j] += row[j];
  });
  return sums.map((sum) => sum / X.rows);
}

/** The corrected two-pass algorithm (Chan, Golub & LeVeque 1983): the squared sum of deviations takes out what rounding left in the mean. */
function columnVariances(X: Matrix, mean: Float64Array): Float64Array {
  const deviations = new Float64Array(X.cols);
  const squares = new Float64Array(X.cols);
  eachRow(X, (row) => {
    for (let j = 0; j < row.length; j++) {
      const deviation = row[j] - mean[j];
      deviations[j] += deviation;
      squares[j] += deviation * deviation;
    }
  });
  return squares.map((square, j) => (square - (deviations[j] * deviations[j]) / X.rows) / X.rows);
}

/** Error bound of the two-pass variance (same paper). */
function isConstant(variance: number, mean: number, rows: number): boolean {
  const bias = rows * mean * Number.EPSILON;
  return variance <= rows * Number.EPSILON * variance + bias * bias;
}
