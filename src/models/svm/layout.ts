/** The order in which SVC keeps its training rows: class by class, each class padded to whole panels. */
import { padded } from "../../kernels/svm-products.js";

/** A place is a position in this order; rows of a class keep their order. */
export interface ClassLayout {
  /** Row of X at every place, −1 for padding. */
  readonly order: Int32Array;
  /** First place of every class, and the number of places. */
  readonly starts: readonly number[];
  /** Rows of every class. */
  readonly counts: readonly number[];
}

export function layOutClasses(codes: Int32Array, nClasses: number): ClassLayout {
  const counts = new Array<number>(nClasses).fill(0);
  for (const code of codes) counts[code]++;
  const starts = [0];
  for (const count of counts) starts.push(starts.at(-1)! + padded(count));
  const order = new Int32Array(starts[nClasses]).fill(-1);
  const next = starts.slice(0, nClasses);
  for (let row = 0; row < codes.length; row++) order[next[codes[row]]++] = row;
  return { order, starts, counts };
}

/** The pairs of classes, in the order of libsvm and scikit-learn: 0-1, 0-2, …, 1-2, … */
export function classPairs(nClasses: number): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  for (let a = 0; a < nClasses; a++) for (let b = a + 1; b < nClasses; b++) pairs.push([a, b]);
  return pairs;
}

/** The places of a class without its padding: its first place and the one after its last. */
export function placesOf(layout: ClassLayout, code: number): readonly [start: number, end: number] {
  return [layout.starts[code], layout.starts[code] + layout.counts[code]];
}
