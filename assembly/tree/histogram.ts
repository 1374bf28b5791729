/**
 * Counts a node's samples per code (at most 256 codes) and class, and finds the best threshold in one walk over the codes that occur.
 *
 * Narrow histograms hold 256 bins × 16 classes of u16 and serve GINI with K ≤ 16 and n ≤ 32767: a bin is two vectors, Σ L² and Σ T·L
 * come from i16 dot products whose i32 sums stay below n² < 2³⁰. Wide histograms hold 256 × K padded to 4 of i32 and serve
 * every criterion and size. Both are left zeroed. A mark per bin tells which bins occur.
 * Cost: n increments, then 16 mark vectors and one score per distinct code.
 */
import { apart, BEST_SCORE, CLASSES, keep_best, LEFT, MIN_LEAF, NARROW_TOTALS } from "./layout";
import { split_score } from "./score";

/** log2 of the bytes of a narrow bin. */
const NARROW_SHIFT: usize = 5;
export const NARROW_BYTES: usize = 256 << NARROW_SHIFT;
export const MARKS: usize = 256;

// @ts-ignore: decorator
@inline
function count_narrow(cell: usize, bin: usize, marks: usize): void {
  const at = cell + (bin << NARROW_SHIFT);
  store<u16>(at, load<u16>(at) + 1);
  store<u8>(marks + bin, 255);
}

/** One run (samples of one class) of four neighbouring byte columns: independent chains hide the latency of store and reload. */
// @ts-ignore: decorator
@inline
function count_run4(c: usize, stride: usize, idx: usize, end: usize, cell: usize, marks: usize): void {
  const c1 = c + stride;
  const c2 = c1 + stride;
  const c3 = c2 + stride;
  for (; idx < end; idx += 4) {
    const row = <usize>load<u32>(idx);
    count_narrow(cell, <usize>load<u8>(c + row), marks);
    count_narrow(cell + NARROW_BYTES, <usize>load<u8>(c1 + row), marks + MARKS);
    count_narrow(cell + 2 * NARROW_BYTES, <usize>load<u8>(c2 + row), marks + 2 * MARKS);
    count_narrow(cell + 3 * NARROW_BYTES, <usize>load<u8>(c3 + row), marks + 3 * MARKS);
  }
}

/** Four neighbouring byte columns into four narrow histograms. Shapes: idx Σ totals u32, totals K i32. */
export function count4(c: usize, stride: usize, idx: usize, totals: usize, k: i32, histogram: usize, marks: usize): void {
  for (let end = histogram + ((<usize>k) << 1); histogram < end; histogram += 2, totals += 4) {
    const stop = idx + ((<usize>load<u32>(totals)) << 2);
    count_run4(c, stride, idx, stop, histogram, marks);
    idx = stop;
  }
}

/** One column of bytes or words into a narrow histogram. */
export function count1<T>(column: usize, idx: usize, totals: usize, k: i32, histogram: usize, marks: usize): void {
  for (let end = histogram + ((<usize>k) << 1); histogram < end; histogram += 2, totals += 4) {
    const stop = idx + ((<usize>load<u32>(totals)) << 2);
    for (; idx < stop; idx += 4) {
      count_narrow(histogram, <usize>load<T>(column + (<usize>load<u32>(idx)) * sizeof<T>()), marks);
    }
  }
}

/** One column of bytes or words into a wide histogram whose bins are `binBytes` apart. */
export function count_wide<T>(column: usize, idx: usize, totals: usize, k: i32, histogram: usize, marks: usize, binBytes: usize): void {
  for (let end = histogram + ((<usize>k) << 2); histogram < end; histogram += 4, totals += 4) {
    const stop = idx + ((<usize>load<u32>(totals)) << 2);
    for (; idx < stop; idx += 4) {
      const bin = <usize>load<T>(column + (<usize>load<u32>(idx)) * sizeof<T>());
      const at = histogram + bin * binBytes;
      store<u32>(at, load<u32>(at) + 1);
      store<u8>(marks + bin, 255);
    }
  }
}

/** Best threshold of one narrow histogram; NARROW_TOTALS holds the class counts of the node as 16 u16. Returns 1 if the feature varies in the node. */
export function scan_narrow(s: usize, histogram: usize, marks: usize, n: i32, feature: i32, values: usize, best: usize): i32 {
  const t0 = v128.load(<usize>load<u32>(s, NARROW_TOTALS));
  const t1 = v128.load(<usize>load<u32>(s, NARROW_TOTALS), 16);
  const zero = i64x2.splat(0);
  const ones = i16x8.splat(1);
  const minLeaf = load<i32>(s, MIN_LEAF);
  const totalSquares = lane_sum(i32x4.add(i32x4.dot_i16x8_s(t0, t0), i32x4.dot_i16x8_s(t1, t1)));
  let bestScore = load<f64>(best, BEST_SCORE);
  let l0 = zero;
  let l1 = zero;
  let first = -1;
  let low = -1;
  for (let chunk = 0; chunk < 256; chunk += 16) {
    let mask = i8x16.bitmask(v128.load(marks + <usize>chunk));
    if (mask == 0) continue;
    v128.store(marks + <usize>chunk, zero);
    for (; mask; mask &= mask - 1) {
      const code = chunk + ctz(mask);
      const bin = histogram + ((<usize>code) << NARROW_SHIFT);
      const h0 = v128.load(bin);
      const h1 = v128.load(bin, 16);
      v128.store(bin, zero);
      v128.store(bin, zero, 16);
      if (low < 0) first = code;
      else {
        const squares = i32x4.add(i32x4.dot_i16x8_s(l0, l0), i32x4.dot_i16x8_s(l1, l1));
        const cross = i32x4.add(i32x4.dot_i16x8_s(l0, t0), i32x4.dot_i16x8_s(l1, t1));
        const count = i32x4.add(i32x4.dot_i16x8_s(l0, ones), i32x4.dot_i16x8_s(l1, ones));
        const pairs = i32x4.add(v128.shuffle<i32>(squares, cross, 0, 1, 4, 5), v128.shuffle<i32>(squares, cross, 2, 3, 6, 7));
        const sums = i32x4.add(pairs, v128.shuffle<i32>(pairs, pairs, 1, 0, 3, 2));
        const nLeft = lane_sum(count);
        const nRight = n - nLeft;
        if (min(nLeft, nRight) >= minLeaf) {
          const squaresLeft = i32x4.extract_lane(sums, 0);
          const squaresRight = totalSquares - 2 * i32x4.extract_lane(sums, 2) + squaresLeft;
          // All products are integers below 2⁵³: the same bits as gini_score.
          const fraction = <f64>squaresLeft * <f64>nRight + <f64>squaresRight * <f64>nLeft;
          const score = fraction / (<f64>nLeft * <f64>nRight);
          if (score > bestScore && apart(values, low, code)) {
            bestScore = score;
            keep_best(best, score, feature, low, code);
          }
        }
      }
      l0 = i16x8.add(l0, h0);
      l1 = i16x8.add(l1, h1);
      low = code;
    }
  }
  return i32(apart(values, first, low));
}

// @ts-ignore: decorator
@inline
function lane_sum(v: v128): i32 {
  const pairs = i32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
}

/** Best threshold of one wide histogram. Returns 1 if the feature varies in the node. */
export function scan_wide(s: usize, histogram: usize, marks: usize, binBytes: usize, totals: usize, n: i32, feature: i32, values: usize, best: usize): i32 {
  const minLeaf = load<i32>(s, MIN_LEAF);
  const left = <usize>load<u32>(s, LEFT);
  memory.fill(left, 0, (<usize>load<i32>(s, CLASSES)) << 2);
  let nLeft = 0;
  let first = -1;
  let low = -1;
  for (let code = 0; code < 256; code++) {
    if (!load<u8>(marks + <usize>code)) continue;
    store<u8>(marks + <usize>code, 0);
    if (low < 0) first = code;
    else if (min(nLeft, n - nLeft) >= minLeaf) {
      const score = split_score(s, left, totals, nLeft, n - nLeft);
      if (score > load<f64>(best, BEST_SCORE) && apart(values, low, code)) keep_best(best, score, feature, low, code);
    }
    nLeft += move_bin(histogram + <usize>code * binBytes, left, binBytes);
    low = code;
  }
  return i32(apart(values, first, low));
}

/** left += bin; bin = 0. Returns the samples in the bin. */
function move_bin(bin: usize, left: usize, binBytes: usize): i32 {
  const zero = i64x2.splat(0);
  let count = zero;
  for (const end = bin + binBytes; bin < end; bin += 16, left += 16) {
    const h = v128.load(bin);
    count = i32x4.add(count, h);
    v128.store(left, i32x4.add(v128.load(left), h));
    v128.store(bin, zero);
  }
  return lane_sum(count);
}
