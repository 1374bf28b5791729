/** k-fold cross-validation splits: consecutive blocks, or blocks with equal shares of the classes. */
import { ParameterError } from "../core/errors.js";
import { checkSameLength, encodeLabels, type Labels } from "../core/labels.js";
import { asMatrix, type MatrixLike } from "../core/matrix.js";
import { bool, checkParams, integerAtLeast, optional, type Rule, seed } from "../core/params.js";
import { seeded } from "./seeded.js";

/** Rows of one split, each part in ascending order. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

export interface KFoldOptions {
  /** Number of folds, 2 or more. Default 5. */
  readonly nSplits?: number;
  /** Whether rows are mixed before they are dealt out. Default false. */
  readonly shuffle?: boolean;
  /** Seed for shuffle; without one every call of `split` draws anew. */
  readonly randomState?: number | null;
}

export interface StratifiedKFoldOptions extends KFoldOptions {
  /** Hears of a class with fewer rows than folds. Default: console.warn. */
  readonly onWarning?: (message: string) => void;
}

const DEFAULT_SPLITS = 5;
const callback: Rule = { words: "a function", accepts: (value) => typeof value === "function" };
const RULES = { nSplits: optional(integerAtLeast(2)), shuffle: optional(bool), randomState: optional(seed) };

function checkShuffle(owner: string, { shuffle, randomState }: KFoldOptions): void {
  if (shuffle || randomState === undefined || randomState === null) return;
  throw new ParameterError(`${owner}: randomState is ${randomState}, which has no effect while shuffle is false`);
}

function countRows(owner: string, X: MatrixLike, nSplits: number): number {
  const rows = Array.isArray(X) ? X.length : asMatrix(X, owner).rows;
  if (nSplits <= rows) return rows;
  throw new ParameterError(`${owner}: nSplits is ${nSplits}, X has only ${rows} rows`);
}

/** Test fold of every row → the splits. */
function foldsOf(testFold: Int32Array, nSplits: number): Fold[] {
  const rows = Array.from(testFold.keys());
  return Array.from({ length: nSplits }, (_, fold) => ({
    train: Int32Array.from(rows.filter((row) => testFold[row] !== fold)),
    test: Int32Array.from(rows.filter((row) => testFold[row] === fold)),
  }));
}

/**
 * Folds of consecutive rows; the first `rows mod nSplits` folds have one row more.
 * Same as scikit-learn KFold, the same rows without shuffle; with it the random bits differ.
 */
export class KFold {
  readonly options: KFoldOptions;

  constructor(options: KFoldOptions = {}) {
    this.options = options;
  }

  getNSplits(): number {
    return this.options.nSplits ?? DEFAULT_SPLITS;
  }

  /** @throws ParameterError for a bad option or more folds than rows. */
  split(X: MatrixLike, y?: Labels): Fold[] {
    checkParams<KFoldOptions>("KFold", this.options, RULES);
    checkShuffle("KFold", this.options);
    const nSplits = this.getNSplits();
    const rows = countRows("KFold", X, nSplits);
    if (y !== undefined) checkSameLength(rows, y, "KFold");
    const order = Int32Array.from({ length: rows }, (_, row) => row);
    if (this.options.shuffle) seeded(this.options.randomState).shuffle(order);
    const testFold = new Int32Array(rows);
    const small = Math.floor(rows / nSplits);
    const larger = rows % nSplits;
    order.forEach((row, position) => {
      const inLarger = position < larger * (small + 1);
      testFold[row] = inLarger ? Math.floor(position / (small + 1)) : Math.floor((position - larger) / small);
    });
    return foldsOf(testFold, nSplits);
  }
}

/**
 * Folds in which every class has nearly the same share; fold sizes differ by one row at most.
 * Same as scikit-learn StratifiedKFold, the same rows without shuffle, except that labels may be any finite numbers.
 */
export class StratifiedKFold {
  readonly options: StratifiedKFoldOptions;

  constructor(options: StratifiedKFoldOptions = {}) {
    this.options = options;
  }

  getNSplits(): number {
    return this.options.nSplits ?? DEFAULT_SPLITS;
  }

  /** @throws ParameterError for a bad option, or when every class has fewer rows than there are folds. */
  split(X: MatrixLike, y: Labels): Fold[] {
    checkParams<StratifiedKFoldOptions>("StratifiedKFold", this.options, { ...RULES, onWarning: optional(callback) });
    checkShuffle("StratifiedKFold", this.options);
    const nSplits = this.getNSplits();
    checkSameLength(countRows("StratifiedKFold", X, nSplits), y, "StratifiedKFold");
    const classRows = rowsByClass(y);
    this.#checkClassSizes(classRows);
    return foldsOf(this.#dealOut(classRows, y.length), nSplits);
  }

  #checkClassSizes(classRows: readonly number[][]): void {
    const nSplits = this.getNSplits();
    const sizes = classRows.map((rows) => rows.length);
    const smallest = sizes.reduce((a, b) => Math.min(a, b));
    if (sizes.every((size) => size < nSplits)) {
      throw new ParameterError(`StratifiedKFold: nSplits is ${nSplits}, more than the rows of any class`);
    }
    if (smallest < nSplits) {
      const warn = this.options.onWarning ?? console.warn;
      warn(`StratifiedKFold: the smallest class has ${smallest} rows, fewer than nSplits = ${nSplits}`);
    }
  }

  /**
   * Walks the rows sorted by class and deals them round robin, which gives each fold its number of rows of each class; within a
   * class, the first rows then go to the first fold, and so on.
   */
  #dealOut(classRows: readonly number[][], length: number): Int32Array {
    const nSplits = this.getNSplits();
    const random = this.options.shuffle ? seeded(this.options.randomState) : undefined;
    const testFold = new Int32Array(length);
    let position = 0;
    for (const rows of classRows) {
      const folds = Int32Array.from(rows, () => position++ % nSplits).sort();
      random?.shuffle(folds);
      rows.forEach((row, i) => {
        testFold[row] = folds[i];
      });
    }
    return testFold;
  }
}

/** Rows of each class, classes in the order in which they first appear. */
function rowsByClass(y: Labels): number[][] {
  const groups = new Map<number, number[]>();
  encodeLabels(y, "StratifiedKFold").codes.forEach((code, row) => {
    const group = groups.get(code);
    if (group) group.push(row);
    else groups.set(code, [row]);
  });
  return [...groups.values()];
}
