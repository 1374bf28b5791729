/** Splits against scikit-learn's, row by row where nothing is drawn, and the rules of those that are drawn. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { DataError, ParameterError, ShapeError } from "../../src/core/errors.js";
import { type Matrix, matrix, scaled } from "../../src/core/matrix.js";
import { type Fold, KFold, StratifiedKFold } from "../../src/data/k-fold.js";
import { type TrainTestSplitOptions, trainTestSplit } from "../../src/data/train-test-split.js";

interface Fixtures {
  readonly kFold: { rows: number; nSplits: number; folds: number[] }[];
  readonly stratifiedKFold: { name: string; y: number[] | string[]; nSplits: number; folds: number[] }[];
  readonly sizes: { rows: number; testSize: number | null; trainSize: number | null; sizes: [number, number] | null }[];
  readonly strata: { name: string; y: number[] | string[]; testSize: number; train: number[]; test: number[] }[];
}

const expected = JSON.parse(readFileSync(new URL("../fixtures/splits.json", import.meta.url), "utf8")) as Fixtures;

/** Row i holds the number i. */
function rowNumbers(rows: number): Matrix<Float32Array> {
  return matrix(
    Float32Array.from({ length: rows }, (_, i) => i),
    [rows, 1],
  );
}

function range(rows: number): number[] {
  return Array.from({ length: rows }, (_, i) => i);
}

/** Test fold of every row; fails unless each split is a partition in ascending order. */
function testFolds(folds: readonly Fold[], rows: number): number[] {
  const fold = new Array<number>(rows).fill(-1);
  folds.forEach(({ train, test: held }, number) => {
    for (const row of held) {
      expect(fold[row]).toBe(-1);
      fold[row] = number;
    }
    expect([...train]).toEqual(range(rows).filter((row) => !held.includes(row)));
    expect([...held]).toEqual([...held].sort((a, b) => a - b));
  });
  return fold;
}

function count(y: ArrayLike<number | string>): Map<number | string, number> {
  const counts = new Map<number | string, number>();
  for (const label of Array.from(y)) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

describe("KFold", () => {
  test.each(expected.kFold)("of $rows rows in $nSplits folds equals scikit-learn's", ({ rows, nSplits, folds }) => {
    const split = new KFold({ nSplits }).split(rowNumbers(rows));
    expect(split.length).toBe(nSplits);
    expect(testFolds(split, rows)).toEqual(folds);
  });

  test("makes five folds unless told otherwise, and takes rows as arrays", () => {
    expect(new KFold().getNSplits()).toBe(5);
    expect(new KFold().split(range(7).map((i) => [i])).map(({ test: held }) => held.length)).toEqual([2, 2, 1, 1, 1]);
  });

  test("with shuffle: same sizes, same rows for the same seed, others for another", () => {
    const drawn = (randomState: number) =>
      testFolds(new KFold({ shuffle: true, randomState }).split(rowNumbers(53)), 53);
    expect([...count(drawn(1)).values()].sort()).toEqual([10, 10, 11, 11, 11]);
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
    expect(drawn(1)).not.toEqual(testFolds(new KFold().split(rowNumbers(53)), 53));
  });

  test("with shuffle and no seed draws anew every time", () => {
    const folds = new KFold({ shuffle: true });
    expect(folds.split(rowNumbers(200))).not.toEqual(folds.split(rowNumbers(200)));
  });

  test("refuses bad options when it splits", () => {
    const X = rowNumbers(4);
    for (const nSplits of [1, 0, -2, 2.5, Number.NaN]) {
      expect(() => new KFold({ nSplits }).split(X)).toThrow(ParameterError);
    }
    expect(() => new KFold({ nSplits: 5 }).split(X)).toThrow("KFold: nSplits is 5, X has only 4 rows");
    expect(() => new KFold({ randomState: 0 }).split(X)).toThrow(/randomState is 0, which has no effect/);
    expect(() => new KFold({ shuffle: true, randomState: -1 }).split(X)).toThrow(ParameterError);
    expect(() => new KFold({ nsplits: 2 } as object).split(X)).toThrow(/did you mean nSplits/);
    expect(() => new KFold({ nSplits: 2 }).split(X, [1, 2])).toThrow(ShapeError);
  });
});

describe("StratifiedKFold", () => {
  test.each(expected.stratifiedKFold)(
    "of $name labels in $nSplits folds equals scikit-learn's",
    ({ y, nSplits, folds }) => {
      const split = new StratifiedKFold({ nSplits, onWarning: () => undefined }).split(rowNumbers(y.length), y);
      expect(testFolds(split, y.length)).toEqual(folds);
    },
  );

  test("with shuffle keeps the share of every class in every fold, and moves rows", () => {
    const y = Array.from({ length: 120 }, (_, i) => (i % 4 === 0 ? "a" : i % 4 === 1 ? "b" : "c"));
    const split = (randomState: number) =>
      new StratifiedKFold({ shuffle: true, randomState }).split(rowNumbers(120), y);
    for (const { test: held } of split(3)) {
      const counts = count(Array.from(held, (row) => y[row]));
      expect([counts.get("a"), counts.get("b"), counts.get("c")]).toEqual([6, 6, 12]);
    }
    testFolds(split(3), 120);
    expect(split(3)).toEqual(split(3));
    expect(split(3)).not.toEqual(split(4));
  });

  test("warns of a class with fewer rows than folds, and refuses when all have", () => {
    const warnings: string[] = [];
    const folds = new StratifiedKFold({ nSplits: 3, onWarning: (message) => warnings.push(message) });
    folds.split(rowNumbers(5), [0, 0, 0, 1, 1]);
    expect(warnings).toEqual(["StratifiedKFold: the smallest class has 2 rows, fewer than nSplits = 3"]);
    expect(() => folds.split(rowNumbers(4), [0, 0, 1, 1])).toThrow(ParameterError);
  });

  test("refuses labels of another number than rows, and labels that are none", () => {
    const folds = new StratifiedKFold({ nSplits: 2 });
    expect(() => folds.split(rowNumbers(4), [0, 0, 1])).toThrow(ShapeError);
    expect(() => folds.split(rowNumbers(4), [0, 0, 1, Number.NaN])).toThrow(DataError);
    expect(() => folds.split(rowNumbers(2), [0, 0, 1])).toThrow(ShapeError);
    expect(() => new StratifiedKFold({ randomState: 1 }).split(rowNumbers(4), [0, 0, 1, 1])).toThrow(ParameterError);
  });
});

describe("trainTestSplit", () => {
  test(`sizes round, and are refused, as in scikit-learn (${expected.sizes.length} combinations)`, () => {
    expect(expected.sizes.length).toBeGreaterThan(900);
    for (const { rows, testSize, trainSize, sizes } of expected.sizes) {
      const split = () => trainTestSplit(rowNumbers(rows), range(rows), { testSize, trainSize, randomState: 0 });
      if (sizes === null) {
        expect(split).toThrow(ParameterError);
      } else {
        const { XTrain, XTest } = split();
        expect([rows, testSize, trainSize, XTrain.rows, XTest.rows]).toEqual([rows, testSize, trainSize, ...sizes]);
      }
    }
  });

  test.each(expected.strata)("strata of $name labels at testSize $testSize have scikit-learn's sizes", (one) => {
    const { yTrain, yTest } = trainTestSplit(rowNumbers(one.y.length), one.y as string[], {
      testSize: one.testSize,
      stratify: one.y,
      randomState: 5,
    });
    const classes = [...count(one.y).keys()].sort();
    expect(classes.map((label) => count(yTrain).get(label) ?? 0)).toEqual(one.train);
    expect(classes.map((label) => count(yTest).get(label) ?? 0)).toEqual(one.test);
  });

  test.each([
    [{}],
    [{ stratify: range(60).map((i) => i % 3) }],
    [{ shuffle: false }],
    [{ trainSize: 20, testSize: 13 }],
  ])("rows, labels and indices belong together and never repeat (%j)", (options: TrainTestSplitOptions) => {
    const y = range(60).map((i) => i * 10);
    const { XTrain, XTest, yTrain, yTest, trainIndices, testIndices } = trainTestSplit(rowNumbers(60), y, {
      randomState: 1,
      ...options,
    });
    expect([...XTrain.data]).toEqual([...trainIndices]);
    expect([...XTest.data]).toEqual([...testIndices]);
    expect(yTrain).toEqual(Array.from(trainIndices, (row) => row * 10));
    expect(yTest).toEqual(Array.from(testIndices, (row) => row * 10));
    expect(new Set([...trainIndices, ...testIndices]).size).toBe(trainIndices.length + testIndices.length);
  });

  test("without shuffle takes the first rows, then the next", () => {
    const { trainIndices, testIndices } = trainTestSplit(rowNumbers(10), range(10), {
      shuffle: false,
      trainSize: 4,
      testSize: 3,
    });
    expect([[...trainIndices], [...testIndices]]).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6],
    ]);
  });

  test("repeats with a seed, differs with another or none", () => {
    const draw = (options: TrainTestSplitOptions) => [
      ...trainTestSplit(rowNumbers(200), range(200), options).testIndices,
    ];
    expect(draw({ randomState: 7 })).toEqual(draw({ randomState: 7 }));
    expect(draw({ randomState: 7 })).not.toEqual(draw({ randomState: 8 }));
    expect(draw({})).not.toEqual(draw({}));
    const y = range(200).map((i) => i % 2);
    expect(draw({ randomState: 7, stratify: y })).toEqual(draw({ randomState: 7, stratify: y }));
    expect(draw({ randomState: 7, stratify: y })).not.toEqual(draw({ randomState: 8, stratify: y }));
  });

  test("keeps the kinds of X and y", () => {
    const X = matrix(new Uint8Array([1, 2, 3, 4]), [4, 1]);
    expect(trainTestSplit(X, new Uint8Array(4)).XTrain.data).toBeInstanceOf(Uint8Array);
    expect(trainTestSplit(scaled(X, 0.5), new Uint8Array(4)).XTest.scale).toBe(0.5);
    expect(trainTestSplit(X, new Uint8Array([5, 5, 5, 5])).yTest).toEqual(new Uint8Array([5]));
    expect(trainTestSplit(X, Float64Array.of(0.5, 0.5, 0.5, 0.5)).yTest).toEqual(Float64Array.of(0.5));
    expect(trainTestSplit([[1], [2]], ["a", "a"], { testSize: 1 }).yTest).toEqual(["a"]);
  });

  test("refuses what cannot be split", () => {
    const X = rowNumbers(6);
    const y = [0, 0, 0, 1, 1, 1];
    const split = (options: TrainTestSplitOptions) => () => trainTestSplit(X, y, options);
    expect(() => trainTestSplit(X, [1])).toThrow(ShapeError);
    expect(() => trainTestSplit(matrix(new Float32Array(0), [0, 1]), [])).toThrow(DataError);
    expect(split({ testSize: 2.5 })).toThrow(
      /testSize is 2.5; it must be a share in \(0, 1\) or a whole number of rows/,
    );
    expect(split({ testSize: -1 })).toThrow(ParameterError);
    expect(split({ testSize: 0 })).toThrow(ParameterError);
    expect(split({ trainSize: Number.NaN })).toThrow(ParameterError);
    expect(split({ stratify: y, shuffle: false })).toThrow(/stratify needs shuffle/);
    expect(split({ stratify: [0, 0, 0, 0, 0, 1] })).toThrow(
      new DataError("trainTestSplit: class 1 has one row; stratify needs two of each"),
    );
    expect(split({ stratify: y, testSize: 1 })).toThrow(/1 test rows cannot hold 2 classes/);
    expect(split({ stratify: y, trainSize: 1 })).toThrow(/1 training rows cannot hold 2 classes/);
    expect(split({ stratify: [0, 1] })).toThrow(ShapeError);
    expect(split({ randomState: 1.5 })).toThrow(ParameterError);
    expect(split({ testsize: 2 } as object)).toThrow(/did you mean testSize/);
  });
});
