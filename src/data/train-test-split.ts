/** One random split of a data set into a training and a test part. */
import { DataError, ParameterError } from "../core/errors.js";
import { checkSameLength, encodeLabels, type Labels } from "../core/labels.js";
import { asMatrix, type Matrix, type MatrixData, type MatrixLike, takeRows } from "../core/matrix.js";
import { bool, checkParams, optional, positive, type Rule, seed } from "../core/params.js";
import type { Random } from "../core/random.js";
import { roundedShares } from "./rounded-shares.js";
import { seeded } from "./seeded.js";

export interface TrainTestSplitOptions {
  /** Below 1 a share of the rows (rounded up), from 1 on a number of rows. Default: what trainSize leaves, else 0.25. */
  readonly testSize?: number | null;
  /** Below 1 a share of the rows (rounded down), from 1 on a number of rows. Default: what testSize leaves. */
  readonly trainSize?: number | null;
  /** Default true; false takes the first rows for training and the next for testing. */
  readonly shuffle?: boolean;
  /** Class of every row, to keep their shares equal in both parts. */
  readonly stratify?: Labels | null;
  /** Seed; without one every call draws anew. */
  readonly randomState?: number | null;
}

export interface TrainTestSplit<D extends MatrixData, Y extends Labels> {
  readonly XTrain: Matrix<D>;
  readonly XTest: Matrix<D>;
  readonly yTrain: Y;
  readonly yTest: Y;
  /** Rows of X in the training part, in the order in which they stand there. */
  readonly trainIndices: Int32Array;
  readonly testIndices: Int32Array;
}

interface RowSplit {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

const OWNER = "trainTestSplit";
const labelArray: Rule = {
  words: "an array of labels",
  accepts: (value) => Array.isArray(value) || ArrayBuffer.isView(value),
};

/**
 * Splits rows and labels; `y` keeps its type.
 *
 * Same as scikit-learn train_test_split (sizes, rounding, errors), except that the random bits differ, that 1 means one row,
 * and that ties in the sizes of strata go to the class that sorts first.
 * @throws ParameterError for sizes that do not fit; DataError for no rows or a class with one; ShapeError for labels of another number.
 */
export function trainTestSplit<D extends MatrixData, Y extends Labels>(
  X: Matrix<D>,
  y: Y,
  options?: TrainTestSplitOptions,
): TrainTestSplit<D, Y>;
export function trainTestSplit<Y extends Labels>(
  X: readonly (readonly number[])[],
  y: Y,
  options?: TrainTestSplitOptions,
): TrainTestSplit<Float32Array, Y>;
export function trainTestSplit<Y extends Labels>(
  X: MatrixLike,
  y: Y,
  options: TrainTestSplitOptions = {},
): TrainTestSplit<MatrixData, Y> {
  checkParams<TrainTestSplitOptions>(OWNER, options, {
    testSize: optional(positive),
    trainSize: optional(positive),
    shuffle: optional(bool),
    stratify: optional(labelArray),
    randomState: optional(seed),
  });
  const features = asMatrix(X, OWNER);
  checkSameLength(features.rows, y, OWNER);
  const { train, test } = splitRows(features.rows, options);
  return {
    XTrain: takeRows(features, train),
    XTest: takeRows(features, test),
    yTrain: takeLabels(y, train),
    yTest: takeLabels(y, test),
    trainIndices: train,
    testIndices: test,
  };
}

function splitRows(rows: number, options: TrainTestSplitOptions): RowSplit {
  const { stratify, shuffle = true } = options;
  const [trainRows, testRows] = splitSizes(rows, options.testSize ?? undefined, options.trainSize ?? undefined);
  if (!shuffle) {
    if (stratify) throw new ParameterError(`${OWNER}: stratify needs shuffle, which is false`);
    const order = Int32Array.from({ length: trainRows + testRows }, (_, row) => row);
    return { train: order.slice(0, trainRows), test: order.slice(trainRows) };
  }
  const random = seeded(options.randomState);
  if (stratify) return stratifiedRows(rows, stratify, trainRows, testRows, random);
  const order = Int32Array.from(random.permutation(rows));
  return { test: order.slice(0, testRows), train: order.slice(testRows, testRows + trainRows) };
}

/** Rows of the two parts, by scikit-learn's rules: a share rounds up for testing, down for training. */
function splitSizes(rows: number, testSize?: number, trainSize?: number): [train: number, test: number] {
  if (rows === 0) throw new DataError(`${OWNER}: X has no rows`);
  const test = testSize ?? (trainSize === undefined ? 0.25 : undefined);
  checkSize("testSize", test, rows);
  checkSize("trainSize", trainSize, rows);
  if (test !== undefined && trainSize !== undefined && test < 1 && trainSize < 1 && test + trainSize > 1) {
    throw new ParameterError(`${OWNER}: testSize ${test} and trainSize ${trainSize} add up to more than 1`);
  }
  const wantedTest = test === undefined ? undefined : test < 1 ? Math.ceil(test * rows) : test;
  const wantedTrain = trainSize === undefined ? undefined : trainSize < 1 ? Math.floor(trainSize * rows) : trainSize;
  const trainRows = wantedTrain ?? rows - (wantedTest as number);
  const testRows = wantedTest ?? rows - trainRows;
  if (trainRows + testRows > rows) {
    throw new ParameterError(`${OWNER}: ${trainRows} training and ${testRows} test rows are more than X has (${rows})`);
  }
  if (trainRows === 0) {
    throw new ParameterError(
      `${OWNER}: of ${rows} rows, testSize ${test} and trainSize ${trainSize} leave none to train on`,
    );
  }
  return [trainRows, testRows];
}

function checkSize(name: string, size: number | undefined, rows: number): void {
  if (size === undefined || size < 1 || (Number.isInteger(size) && size < rows)) return;
  throw new ParameterError(
    `${OWNER}: ${name} is ${size}; it must be a share in (0, 1) or a whole number of rows below ${rows}`,
  );
}

/** Both parts get each class in proportion; then each is shuffled as a whole. */
function stratifiedRows(rows: number, y: Labels, trainRows: number, testRows: number, random: Random): RowSplit {
  checkSameLength(rows, y, `${OWNER} (stratify)`);
  const { classes, codes } = encodeLabels(y, OWNER);
  const members: number[][] = classes.map(() => []);
  codes.forEach((code, row) => {
    members[code].push(row);
  });
  const lonely = members.findIndex((group) => group.length < 2);
  if (lonely >= 0) {
    throw new DataError(`${OWNER}: class ${JSON.stringify(classes[lonely])} has one row; stratify needs two of each`);
  }
  checkStrata("training", trainRows, classes.length);
  checkStrata("test", testRows, classes.length);
  const counts = members.map((group) => group.length);
  const inTrain = roundedShares(counts, trainRows);
  const inTest = roundedShares(
    counts.map((count, k) => count - inTrain[k]),
    testRows,
  );
  for (const group of members) random.shuffle(group);
  const train = members.flatMap((group, k) => group.slice(0, inTrain[k]));
  const test = members.flatMap((group, k) => group.slice(inTrain[k], inTrain[k] + inTest[k]));
  return { train: random.shuffle(Int32Array.from(train)), test: random.shuffle(Int32Array.from(test)) };
}

function checkStrata(part: string, rows: number, classes: number): void {
  if (rows >= classes) return;
  throw new ParameterError(
    `${OWNER}: ${rows} ${part} rows cannot hold ${classes} classes; stratify needs one row of each`,
  );
}

/** The labels of the given rows, in an array of the same kind. */
function takeLabels<Y extends Labels>(y: Y, rows: Int32Array): Y {
  if (!ArrayBuffer.isView(y)) return Array.from(rows, (row) => y[row]) as unknown as Y;
  const taken = (y as unknown as Float64Array).slice(0, rows.length);
  return taken.map((_, i) => y[rows[i]] as number) as unknown as Y;
}
