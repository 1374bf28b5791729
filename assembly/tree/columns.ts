/** Brings features into the layout of the search: column-major codes, samples grouped by class. */
import { sort_keys } from "./sorted";

/** Columns transposed at a time: their cache lines are shared by one row of bytes, or fill one row of floats. */
const TILE: i32 = 16;

/**
 * out[f][places[i]] = X[i][f] for every row i of X and from ≤ f < to.
 * Shapes: X n × cols of `width` (1 or 4) bytes, row-major; places n u32; out cols × stride, of which other places are not touched.
 */
export function tree_columns(x: usize, n: i32, cols: i32, width: i32, places: usize, from: i32, to: i32, out: usize, stride: i32): void {
  for (let f = from; f < to; f += TILE) {
    const tile = min(TILE, to - f);
    const tileOut = out + <usize>f * <usize>stride * <usize>width;
    if (width == 1) transpose<u8>(x + <usize>f, n, cols, places, tile, tileOut, stride);
    else transpose<u32>(x + ((<usize>f) << 2), n, cols, places, tile, tileOut, stride);
  }
}

function transpose<T>(x: usize, n: i32, cols: i32, places: usize, tile: i32, out: usize, stride: i32): void {
  const rowBytes = <usize>cols * sizeof<T>();
  const columnBytes = <usize>stride * sizeof<T>();
  for (const end = places + ((<usize>n) << 2); places < end; places += 4, x += rowBytes) {
    let from = x;
    let to = out + <usize>load<u32>(places) * sizeof<T>();
    for (let f = 0; f < tile; f++, from += sizeof<T>(), to += columnBytes) store<T>(to, load<T>(from));
  }
}

/**
 * Replaces a column of n finite f32 by its distinct values, ascending, and writes every sample's rank among them to `ranks` (n u32).
 * −0 counts as 0. Scratch: keys and spare n u64 each, counters 256 u32 of zeros. Returns the number of distinct values.
 */
export function tree_rank(column: usize, n: i32, ranks: usize, keys: usize, spare: usize, counters: usize): i32 {
  for (let i = 0; i < n; i++) {
    const bits = reinterpret<u32>(load<f32>(column + ((<usize>i) << 2)) + 0);
    // Negative floats order backwards: flip all bits; others: flip the sign.
    const ordered = bits ^ (<u32>(<i32>bits >> 31) | 0x80000000);
    store<u64>(keys + ((<usize>i) << 3), ((<u64>ordered) << 32) | <u64>i);
  }
  const sorted = sort_keys(keys, spare, n, counters);
  let distinct = 0;
  let previous: u32 = 0;
  for (let i = 0; i < n; i++) {
    const key = load<u64>(sorted + ((<usize>i) << 3));
    const ordered = <u32>(key >> 32);
    if (i == 0 || ordered != previous) {
      const bits = ordered ^ (<u32>(~(<i32>ordered) >> 31) | 0x80000000);
      store<u32>(column + ((<usize>distinct) << 2), bits);
      distinct++;
      previous = ordered;
    }
    store<u32>(ranks + ((<usize>(<u32>key)) << 2), <u32>(distinct - 1));
  }
  return distinct;
}

/** Turns n u32 below 256 into bytes, in place: the first n bytes at `ranks` receive them. */
export function tree_narrow(ranks: usize, n: usize): void {
  for (let i: usize = 0; i < n; i++) store<u8>(ranks + i, <u8>load<u32>(ranks + (i << 2)));
}

/**
 * Copies the samples of a node out of a block: out[c'][j] = codes[c][idx[j]], leaving out columns that are constant in the node.
 * Shapes: codes of `width` bytes in columns `stride` samples apart; features `count` i32, one a column; idx n u32.
 * Writes the features of the columns kept to outFeatures and returns how many they are.
 */
export function tree_gather(codes: usize, stride: i32, width: i32, features: usize, count: i32, idx: usize, n: i32, out: usize, outFeatures: usize): i32 {
  const columnBytes = <usize>stride * <usize>width;
  const outBytes = <usize>n * <usize>width;
  let kept = 0;
  for (let c = 0; c < count; c++, codes += columnBytes, features += 4) {
    const varies = width == 1 ? gather<u8>(codes, idx, n, out) : gather<u32>(codes, idx, n, out);
    if (!varies) continue;
    store<i32>(outFeatures + ((<usize>kept) << 2), load<i32>(features));
    out += outBytes;
    kept++;
  }
  return kept;
}

function gather<T>(column: usize, idx: usize, n: i32, out: usize): bool {
  const first = load<T>(column + (<usize>load<u32>(idx)) * sizeof<T>());
  let differences: T = 0;
  for (const end = idx + ((<usize>n) << 2); idx < end; idx += 4, out += sizeof<T>()) {
    const code = load<T>(column + (<usize>load<u32>(idx)) * sizeof<T>());
    differences |= code ^ first;
    store<T>(out, code);
  }
  return differences != 0;
}
