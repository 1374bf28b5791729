/**
 * The k nearest of a stream of candidates: a binary max-heap over (distance, index) in lexicographic order, so that among equally far
 * rows the lower index stays.
 *
 * Layout: `distances` k f64 and `indices` k i32, element i in both. Empty places hold +∞ and the largest index, which any row beats.
 * The root (element 0) is the worst of the k: what a row must beat to enter.
 * Cost: O(log k) a row that enters; rows that do not enter cost one comparison, which is the caller's.
 */
const NO_ROW: i32 = i32.MAX_VALUE;

/** Empties `count` heaps of k places, one after the other. */
export function nearest_clear(distances: usize, indices: usize, count: i32, k: i32): void {
  for (let i = 0; i < count * k; i++) put(distances, indices, i, Infinity, NO_ROW);
}

/** Takes the row in if it beats the root, which then leaves. */
export function nearest_offer(distances: usize, indices: usize, k: i32, distance: f64, index: i32): void {
  if (after(distance, index, load<f64>(distances), load<i32>(indices))) return;
  sift_down(distances, indices, k, distance, index);
}

/** Sorts each of `count` heaps ascending by distance, then by index (heap sort). */
export function nearest_sort(distances: usize, indices: usize, count: i32, k: i32): void {
  for (let i = 0; i < count; i++) {
    for (let last = k - 1; last > 0; last--) {
      const distance = load<f64>(distances + ((<usize>last) << 3));
      const index = load<i32>(indices + ((<usize>last) << 2));
      put(distances, indices, last, load<f64>(distances), load<i32>(indices));
      sift_down(distances, indices, last, distance, index);
    }
    distances += (<usize>k) << 3;
    indices += (<usize>k) << 2;
  }
}

/** Puts (distance, index) at the root of a heap of `count` places and lets it sink to where it belongs. */
function sift_down(distances: usize, indices: usize, count: i32, distance: f64, index: i32): void {
  let at = 0;
  while (true) {
    let child = 2 * at + 1;
    if (child >= count) break;
    if (child + 1 < count && place_after(distances, indices, child + 1, child)) child++;
    const childDistance = load<f64>(distances + ((<usize>child) << 3));
    const childIndex = load<i32>(indices + ((<usize>child) << 2));
    if (!after(childDistance, childIndex, distance, index)) break;
    put(distances, indices, at, childDistance, childIndex);
    at = child;
  }
  put(distances, indices, at, distance, index);
}

// @ts-ignore: decorator
@inline
function put(distances: usize, indices: usize, at: i32, distance: f64, index: i32): void {
  store<f64>(distances + ((<usize>at) << 3), distance);
  store<i32>(indices + ((<usize>at) << 2), index);
}

/** Is place i after place j? */
// @ts-ignore: decorator
@inline
function place_after(distances: usize, indices: usize, i: i32, j: i32): bool {
  const a = (<usize>i) << 3;
  const b = (<usize>j) << 3;
  return after(load<f64>(distances + a), load<i32>(indices + (a >> 1)), load<f64>(distances + b), load<i32>(indices + (b >> 1)));
}

// @ts-ignore: decorator
@inline
function after(distance: f64, index: i32, otherDistance: f64, otherIndex: i32): bool {
  return distance > otherDistance || (distance == otherDistance && index > otherIndex);
}
