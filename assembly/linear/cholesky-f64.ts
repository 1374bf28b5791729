/**
 * A = L·Lᵀ in f64, and solves with L and Lᵀ for columns in panels of four (see panels.ts).
 *
 * Shapes: A is n × n, row-major, n a multiple of 4; only its lower triangle is read, and L takes its place. V is n × panels.
 * Edges: a pivot that cancellation has left below TINY of its diagonal counts as the diagonal, so that any symmetric A with a
 *   positive diagonal gives a factor that can be solved with; where A is positive definite in f64 it is A's own.
 * Requires: `work` has cholesky_work_bytes(n) bytes, 16-byte aligned.
 * Cost: n³/3 flops for the factor, n² a column for a solve.
 */
import { dkernel_4x4 } from "./dkernel-4x4";
import { ROW_BYTES, WIDTH } from "./panels";

const TINY: f64 = 1e-7;
const TILE_BYTES: usize = 128;

/** Bytes of scratch: a tile, and n rows of a panel. */
export function cholesky_work_bytes(n: i32): usize {
  return TILE_BYTES + <usize>n * ROW_BYTES;
}

export function cholesky_f64(a: usize, n: i32, work: usize): void {
  assert(n % WIDTH == 0);
  const rowBytes = (<usize>n) << 3;
  const panel = work + TILE_BYTES;
  for (let j = 0; j < n; j += WIDTH) {
    const rowJ = a + <usize>j * rowBytes;
    const corner = rowJ + ((<usize>j) << 3);
    pack_rows(rowJ, rowBytes, j, panel);
    product(j, rowJ, rowBytes, 8, panel, work);
    factor_tile(corner, rowBytes, work);
    for (let i = j + WIDTH; i < n; i += WIDTH) {
      const rowI = a + <usize>i * rowBytes;
      product(j, rowI, rowBytes, 8, panel, work);
      solve_tile(rowI + ((<usize>j) << 3), corner, rowBytes, work);
    }
  }
}

/** V ← L⁻¹ V. */
export function cholesky_forward(l: usize, n: i32, v: usize, panels: i32, work: usize): void {
  const rowBytes = (<usize>n) << 3;
  for (; panels > 0; panels--) {
    for (let i = 0; i < n; i += WIDTH) {
      const row = l + <usize>i * rowBytes;
      const corner = row + ((<usize>i) << 3);
      const y = v + <usize>i * ROW_BYTES;
      product(i, row, rowBytes, 8, v, work);
      for (let r = 0; r < WIDTH; r++) {
        for (let k = 0; k < r; k++) add_scaled(work + <usize>r * ROW_BYTES, load<f64>(at(corner, rowBytes, r, k)), y + <usize>k * ROW_BYTES);
        finish_row(y + <usize>r * ROW_BYTES, work + <usize>r * ROW_BYTES, load<f64>(at(corner, rowBytes, r, r)));
      }
    }
    v += <usize>n * ROW_BYTES;
  }
}

/** V ← L⁻ᵀ V. */
export function cholesky_backward(l: usize, n: i32, v: usize, panels: i32, work: usize): void {
  const rowBytes = (<usize>n) << 3;
  for (; panels > 0; panels--) {
    for (let i = n - WIDTH; i >= 0; i -= WIDTH) {
      const corner = l + <usize>i * rowBytes + ((<usize>i) << 3);
      const y = v + <usize>i * ROW_BYTES;
      const below = n - i - WIDTH;
      product(below, corner + <usize>WIDTH * rowBytes, 8, rowBytes, y + <usize>WIDTH * ROW_BYTES, work);
      for (let r = WIDTH - 1; r >= 0; r--) {
        for (let k = r + 1; k < WIDTH; k++) add_scaled(work + <usize>r * ROW_BYTES, load<f64>(at(corner, rowBytes, k, r)), y + <usize>k * ROW_BYTES);
        finish_row(y + <usize>r * ROW_BYTES, work + <usize>r * ROW_BYTES, load<f64>(at(corner, rowBytes, r, r)));
      }
    }
    v += <usize>n * ROW_BYTES;
  }
}

/** tile[4×4] = Σₖ A(·, k) · B(k, ·), see dkernel-4x4.ts. */
function product(k: i32, a: usize, rowA: usize, stepA: usize, b: usize, tile: usize): void {
  for (let byte: usize = 0; byte < TILE_BYTES; byte += 16) v128.store(tile + byte, f64x2.splat(0));
  dkernel_4x4(k, a, rowA, stepA, b, tile);
}

// @ts-ignore: decorator
@inline
function at(corner: usize, rowBytes: usize, row: i32, column: i32): usize {
  return corner + <usize>row * rowBytes + ((<usize>column) << 3);
}

/** The first `count` columns of four rows as `count` rows of a panel. */
function pack_rows(rows: usize, rowBytes: usize, count: i32, panel: usize): void {
  for (; count > 0; count--, rows += 8, panel += ROW_BYTES) {
    for (let r = 0; r < WIDTH; r++) store<f64>(panel + ((<usize>r) << 3), load<f64>(rows + <usize>r * rowBytes));
  }
}

/** The factor of the 4 × 4 matrix at `corner` less `tile`, in place. */
function factor_tile(corner: usize, rowBytes: usize, tile: usize): void {
  for (let c = 0; c < WIDTH; c++) {
    const diagonal = load<f64>(at(corner, rowBytes, c, c));
    let pivot = diagonal - load<f64>(at(tile, ROW_BYTES, c, c)) - row_dot(corner, rowBytes, c, corner, c, c);
    if (!(pivot > TINY * diagonal)) pivot = diagonal;
    const root = sqrt(pivot);
    store<f64>(at(corner, rowBytes, c, c), root);
    for (let r = c + 1; r < WIDTH; r++) {
      const entry = at(corner, rowBytes, r, c);
      store<f64>(entry, (load<f64>(entry) - load<f64>(at(tile, ROW_BYTES, r, c)) - row_dot(corner, rowBytes, r, corner, c, c)) / root);
    }
  }
}

/** S ← (S − tile) · L⁻ᵀ for the 4 × 4 matrix S, with the factor L at `corner`. */
function solve_tile(s: usize, corner: usize, rowBytes: usize, tile: usize): void {
  for (let r = 0; r < WIDTH; r++) {
    for (let c = 0; c < WIDTH; c++) {
      const entry = at(s, rowBytes, r, c);
      const rest = load<f64>(entry) - load<f64>(at(tile, ROW_BYTES, r, c)) - row_dot(s, rowBytes, r, corner, c, c);
      store<f64>(entry, rest / load<f64>(at(corner, rowBytes, c, c)));
    }
  }
}

/** Σ over the first `count` columns of row r of a times row c of b. */
// @ts-ignore: decorator
@inline
function row_dot(a: usize, rowBytes: usize, r: i32, b: usize, c: i32, count: i32): f64 {
  let sum: f64 = 0;
  for (let k = 0; k < count; k++) sum += load<f64>(at(a, rowBytes, r, k)) * load<f64>(at(b, rowBytes, c, k));
  return sum;
}

/** sum += factor · row of a panel. */
// @ts-ignore: decorator
@inline
function add_scaled(sum: usize, factor: f64, row: usize): void {
  const f = f64x2.splat(factor);
  v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(f, v128.load(row))));
  v128.store(sum, f64x2.add(v128.load(sum, 16), f64x2.mul(f, v128.load(row, 16))), 16);
}

/** row ← (row − sum) / pivot. */
// @ts-ignore: decorator
@inline
function finish_row(row: usize, sum: usize, pivot: f64): void {
  const p = f64x2.splat(pivot);
  v128.store(row, f64x2.div(f64x2.sub(v128.load(row), v128.load(sum)), p));
  v128.store(row, f64x2.div(f64x2.sub(v128.load(row, 16), v128.load(sum, 16)), p), 16);
}
