/** How rows are dealt out for cross-validation: a number of folds, a splitter, or the folds themselves. */
import { ParameterError, ShapeError } from "../core/errors.js";
import { type FitOptions, type TrainingSet, warn } from "../core/estimator.js";
import { decodeLabels, type Labels } from "../core/labels.js";
import type { MatrixLike } from "../core/matrix.js";
import { type Fold, StratifiedKFold } from "../data/k-fold.js";
import { SelectionWarning } from "./warnings.js";

/** Anything that names the rows of each fold; KFold and StratifiedKFold are. */
export interface Splitter {
  split(X: MatrixLike, y: Labels): Iterable<Fold>;
}

/** An integer means StratifiedKFold with so many folds, not shuffled, as scikit-learn has it for classifiers. */
export type CrossValidation = number | Splitter | Iterable<Fold>;

export const DEFAULT_FOLDS = 5;

/** The folds, every row index checked. Throws ParameterError or ShapeError. */
export function resolveFolds(
  cv: CrossValidation,
  data: TrainingSet,
  operation: string,
  options: Pick<FitOptions, "onWarning">,
): readonly Fold[] {
  const folds = [...splitsOf(cv, data, operation, options)];
  if (folds.length === 0) throw new ParameterError(`${operation}: cv gave no folds; at least one is needed`);
  folds.forEach(({ train, test }, fold) => {
    checkRows(train, data.X.rows, `${operation}: fold ${fold}, train`);
    checkRows(test, data.X.rows, `${operation}: fold ${fold}, test`);
  });
  return folds;
}

function splitsOf(
  cv: CrossValidation,
  data: TrainingSet,
  operation: string,
  options: Pick<FitOptions, "onWarning">,
): Iterable<Fold> {
  const labels = () => decodeLabels(data.classes, data.codes);
  if (typeof cv === "number") {
    if (!Number.isInteger(cv) || cv < 2) {
      throw new ParameterError(
        `${operation}: cv is ${cv}; it must be an integer of 2 or more, a splitter or a list of folds`,
      );
    }
    const onWarning = (message: string) => warn(new SelectionWarning(`${operation}: ${message}`), options);
    return new StratifiedKFold({ nSplits: cv, onWarning }).split(data.X, labels());
  }
  if (cv && typeof (cv as Splitter).split === "function") return (cv as Splitter).split(data.X, labels());
  if (cv && typeof (cv as Iterable<Fold>)[Symbol.iterator] === "function") return cv as Iterable<Fold>;
  throw new ParameterError(`${operation}: cv must be an integer of 2 or more, a splitter or a list of folds`);
}

function checkRows(rows: Int32Array, count: number, place: string): void {
  if (!rows?.length) throw new ShapeError(`${place}: there are no rows; at least one is needed`);
  for (let i = 0; i < rows.length; i++) {
    if (!Number.isInteger(rows[i]) || rows[i] < 0 || rows[i] >= count) {
      throw new ShapeError(`${place}: row ${rows[i]} is not one of the ${count} rows of X`);
    }
  }
}
