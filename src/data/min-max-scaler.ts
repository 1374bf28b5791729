/** Scaling of each column to a range. */
import { isFloat32Array, type Matrix, scaleOf } from "../core/matrix.js";
import { bool, type Rule, type Rules } from "../core/params.js";
import { eachRow, minMaxForward, type RowMap } from "./scale-rows.js";
import { Scaler } from "./scaler.js";

export interface MinMaxScalerParams {
  /** Lowest and highest value after scaling. Default [0, 1]. */
  featureRange: readonly [low: number, high: number];
  /** Whether values beyond those seen in `fit` are held to the range. Default false. */
  clip: boolean;
}

const range: Rule = {
  words: "two finite numbers [low, high], low below high",
  accepts: (value) =>
    Array.isArray(value) && value.length === 2 && value.every((bound) => Number.isFinite(bound)) && value[0] < value[1],
};
const RULES: Rules<MinMaxScalerParams> = { featureRange: range, clip: bool };
const DEFAULTS: MinMaxScalerParams = { featureRange: [0, 1], clip: false };

/**
 * x → x · scale_ + min_, which maps each column's minimum and maximum in `fit` to `featureRange`.
 * A column whose range is below ten machine epsilons (of f32 for floats and scaled bytes, of f64 for plain bytes) counts as constant: it is shifted, not stretched.
 *
 * Same as scikit-learn MinMaxScaler, except that NaN is refused and results are f32.
 */
export class MinMaxScaler extends Scaler<MinMaxScalerParams> {
  readonly name = "MinMaxScaler";
  /** All of shape (columns). */
  min_: Float64Array | undefined;
  scale_: Float64Array | undefined;
  dataMin_: Float64Array | undefined;
  dataMax_: Float64Array | undefined;
  dataRange_: Float64Array | undefined;
  /** The range to which values are held since the last fit; null without `clip`. */
  clipRange_: readonly [low: number, high: number] | null | undefined;

  constructor(params: Partial<MinMaxScalerParams> = {}) {
    super(DEFAULTS, RULES, params);
  }

  protected learn(X: Matrix): void {
    const [low, high] = this.params.featureRange;
    const dataMin = new Float64Array(X.cols).fill(Number.POSITIVE_INFINITY);
    const dataMax = new Float64Array(X.cols).fill(Number.NEGATIVE_INFINITY);
    eachRow(X, (row) => {
      for (let j = 0; j < row.length; j++) {
        dataMin[j] = Math.min(dataMin[j], row[j]);
        dataMax[j] = Math.max(dataMax[j], row[j]);
      }
    });
    const dataRange = dataMax.map((most, j) => most - dataMin[j]);
    const constant = 10 * (isFloat32Array(X.data) || scaleOf(X) !== 1 ? 2 ** -23 : Number.EPSILON);
    const scale = dataRange.map((width) => (high - low) / (width < constant ? 1 : width));
    this.clipRange_ = this.params.clip ? [low, high] : null;
    this.dataMin_ = dataMin;
    this.dataMax_ = dataMax;
    this.dataRange_ = dataRange;
    this.scale_ = scale;
    this.min_ = dataMin.map((least, j) => low - least * scale[j]);
  }

  protected forward(): RowMap {
    return minMaxForward({ min_: this.min_!, scale_: this.scale_!, clipRange_: this.clipRange_! });
  }

  protected backward(): RowMap {
    const scale = this.scale_!;
    const min = this.min_!;
    return (row, out) => {
      for (let j = 0; j < row.length; j++) out[j] = (row[j] - min[j]) / scale[j];
    };
  }
}
