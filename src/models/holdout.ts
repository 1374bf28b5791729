/** The rows that early stopping holds out. */
import { DataError } from "../core/errors.js";
import type { Random } from "../core/random.js";

export interface Holdout {
  /** Row numbers, each in random order. */
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Splits rows so that every class keeps its share: ⌈fraction · rows⌉ go to validation, as in scikit-learn.
 * Each class gives the whole part of its share; the largest remainders give one row more, the lower class first among equals.
 * Throws DataError if a class has one row only, or one of the sides would have fewer rows than there are classes.
 */
export function stratifiedHoldout(
  codes: Int32Array,
  classes: number,
  fraction: number,
  random: Random,
  operation = "MLPClassifier.fit",
): Holdout {
  const counts = new Int32Array(classes);
  for (const code of codes) counts[code]++;
  const size = Math.ceil(fraction * codes.length);
  checkSizes(counts, size, codes.length, `${operation}: earlyStopping`);
  const taken = shares(counts, size, codes.length);
  const order = random.permutation(codes.length);
  const train: number[] = [];
  const validation: number[] = [];
  for (const row of order) {
    if (taken[codes[row]] > 0) {
      taken[codes[row]]--;
      validation.push(row);
    } else train.push(row);
  }
  return { train: Int32Array.from(train), validation: Int32Array.from(validation) };
}

function checkSizes(counts: Int32Array, size: number, rows: number, operation: string): void {
  const lonely = counts.findIndex((count) => count < 2);
  if (lonely >= 0) throw new DataError(`${operation} cannot split a class with one row (class number ${lonely})`);
  if (size < counts.length || rows - size < counts.length) {
    throw new DataError(
      `${operation} would hold out ${size} of ${rows} rows; both parts need at least one row for each of ${counts.length} classes; ` +
        "change validationFraction",
    );
  }
}

/** How many rows each class gives to validation. */
function shares(counts: Int32Array, size: number, rows: number): Int32Array {
  const taken = counts.map((count) => Math.floor((count * size) / rows));
  const remainder = (code: number) => (counts[code] * size) % rows;
  const byRemainder = Array.from(counts.keys()).sort((a, b) => remainder(b) - remainder(a) || a - b);
  let missing = size - taken.reduce((total, count) => total + count, 0);
  for (const code of byRemainder) if (missing-- > 0) taken[code]++;
  return taken;
}
