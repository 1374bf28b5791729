/**
 * Offers a range of training rows to the nearest-neighbour heaps of a block of queries: bytes, squared Euclidean distance, exact integers.
 *
 *   ‖x − y‖² = ‖x‖² + (‖y‖² − 2 x·y)
 *
 * Tiles of dot products are compared with what each query still accepts, in vectors of four, while they are in L1; only the rows that
 * pass reach a heap. Training rows are packed a panel at a time and each panel serves all queries of the call, so the data set is read
 * once a call and never stored a second time.
 *
 * Screen: with `group` > 1 the tiles run over sums of up to `group` columns instead (i16, `screenCols` of them a row). By Cauchy–Schwarz
 *   Σ_g (Σ_{j∈g} (x_j − y_j))² ≤ group · ‖x − y‖²,
 *   so a row whose left side is not below group · (distance to beat) cannot enter; the others get their exact distance. The result is
 *   the same, with `group` times less arithmetic in the tiles. With group = 1 the screen is the bytes themselves and the tile is the answer.
 *
 * Shapes: `queries` and `rows` are rows of `cols` bytes; `queryScreen` and `rowScreen` are their sums (unused with group = 1); `rowNorms` is
 *   Σ s² of every screened row, i32, with i32.MAX_VALUE from the last row to the next multiple of 16; `distances` (f64) and `indices`
 *   (i32) are queryCount heaps of k places, see nearest.ts. Rows `first` to `end` (exclusive) are offered.
 * self: index among the rows of query 0, when the queries are rows of the training set and must not find themselves; otherwise −1.
 * Returns how many rows passed and were given their exact distance.
 * Requires: group · cols ≤ 33025 (nothing overflows 32 bits), 1 ≤ k, nr is 8 or 16, `first` a multiple of nr, `end` too or the number of
 *   rows, `work` has knn_l2_u8_work_bytes bytes, 16-byte aligned.
 * Cost: queryCount · (end − first) · cols / group multiplications, and cols more for every row that passes a screen.
 */
import { dot_4x8 } from "./dot-4x8";
import { dot_4x16 } from "./dot-4x16";
import { nearest_offer } from "./nearest";
import { pack_pairs_i16, pack_pairs_u8 } from "./pack-pairs";
import { sqdist_u8, squares_i16, squares_u8 } from "./sums-u8";

/** Queries of a tile. */
const MR: i32 = 4;
const NR_MAX: i32 = 16;
/** Columns of a block: 16 packed rows of it (32 KB) stay in L1. */
const KC: i32 = 1024;
/** A query's own state: ‖x‖² of its screen, and what ‖y‖² − 2 x·y must stay below. */
const STATE_BYTES: usize = 8;
const LIMIT: usize = 4;
const TILE_ROW_BYTES: usize = (<usize>NR_MAX) << 2;

/** Bytes of scratch for `queryCount` queries whose screen has `screenCols` columns. */
export function knn_l2_u8_work_bytes(queryCount: i32, screenCols: i32): usize {
  const queries = padded(queryCount);
  return packed_bytes(queries, screenCols) + packed_bytes(NR_MAX, KC) + <usize>queries * (TILE_ROW_BYTES + STATE_BYTES);
}

// @ts-ignore: decorator
@inline
function padded(count: i32): i32 {
  return (count + MR - 1) & -MR;
}

// @ts-ignore: decorator
@inline
function packed_bytes(rows: i32, cols: i32): usize {
  return <usize>rows * ((<usize>((cols + 1) >> 1)) << 2);
}

export function knn_l2_u8(
  queries: usize, queryCount: i32, rows: usize, first: i32, end: i32, cols: i32,
  queryScreen: usize, rowScreen: usize, screenCols: i32, group: i32, rowNorms: usize,
  self: i32, k: i32, distances: usize, indices: usize, work: usize, nr: i32,
): i32 {
  assert(nr == 8 || nr == NR_MAX);
  assert(k >= 1 && group * cols <= 33025);
  assert(first % nr == 0);
  const count = padded(queryCount);
  const packedQueries = work;
  const packedRows = packedQueries + packed_bytes(count, screenCols);
  const tiles = packedRows + packed_bytes(NR_MAX, KC);
  const states = tiles + <usize>count * TILE_ROW_BYTES;
  const sums = group > 1;
  if (!sums) {
    queryScreen = queries;
    rowScreen = rows;
  }
  const elementShift: usize = sums ? 1 : 0;
  const screenBytes = (<usize>screenCols) << elementShift;
  pack(sums, queryScreen, screenBytes, queryCount, screenCols, MR, packedQueries);
  start_states(sums, queryScreen, screenBytes, queryCount, screenCols, group, k, distances, states);
  const panelBytes = packed_bytes(MR, screenCols);
  const oneBlock = screenCols <= KC;
  let passed = 0;
  for (let row = first; row < end; row += nr) {
    for (let start = 0; start < screenCols; start += KC) {
      const kc = min(KC, screenCols - start);
      const from = rowScreen + <usize>row * screenBytes + ((<usize>start) << elementShift);
      pack(sums, from, screenBytes, min(nr, end - row), kc, nr, packedRows);
      const last = start + KC >= screenCols;
      for (let q = 0; q < queryCount; q += MR) {
        const tile = tiles + (oneBlock ? 0 : <usize>q * TILE_ROW_BYTES);
        const panel = packedQueries + <usize>(q / MR) * panelBytes + packed_bytes(MR, start);
        if (nr == NR_MAX) dot_4x16((kc + 1) >> 1, panel, packedRows, tile, start);
        else dot_4x8((kc + 1) >> 1, panel, packedRows, tile, start);
        if (!last) continue;
        for (let i = q; i < min(q + MR, queryCount); i++) {
          const dots = tile + ((<usize>((i - q) * nr)) << 2);
          const state = states + <usize>i * STATE_BYTES;
          for (let j = 0; j < nr; j += 4) {
            const below = passing(dots + ((<usize>j) << 2), rowNorms + ((<usize>(row + j)) << 2), state);
            if (below) {
              const query = sums ? queries + <usize>i * <usize>cols : 0;
              const heap = <usize>(i * k);
              passed += offer(
                below, dots + ((<usize>j) << 2), rowNorms, row + j, self < 0 ? -1 : self + i, query, rows, cols, group,
                state, k, distances + (heap << 3), indices + (heap << 2),
              );
            }
          }
        }
      }
    }
  }
  return passed;
}

function pack(sums: bool, src: usize, ldBytes: usize, count: i32, cols: i32, width: i32, dst: usize): void {
  if (sums) pack_pairs_i16(src, ldBytes, count, cols, width, dst);
  else pack_pairs_u8(src, ldBytes, count, cols, width, dst);
}

function start_states(sums: bool, screen: usize, ldBytes: usize, count: i32, cols: i32, group: i32, k: i32, distances: usize, states: usize): void {
  for (let i = 0; i < count; i++) {
    const norm = sums ? squares_i16(screen, cols) : squares_u8(screen, cols);
    store<i32>(states, norm);
    store<i32>(states, limit(load<f64>(distances), group, norm), LIMIT);
    screen += ldBytes;
    states += STATE_BYTES;
    distances += (<usize>k) << 3;
  }
}

/** What ‖y‖² − 2 x·y must stay below for a row to beat `worst`. */
// @ts-ignore: decorator
@inline
function limit(worst: f64, group: i32, norm: i32): i32 {
  const value = worst * <f64>group - <f64>norm;
  return value < <f64>i32.MAX_VALUE ? <i32>value : i32.MAX_VALUE;
}

/** One bit for each of four rows with ‖y‖² − 2 x·y below the query's limit. */
// @ts-ignore: decorator
@inline
function passing(dots: usize, norms: usize, state: usize): i32 {
  const partial = i32x4.sub(v128.load(norms), i32x4.shl(v128.load(dots), 1));
  return i32x4.bitmask(i32x4.lt_s(partial, v128.load32_splat(state, LIMIT)));
}

/** Exact distances of the rows that passed, into the heap; then the limit is drawn in. `query` 0: the tile holds the exact distance. */
function offer(
  below: i32, dots: usize, norms: usize, row: i32, skip: i32, query: usize, rows: usize, cols: i32, group: i32,
  state: usize, k: i32, distances: usize, indices: usize,
): i32 {
  const norm = load<i32>(state);
  let offered = 0;
  for (; below; below &= below - 1) {
    const lane = ctz(below);
    const index = row + lane;
    const partial = load<i32>(norms + ((<usize>index) << 2)) - (load<i32>(dots + ((<usize>lane) << 2)) << 1);
    if (index == skip || partial >= load<i32>(state, LIMIT)) continue;
    const distance = query ? sqdist_u8(query, rows + <usize>index * <usize>cols, cols) : partial + norm;
    nearest_offer(distances, indices, k, <f64>distance, index);
    store<i32>(state, limit(load<f64>(distances), group, norm), LIMIT);
    offered++;
  }
  return offered;
}
