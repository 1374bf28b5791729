/** A user's own data as the study takes it: features scaled to 0 … 1, and rows put in an order in which the protocol's parts are fair samples. */
import { DataError, ShapeError } from "../core/errors.js";
import { encodeLabels, encodeWith, type Label, type Labels } from "../core/labels.js";
import { isUint8Array, type Matrix, scaled, takeRows } from "../core/matrix.js";
import { MinMaxScaler } from "../data/min-max-scaler.js";
import { trainTestSplit } from "../data/train-test-split.js";
import type { LabelledSet, StudyData } from "./context.js";
import type { ImageShape } from "./results.js";

export interface OwnRows {
  readonly X: Matrix;
  readonly y: Labels;
  /** When rows are images. */
  readonly imageShape?: ImageShape;
}

export interface OwnData {
  readonly name: string;
  readonly source: string;
  readonly train: OwnRows;
  /** Without one, a seventh of the rows is held out: the share of Fashion-MNIST. */
  readonly test?: OwnRows;
}

/** Shares of the published protocol: 10,000 of 70,000 rows test, 10,000 of 60,000 are the shortlist's, and as many validate. */
const TEST_SHARE = 7;
const PART_SHARE = 6;
/** Fewest rows of a class in a part, so that every part and at least two folds of it hold every class. */
const LEAST_IN_PART = 2;

/**
 * Draws the test rows if none are given, the validation rows and the shortlist's, each stratified, with `seed`.
 * @throws DataError when a class has too few rows; ShapeError when the test rows have other features.
 */
export function ownStudy({ name, source, train, test }: OwnData, seed: number): StudyData {
  const { classes, codes } = encodeLabels(train.y, "study");
  checkClasses(classes, codes, test !== undefined);
  const given = { X: train.X, y: codes };
  const held = test === undefined ? holdOut(given, seed) : { train: given, test: encodeTest(test, train.X, classes) };
  const arranged = scaleBoth(arrange(held.train, seed), held.test);
  const summary = {
    name,
    source,
    classNames: classes.map(String),
    imageShape: train.imageShape,
    published: false,
    testSet: test === undefined ? "heldOut" : "given",
  } as const;
  return { ...arranged, summary };
}

function checkClasses(classes: readonly Label[], codes: Int32Array, testGiven: boolean): void {
  if (classes.length < 2) {
    throw new DataError(`study: every row is of the class ${JSON.stringify(classes[0])}; two classes are needed`);
  }
  const counts = new Int32Array(classes.length);
  for (const code of codes) counts[code]++;
  const least = testGiven ? (LEAST_IN_PART + 1) * PART_SHARE : (LEAST_IN_PART + 1) * TEST_SHARE;
  const scarce = counts.findIndex((count) => count < least);
  if (scarce < 0) return;
  const why = testGiven
    ? "so that each part of the protocol has some"
    : `or ${(LEAST_IN_PART + 1) * PART_SHARE} with test rows of their own`;
  throw new DataError(
    `study: class ${JSON.stringify(classes[scarce])} has ${counts[scarce]} rows; at least ${least} of every class are needed, ${why}`,
  );
}

function encodeTest({ X, y }: OwnRows, { cols }: Matrix, classes: readonly Label[]): LabelledSet {
  if (X.cols !== cols) throw new ShapeError(`study: the test rows have ${X.cols} features, the others ${cols}`);
  return { X, y: encodeWith(classes, y, "study: test rows") };
}

function holdOut({ X, y }: LabelledSet, seed: number): { train: LabelledSet; test: LabelledSet } {
  const options = { testSize: Math.floor(X.rows / TEST_SHARE), stratify: y, randomState: seed };
  const { XTrain, XTest, yTrain, yTest } = trainTestSplit(X, y, options);
  return { train: { X: XTrain, y: yTrain }, test: { X: XTest, y: yTest } };
}

/** The same rows: the shortlist's first, the validation rows last. */
function arrange({ X, y }: LabelledSet, seed: number): LabelledSet {
  const size = Math.floor(X.rows / PART_SHARE);
  const outer = trainTestSplit(X, y, { testSize: size, stratify: y, randomState: seed });
  const inner = trainTestSplit(outer.XTrain, outer.yTrain, {
    testSize: size,
    stratify: outer.yTrain,
    randomState: seed,
  });
  const among = (indices: Int32Array) => indices.map((index) => outer.trainIndices[index]);
  const order = Int32Array.from([...among(inner.testIndices), ...among(inner.trainIndices), ...outer.testIndices]);
  return { X: takeRows(X, order), y: order.map((row) => y[row]) };
}

/** Bytes count as 0 … 1, floats are scaled by what the training rows span. */
function scaleBoth(train: LabelledSet, test: LabelledSet): { train: LabelledSet; test: LabelledSet } {
  const [a, b] = [train.X, test.X];
  if (isUint8Array(a.data) && isUint8Array(b.data)) {
    const bytes = (X: Matrix) => scaled(X as Matrix<Uint8Array>, 1 / 255);
    return { train: { ...train, X: bytes(a) }, test: { ...test, X: bytes(b) } };
  }
  const scaler = new MinMaxScaler().fit(a);
  return { train: { ...train, X: scaler.transform(a) }, test: { ...test, X: scaler.transform(b) } };
}
