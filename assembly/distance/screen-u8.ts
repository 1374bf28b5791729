/**
 * What the search over bytes needs to know of each row beforehand: its screen and the norm of its screen (see knn-l2-u8.ts).
 *
 * Shapes: `rows` is count × cols bytes, `order` a permutation of the columns (i32); group g is made of the columns
 *   order[g·group … (g+1)·group − 1], the last one of what is left. `sums` is count × ceil(cols / group) i16, `norms` count i32.
 */
import { squares_i16, squares_u8 } from "./sums-u8";

/** Requires: group · 255 < 2¹⁵. */
export function group_sums_u8(rows: usize, count: i32, cols: i32, order: usize, group: i32, sums: usize): void {
  for (let i = 0; i < count; i++) {
    for (let first = 0; first < cols; first += group) {
      const end = min(first + group, cols);
      let sum = 0;
      for (let j = first; j < end; j++) sum += <i32>load<u8>(rows + <usize>load<i32>(order + ((<usize>j) << 2)));
      store<i16>(sums, <i16>sum);
      sums += 2;
    }
    rows += <usize>cols;
  }
}

/** Σ x² of every row of bytes. Requires: cols ≤ 33025. */
export function norms_u8(rows: usize, count: i32, cols: i32, norms: usize): void {
  for (let i = 0; i < count; i++) store<i32>(norms + ((<usize>i) << 2), squares_u8(rows + <usize>i * <usize>cols, cols));
}

/** Σ s² of every row of sums. Requires: the results fit 31 bits. */
export function norms_i16(rows: usize, count: i32, cols: i32, norms: usize): void {
  for (let i = 0; i < count; i++) store<i32>(norms + ((<usize>i) << 2), squares_i16(rows + ((<usize>i * <usize>cols) << 1), cols));
}
