/**
 * Offers a range of training rows to the nearest-neighbour heaps of a block of queries: Manhattan distance Σ |x − y|.
 *
 * Bytes: exact integers. Floats: f32 sums choose candidates, f64 sums decide. All terms are non-negative, so with u = 2⁻²⁴ and n columns
 *   the f32 sum is at least (1 − γ) times the true one, γ = (n + 1) u / (1 − (n + 1) u), in any order of summation (Higham 2002, §3.1).
 *   A row is left out only if its f32 sum is finite and above worst · (1 + g) with g = 17/16 · (n + 16) · u, n ≤ 2¹⁹; wider rows are all
 *   candidates. No true neighbour is lost.
 *
 * Shapes: `queries` and `rows` are rows of `cols` elements; rows `first` to `end` (exclusive) are offered; heaps as in nearest.ts.
 * self: index among the rows of query 0 when the queries must not find themselves; otherwise −1.
 * Requires: bytes: cols ≤ 2²³.
 */
import { nearest_offer } from "./nearest";
import { absdist_f32 } from "./sums-f32";
import { absdist_u8 } from "./sums-u8";

/** Training rows that stay in L1 while all queries pass by. */
const BLOCK_BYTES: i32 = 16384;
const UNIT: f64 = 1.0 / 16777216.0;
const MAX_COLS: i32 = 1 << 19;

export function knn_l1_u8(
  queries: usize, queryCount: i32, rows: usize, first: i32, end: i32, cols: i32, self: i32, k: i32, distances: usize, indices: usize,
): void {
  assert(cols <= 1 << 23);
  const block = max(1, BLOCK_BYTES / cols);
  for (let start = first; start < end; start += block) {
    const stop = min(start + block, end);
    for (let i = 0; i < queryCount; i++) {
      const heap = <usize>(i * k);
      offer_l1_u8(queries + <usize>i * <usize>cols, rows, start, stop, cols, skipped(self, i), k, distances + (heap << 3), indices + (heap << 2));
    }
  }
}

function offer_l1_u8(query: usize, rows: usize, first: i32, end: i32, cols: i32, skip: i32, k: i32, distances: usize, indices: usize): void {
  let worst = load<f64>(distances);
  for (let index = first; index < end; index++) {
    const distance = <f64>absdist_u8(query, rows + <usize>index * <usize>cols, cols);
    if (distance >= worst || index == skip) continue;
    nearest_offer(distances, indices, k, distance, index);
    worst = load<f64>(distances);
  }
}

export function knn_l1_f32(
  queries: usize, queryCount: i32, rows: usize, first: i32, end: i32, cols: i32, self: i32, k: i32, distances: usize, indices: usize,
): void {
  const rowBytes = (<usize>cols) << 2;
  const block = max(1, BLOCK_BYTES / (4 * cols));
  for (let start = first; start < end; start += block) {
    const stop = min(start + block, end);
    for (let i = 0; i < queryCount; i++) {
      const heap = <usize>(i * k);
      offer_l1_f32(queries + <usize>i * rowBytes, rows, start, stop, cols, skipped(self, i), k, distances + (heap << 3), indices + (heap << 2));
    }
  }
}

function offer_l1_f32(query: usize, rows: usize, first: i32, end: i32, cols: i32, skip: i32, k: i32, distances: usize, indices: usize): void {
  const rowBytes = (<usize>cols) << 2;
  let most = limit(load<f64>(distances), cols);
  for (let index = first; index < end; index++) {
    const row = rows + <usize>index * rowBytes;
    const rough = absdist_rough(query, row, cols);
    if ((rough > most && rough < Infinity) || index == skip) continue;
    nearest_offer(distances, indices, k, absdist_f32(query, row, cols), index);
    most = limit(load<f64>(distances), cols);
  }
}

// @ts-ignore: decorator
@inline
function skipped(self: i32, query: i32): i32 {
  return self < 0 ? -1 : self + query;
}

/** worst · (1 + g), rounded up to f32. */
// @ts-ignore: decorator
@inline
function limit(worst: f64, cols: i32): f32 {
  if (cols > MAX_COLS) return Infinity;
  const exact = worst * (1 + 1.0625 * <f64>(cols + 16) * UNIT);
  return <f32>(exact * (1 + 2 * UNIT) + <f64>f32.MIN_NORMAL_VALUE);
}

/** Σ |x − y| in f32. */
function absdist_rough(x: usize, y: usize, cols: i32): f32 {
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let sum3 = f32x4.splat(0);
  let j = cols;
  for (; j >= 16; j -= 16, x += 64, y += 64) {
    sum0 = f32x4.add(sum0, f32x4.abs(f32x4.sub(v128.load(x), v128.load(y))));
    sum1 = f32x4.add(sum1, f32x4.abs(f32x4.sub(v128.load(x, 16), v128.load(y, 16))));
    sum2 = f32x4.add(sum2, f32x4.abs(f32x4.sub(v128.load(x, 32), v128.load(y, 32))));
    sum3 = f32x4.add(sum3, f32x4.abs(f32x4.sub(v128.load(x, 48), v128.load(y, 48))));
  }
  const all = f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3));
  let sum = f32x4.extract_lane(all, 0) + f32x4.extract_lane(all, 1) + (f32x4.extract_lane(all, 2) + f32x4.extract_lane(all, 3));
  for (; j > 0; j--, x += 4, y += 4) sum += abs(load<f32>(x) - load<f32>(y));
  return sum;
}
