/**
 * Products of small f64 blocks whose narrow operand is stored in panels of four columns:
 *
 *   panel 0: row 0: c0 c1 c2 c3 | row 1: c0 c1 c2 c3 | …        panel 1: row 0: c4 c5 c6 c7 | …
 *
 * The classes of a linear model are such columns; a panel or two at a time they stay in registers while rows of X stream by.
 */
import { dkernel_4x4 } from "./dkernel-4x4";
import { dkernel_4x8 } from "./dkernel-4x8";

/** Columns of a panel, and rows of a tile. */
export const WIDTH: i32 = 4;
/** Bytes of one row of a panel. */
export const ROW_BYTES: usize = 32;

/**
 * C[4 × panels] += Σₖ A(·, k) · B(k, ·): one row of tiles, two panels at a time if `wide`, which gives the same bits.
 * bStride, cStride: bytes from a panel of B or C to the next.
 */
// @ts-ignore: decorator
@inline
function tile_row(
  k: i32, a: usize, rowA: usize, stepA: usize, b: usize, bStride: usize, c: usize, cStride: usize, panels: i32, wide: i32,
): void {
  if (wide) {
    for (; panels >= 2; panels -= 2) {
      dkernel_4x8(k, a, rowA, stepA, b, bStride, c, cStride);
      b += 2 * bStride;
      c += 2 * cStride;
    }
  }
  for (; panels > 0; panels--) {
    dkernel_4x4(k, a, rowA, stepA, b, c);
    b += bStride;
    c += cStride;
  }
}

/** Z = X · W. Shapes: X is rows × cols (row-major), W cols × panels, Z rows × panels. Requires: rows a multiple of 4. */
export function block_scores(x: usize, rows: i32, cols: i32, w: usize, panels: i32, wide: i32, z: usize): void {
  const rowBytes = (<usize>cols) << 3;
  const wStride = <usize>cols * ROW_BYTES;
  const zStride = <usize>rows * ROW_BYTES;
  memory.fill(z, 0, <usize>panels * zStride);
  for (let row = 0; row < rows; row += WIDTH) {
    tile_row(cols, x + <usize>row * rowBytes, rowBytes, 8, w, wStride, z + <usize>row * ROW_BYTES, zStride, panels, wide);
  }
}

/** G += Xᵀ · R. Shapes: X is rows × cols, R rows × panels, G cols × panels. Requires: cols a multiple of 4. */
export function block_gradient(x: usize, rows: i32, cols: i32, r: usize, panels: i32, wide: i32, g: usize): void {
  const rowBytes = (<usize>cols) << 3;
  const rStride = <usize>rows * ROW_BYTES;
  const gStride = <usize>cols * ROW_BYTES;
  for (let col = 0; col < cols; col += WIDTH) {
    tile_row(rows, x + ((<usize>col) << 3), 8, rowBytes, r, rStride, g + <usize>col * ROW_BYTES, gStride, panels, wide);
  }
}
