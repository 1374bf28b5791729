/**
 * Offers a range of training rows to the nearest-neighbour heaps of a block of queries: floats, squared Euclidean distance.
 *
 * The dot products x·y come from sgemm and are rounded, so they only choose candidates; a candidate's distance is Σ (x − y)² in f64, and
 * those exact distances alone decide. No true neighbour is lost. With u = 2⁻²⁴, n columns, X = ‖x‖², Y = ‖y‖² and p the computed product:
 *   |2p − 2x·y| ≤ 2γ Σ|x_j y_j| + n·2⁻¹⁴⁹ ≤ γ (X + Y) + n·2⁻¹⁴⁹,   γ = n·u / (1 − n·u)   (any order of summation; Higham 2002, §3.1)
 *   low = f32(Y (1 − g)), s = f32(low − 2p): two more roundings, together at most 4u (X + Y)
 *   limit = (worst − X (1 − g)), rounded up
 *   If ‖x − y‖² ≤ worst, then s ≤ Y − 2x·y − g·Y + (γ + 4u)(X + Y) + n·2⁻¹⁴⁹ ≤ worst − X + g·X + n·2⁻¹⁴⁹ whenever g ≥ γ + 4u,
 * so testing s ≤ limit + 2⁻¹²⁶ keeps it. g = 17/16 · (n + 16) · u serves for n ≤ 2¹⁹ (and has room for the rounding of X and Y in f64).
 * Where X or Y exceeds 2¹²⁴ a product could overflow: low is then −∞ or limit +∞, and the row is a candidate in any case, as for n > 2¹⁹.
 *
 * Shapes: `dots` is queryCount rows of f32, `ldDots` floats apart, column j for training row first + j; `queries`, `rows` are rows of `cols`
 *   floats; `queryNorms` is X in f64; `rowLows` is low in f32, for all training rows; heaps as in nearest.ts.
 * self: index among the rows of query 0 when the queries must not find themselves; otherwise −1.
 * Requires: readable memory up to a multiple of 4 columns of `dots` and `rowLows`.
 */
import { nearest_offer } from "./nearest";
import { sqdist_f32, squares_f32 } from "./sums-f32";

const UNIT: f64 = 1.0 / 16777216.0;
const MAX_COLS: i32 = 1 << 19;
/** 2¹²⁴ */
const LARGE: f64 = 21267647932558653966460912964485513216.0;
/** 2⁻¹²⁶ */
const TINY: f64 = 1.1754943508222875e-38;

// @ts-ignore: decorator
@inline
function guard(cols: i32): f64 {
  return 1.0625 * <f64>(cols + 16) * UNIT;
}

/** X of `count` rows, in f64. */
export function norms_f32(rows: usize, count: i32, cols: i32, norms: usize): void {
  for (let i = 0; i < count; i++) store<f64>(norms + ((<usize>i) << 3), squares_f32(rows + ((<usize>i * <usize>cols) << 2), cols));
}

/** low of `count` rows, in f32. */
export function lows_f32(rows: usize, count: i32, cols: i32, lows: usize): void {
  for (let i = 0; i < count; i++) {
    const norm = squares_f32(rows + ((<usize>i * <usize>cols) << 2), cols);
    const safe = norm <= LARGE && cols <= MAX_COLS;
    store<f32>(lows + ((<usize>i) << 2), safe ? <f32>(norm * (1 - guard(cols))) : -Infinity);
  }
}

export function knn_l2_f32(
  dots: usize, ldDots: i32, queries: usize, queryCount: i32, queryNorms: usize, rows: usize, rowLows: usize, first: i32, end: i32, cols: i32,
  self: i32, k: i32, distances: usize, indices: usize,
): void {
  const rowBytes = (<usize>cols) << 2;
  for (let i = 0; i < queryCount; i++) {
    const norm = load<f64>(queryNorms);
    let most = limit(load<f64>(distances), norm, cols);
    for (let row = first; row < end; row += 4) {
      const at = (<usize>(row - first)) << 2;
      const product = v128.load(dots + at);
      const s = f32x4.sub(v128.load(rowLows + ((<usize>row) << 2)), f32x4.add(product, product));
      // "Not above", so that NaN counts as a candidate.
      let candidates = (i32x4.bitmask(f32x4.gt(s, f32x4.splat(most))) ^ 15) & ((1 << min(4, end - row)) - 1);
      for (; candidates; candidates &= candidates - 1) {
        const index = row + ctz(candidates);
        if (self >= 0 && index == self + i) continue;
        nearest_offer(distances, indices, k, sqdist_f32(queries, rows + <usize>index * rowBytes, cols), index);
        most = limit(load<f64>(distances), norm, cols);
      }
    }
    dots += (<usize>ldDots) << 2;
    queries += rowBytes;
    queryNorms += 8;
    distances += (<usize>k) << 3;
    indices += (<usize>k) << 2;
  }
}

/** limit + 2⁻¹²⁶, rounded up to f32. */
// @ts-ignore: decorator
@inline
function limit(worst: f64, norm: f64, cols: i32): f32 {
  if (norm > LARGE) return Infinity;
  const exact = worst - norm * (1 - guard(cols)) + TINY;
  return <f32>(exact + abs(exact) * (2 * UNIT));
}
