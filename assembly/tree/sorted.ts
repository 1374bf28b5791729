/**
 * Finds the best threshold of a feature by sorting the node's samples: for small nodes and for features of more than 256 values.
 * A key is code · 2³² + class. Cost: n² / 4 moves up to INSERTION samples, else n per 8 bits of the codes' range.
 */
import { apart, BEST_SCORE, CLASSES, CRITERION, GINI, keep_best, KEYS, LEFT, MIN_LEAF, SPARE_KEYS } from "./layout";
import { gini_score, split_score } from "./score";

/** Below this the 256 counters of a radix pass cost more than insertion. */
const INSERTION: i32 = 40;

/** Keys of a node's samples, in class order. */
export function make_keys<T>(column: usize, idx: usize, totals: usize, k: i32, keys: usize): void {
  for (let c = 0; c < k; c++, totals += 4) {
    const stop = idx + ((<usize>load<u32>(totals)) << 2);
    for (; idx < stop; idx += 4, keys += 8) {
      store<u64>(keys, ((<u64>load<T>(column + (<usize>load<u32>(idx)) * sizeof<T>())) << 32) | <u64>c);
    }
  }
}

/** Sorts n u64 keys by their upper halves; those of equal upper halves in any order. Returns the list that holds the result. */
export function sort_keys(keys: usize, spare: usize, n: i32, counters: usize): usize {
  if (n <= INSERTION) {
    insertion_sort(keys, n);
    return keys;
  }
  let all: u32 = 0;
  const pivot = load<u32>(keys, 4);
  for (let at = keys, end = keys + ((<usize>n) << 3); at < end; at += 8) all |= load<u32>(at, 4) ^ pivot;
  let from = keys;
  let to = spare;
  for (let shift = 0; shift < 32 && all >> shift != 0; shift += 8) {
    if (((all >> shift) & 255) == 0) continue;
    radix_pass(from, to, n, <u64>(32 + shift), counters);
    const held = from;
    from = to;
    to = held;
  }
  return from;
}

function insertion_sort(keys: usize, n: i32): void {
  const end = keys + ((<usize>n) << 3);
  for (let next = keys + 8; next < end; next += 8) {
    const key = load<u64>(next);
    let at = next;
    for (; at > keys && load<u64>(at - 8) > key; at -= 8) store<u64>(at, load<u64>(at - 8));
    store<u64>(at, key);
  }
}

/** One stable counting pass over the byte at `shift`. Uses and zeroes 256 u32 counters. */
function radix_pass(from: usize, to: usize, n: i32, shift: u64, counters: usize): void {
  const end = from + ((<usize>n) << 3);
  for (let at = from; at < end; at += 8) {
    const counter = counters + (((<usize>(load<u64>(at) >> shift)) & 255) << 2);
    store<u32>(counter, load<u32>(counter) + 1);
  }
  let start = <u32>to;
  for (let counter = counters; counter < counters + 1024; counter += 4) {
    const bytes = load<u32>(counter) << 3;
    store<u32>(counter, start);
    start += bytes;
  }
  for (let at = from; at < end; at += 8) {
    const key = load<u64>(at);
    const counter = counters + (((<usize>(key >> shift)) & 255) << 2);
    const place = load<u32>(counter);
    store<u64>(<usize>place, key);
    store<u32>(counter, place + 8);
  }
  memory.fill(counters, 0, 1024);
}

/** Best threshold of one feature whose keys are made. Returns 1 if the feature varies in the node. */
export function scan_sorted(s: usize, counters: usize, totals: usize, n: i32, feature: i32, values: usize, best: usize): i32 {
  const keys = sort_keys(<usize>load<u32>(s, KEYS), <usize>load<u32>(s, SPARE_KEYS), n, counters);
  const last = keys + ((<usize>(n - 1)) << 3);
  const first = <i32>load<u32>(keys, 4);
  if (first == <i32>load<u32>(last, 4)) return 0;
  const left = <usize>load<u32>(s, LEFT);
  memory.fill(left, 0, (<usize>load<i32>(s, CLASSES)) << 2);
  if (load<i32>(s, CRITERION) == GINI) walk_gini(s, keys, left, totals, n, feature, values, best);
  else walk(s, keys, left, totals, n, feature, values, best);
  return i32(apart(values, first, <i32>load<u32>(last, 4)));
}

/** Integer sums of squares follow each sample exactly, so a boundary costs the same for any number of classes. */
function walk_gini(s: usize, keys: usize, left: usize, totals: usize, n: i32, feature: i32, values: usize, best: usize): void {
  const minLeaf = load<i32>(s, MIN_LEAF);
  let bestScore = load<f64>(best, BEST_SCORE);
  let squaresLeft: i64 = 0;
  let squaresRight: i64 = 0;
  for (let c = 0; c < load<i32>(s, CLASSES); c++) {
    const t = <i64>load<i32>(totals + ((<usize>c) << 2));
    squaresRight += t * t;
  }
  for (let nLeft = 1; nLeft < n; nLeft++, keys += 8) {
    const at = (<usize>load<u32>(keys)) << 2;
    const l = load<i32>(left + at);
    squaresLeft += <i64>(2 * l + 1);
    squaresRight -= <i64>(2 * (load<i32>(totals + at) - l) - 1);
    store<i32>(left + at, l + 1);
    const low = load<i32>(keys, 4);
    const high = load<i32>(keys, 12);
    if (low == high || min(nLeft, n - nLeft) < minLeaf) continue;
    const score = gini_score(squaresLeft, squaresRight, nLeft, n - nLeft);
    if (score > bestScore && apart(values, low, high)) {
      bestScore = score;
      keep_best(best, score, feature, low, high);
    }
  }
}

function walk(s: usize, keys: usize, left: usize, totals: usize, n: i32, feature: i32, values: usize, best: usize): void {
  const minLeaf = load<i32>(s, MIN_LEAF);
  for (let nLeft = 1; nLeft < n; nLeft++, keys += 8) {
    const at = left + ((<usize>load<u32>(keys)) << 2);
    store<i32>(at, load<i32>(at) + 1);
    const low = load<i32>(keys, 4);
    const high = load<i32>(keys, 12);
    if (low == high || min(nLeft, n - nLeft) < minLeaf) continue;
    const score = split_score(s, left, totals, nLeft, n - nLeft);
    if (score > load<f64>(best, BEST_SCORE) && apart(values, low, high)) keep_best(best, score, feature, low, high);
  }
}
