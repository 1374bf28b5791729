/** Log loss: the mean negative log-likelihood of the true labels under predicted probabilities. */
import { DataError, ShapeError } from "../core/errors.js";
import { encodeWith, type Labels, uniqueLabels } from "../core/labels.js";
import { isFloat32Array, type Matrix, matrix } from "../core/matrix.js";
import { between, bool, checkParams, optional } from "../core/params.js";
import { checkIsList, checkWeights, type LabelArray, labelList, weightedMean, weightList } from "./targets.js";

/** Distance from 1 to the next f32 and f64: the default clip of probabilities stored in each. */
const F32_EPS = 2 ** -23;
const F64_EPS = 2 ** -52;

export interface LogLossOptions {
  /** All classes, when `yTrue` may lack some. Sorted, they name the columns of `yProba`. Default: the labels of `yTrue`. */
  labels?: LabelArray | null;
  /** Probabilities are clipped to [eps, 1 − eps]; in [0, 0.5]. Default: 2⁻²³ for f32, 2⁻⁵² otherwise. */
  eps?: number | null;
  /** true (default): mean over samples; false: sum. */
  normalize?: boolean;
  /** One weight of 0 or more per sample. Default: all 1. */
  sampleWeight?: ArrayLike<number> | null;
}

interface Probabilities {
  readonly rows: number;
  readonly cols: number;
  readonly isF32: boolean;
  at(i: number, j: number): number;
}

/**
 * −1/n Σᵢ ln p(yᵢ), natural logarithm, 0 or more; 0 is best. Each row is clipped, then divided by its sum.
 *
 * `yProba`: (samples × classes), columns in the order of the sorted labels; with two classes a single column holds the
 * probability of the second.
 *
 * Same as scikit-learn log_loss, except that f32 probabilities are normalised in f64, and that a label outside `labels`
 * is an error. Uses the host's Math.log: a number for reports, equal across hosts to about 1e-15.
 * @throws ShapeError when sizes differ; DataError for values that are not finite, an unknown label or a single class;
 * ParameterError for options out of range.
 */
export function logLoss(
  yTrue: LabelArray,
  yProba: Matrix | readonly (readonly number[])[],
  options: LogLossOptions = {},
): number {
  const operation = "logLoss";
  checkParams(operation, options, {
    labels: optional(labelList),
    eps: optional(between(0, 0.5)),
    normalize: optional(bool),
    sampleWeight: optional(weightList),
  });
  checkIsList(operation, "yTrue", yTrue);
  const proba = checkProbabilities(operation, yProba, yTrue.length);
  const classes = uniqueLabels((options.labels ?? yTrue) as Labels, operation);
  checkClasses(operation, classes.length, proba.cols, Boolean(options.labels));
  const codes = encodeWith(classes, yTrue as Labels, operation);
  const weight = checkWeights(operation, options.sampleWeight, codes.length);
  const eps = options.eps ?? (proba.isF32 ? F32_EPS : F64_EPS);
  let loss = 0;
  let total = 0;
  for (let i = 0; i < codes.length; i++) {
    total += weight(i);
    if (weight(i) > 0) loss -= weight(i) * Math.log(share(proba, i, codes[i], eps));
  }
  return (options.normalize ?? true) ? weightedMean(operation, loss, total) : loss;
}

/** Probability of class `code` in row i, clipped and divided by the sum of the clipped row. */
function share(proba: Probabilities, i: number, code: number, eps: number): number {
  const clip = (p: number) => Math.min(Math.max(p, eps), 1 - eps);
  if (proba.cols === 1) {
    const second = clip(proba.at(i, 0));
    return code === 1 ? second : 1 - second;
  }
  let sum = 0;
  for (let j = 0; j < proba.cols; j++) sum += clip(proba.at(i, j));
  return clip(proba.at(i, code)) / sum;
}

function checkClasses(operation: string, classes: number, cols: number, given: boolean): void {
  const source = given ? "labels" : "yTrue";
  const hint = given ? "" : "; name all classes with labels";
  if (classes < 2) throw new DataError(`${operation}: ${source} has only one class, two are needed${hint}`);
  if (classes !== Math.max(cols, 2)) {
    throw new ShapeError(`${operation}: ${source} has ${classes} classes, yProba has ${cols} columns${hint}`);
  }
}

function checkProbabilities(
  operation: string,
  yProba: Matrix | readonly (readonly number[])[],
  samples: number,
): Probabilities {
  const proba = Array.isArray(yProba) ? fromRows(operation, yProba) : fromMatrix(operation, yProba as Matrix);
  if (proba.rows !== samples) {
    throw new ShapeError(`${operation}: yTrue has ${samples} labels, yProba has ${proba.rows} rows`);
  }
  if (proba.rows === 0) throw new DataError(`${operation}: yTrue and yProba are empty; at least one sample is needed`);
  for (let i = 0; i < proba.rows; i++) {
    for (let j = 0; j < proba.cols; j++) {
      if (!Number.isFinite(proba.at(i, j))) {
        throw new DataError(`${operation}: yProba[${i}, ${j}] is ${proba.at(i, j)}; every value must be finite`);
      }
    }
  }
  return proba;
}

function fromMatrix(operation: string, yProba: Matrix): Probabilities {
  if (typeof yProba !== "object" || yProba === null) {
    throw new ShapeError(`${operation}: yProba must be a Matrix or an array of rows, not ${String(yProba)}`);
  }
  const { data, rows, cols } = matrix(yProba.data, [yProba.rows, yProba.cols]);
  return { rows, cols, isF32: isFloat32Array(data), at: (i, j) => data[i * cols + j] };
}

/** Rows stay in f64: `matrix` would round them to f32. */
function fromRows(operation: string, rows: readonly (readonly number[])[]): Probabilities {
  const cols = rows[0]?.length ?? 0;
  const ragged = rows.findIndex((row) => row?.length !== cols);
  if (ragged >= 0) throw new ShapeError(`${operation}: row ${ragged} of yProba differs in length from row 0 (${cols})`);
  return { rows: rows.length, cols, isF32: false, at: (i, j) => rows[i][j] };
}
