/**
 * Parts a node's samples: those whose code is at most `low` move to the front, both parts keep their order.
 *
 * Shapes: idx n u32 (n = Σ totals), totals and leftCounts K i32, spare n u32. `column` holds codes of `width` bytes.
 * Returns the number of samples on the left; leftCounts receives them per class.
 */
export function tree_partition(column: usize, width: i32, idx: usize, totals: usize, k: i32, low: u32, spare: usize, leftCounts: usize): i32 {
  return width == 1
    ? partition<u8>(column, idx, totals, k, low, spare, leftCounts)
    : partition<u32>(column, idx, totals, k, low, spare, leftCounts);
}

// @ts-ignore: decorator
@inline
function partition<T>(column: usize, idx: usize, totals: usize, k: i32, low: u32, spare: usize, leftCounts: usize): i32 {
  const start = idx;
  let left = idx;
  let right = spare;
  for (let c = 0; c < k; c++, totals += 4, leftCounts += 4) {
    const before = left;
    const stop = idx + ((<usize>load<u32>(totals)) << 2);
    for (; idx < stop; idx += 4) {
      const row = load<u32>(idx);
      const toLeft = <usize>i32(<u32>load<T>(column + (<usize>row) * sizeof<T>()) <= low);
      store<u32>(left, row);
      store<u32>(right, row);
      left += toLeft << 2;
      right += (1 - toLeft) << 2;
    }
    store<i32>(leftCounts, <i32>((left - before) >> 2));
  }
  memory.copy(left, spare, right - spare);
  return <i32>((left - start) >> 2);
}
