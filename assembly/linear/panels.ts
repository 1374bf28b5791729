/**
 * Products of small f64 blocks whose narrow operand is stored in panels of four columns:
 *
 *   panel 0: row 0: c0 c1 c2 c3 | row 1: c0 c1 c2 c3 | …        panel 1: row 0: c4 c5 c6 c7 | …
 *
 * The classes of a linear model are such columns; four at a time they stay in registers while rows of X stream by.
 */

/** Columns of a panel, and rows of a tile. */
export const WIDTH: i32 = 4;
/** Bytes of one row of a panel. */
export const ROW_BYTES: usize = 32;

/**
 * C[4×4] (+)= Σₖ A(·, k) · B(k, ·), products and sums rounded apart, k rising.
 *
 * Shapes: A(r, k) is at `a + r · rowA + k · stepA` (bytes); B is k rows of a panel; C is 4 rows of a panel.
 * beta: 0 stores, 1 adds; with 0, C is never read.
 */
export function dkernel_4x4(k: i32, a: usize, rowA: usize, stepA: usize, b: usize, c: usize, beta: i32): void {
  let acc0x01 = f64x2.splat(0);
  let acc0x23 = f64x2.splat(0);
  let acc1x01 = f64x2.splat(0);
  let acc1x23 = f64x2.splat(0);
  let acc2x01 = f64x2.splat(0);
  let acc2x23 = f64x2.splat(0);
  let acc3x01 = f64x2.splat(0);
  let acc3x23 = f64x2.splat(0);
  let a1 = a + rowA;
  let a2 = a1 + rowA;
  let a3 = a2 + rowA;
  for (; k > 0; k--) {
    const b01 = v128.load(b);
    const b23 = v128.load(b, 16);
    const v0 = v128.load64_splat(a);
    acc0x01 = f64x2.add(acc0x01, f64x2.mul(v0, b01));
    acc0x23 = f64x2.add(acc0x23, f64x2.mul(v0, b23));
    const v1 = v128.load64_splat(a1);
    acc1x01 = f64x2.add(acc1x01, f64x2.mul(v1, b01));
    acc1x23 = f64x2.add(acc1x23, f64x2.mul(v1, b23));
    const v2 = v128.load64_splat(a2);
    acc2x01 = f64x2.add(acc2x01, f64x2.mul(v2, b01));
    acc2x23 = f64x2.add(acc2x23, f64x2.mul(v2, b23));
    const v3 = v128.load64_splat(a3);
    acc3x01 = f64x2.add(acc3x01, f64x2.mul(v3, b01));
    acc3x23 = f64x2.add(acc3x23, f64x2.mul(v3, b23));
    a += stepA;
    a1 += stepA;
    a2 += stepA;
    a3 += stepA;
    b += ROW_BYTES;
  }
  if (beta) {
    acc0x01 = f64x2.add(v128.load(c), acc0x01);
    acc0x23 = f64x2.add(v128.load(c, 16), acc0x23);
    acc1x01 = f64x2.add(v128.load(c, 32), acc1x01);
    acc1x23 = f64x2.add(v128.load(c, 48), acc1x23);
    acc2x01 = f64x2.add(v128.load(c, 64), acc2x01);
    acc2x23 = f64x2.add(v128.load(c, 80), acc2x23);
    acc3x01 = f64x2.add(v128.load(c, 96), acc3x01);
    acc3x23 = f64x2.add(v128.load(c, 112), acc3x23);
  }
  v128.store(c, acc0x01);
  v128.store(c, acc0x23, 16);
  v128.store(c, acc1x01, 32);
  v128.store(c, acc1x23, 48);
  v128.store(c, acc2x01, 64);
  v128.store(c, acc2x23, 80);
  v128.store(c, acc3x01, 96);
  v128.store(c, acc3x23, 112);
}

/** Z = X · W. Shapes: X is rows × cols (row-major), W cols × panels, Z rows × panels. Requires: rows a multiple of 4. */
export function block_scores(x: usize, rows: i32, cols: i32, w: usize, panels: i32, z: usize): void {
  const rowBytes = (<usize>cols) << 3;
  for (let panel = 0; panel < panels; panel++) {
    for (let row = 0; row < rows; row += WIDTH) {
      dkernel_4x4(cols, x + <usize>row * rowBytes, rowBytes, 8, w, z, 0);
      z += <usize>WIDTH * ROW_BYTES;
    }
    w += <usize>cols * ROW_BYTES;
  }
}

/** G += Xᵀ · R. Shapes: X is rows × cols, R rows × panels, G cols × panels. Requires: cols a multiple of 4. */
export function block_gradient(x: usize, rows: i32, cols: i32, r: usize, panels: i32, g: usize): void {
  const rowBytes = (<usize>cols) << 3;
  for (let col = 0; col < cols; col += WIDTH) {
    for (let panel = 0; panel < panels; panel++) {
      const gTile = g + (<usize>panel * <usize>cols + <usize>col) * ROW_BYTES;
      dkernel_4x4(rows, x + ((<usize>col) << 3), 8, rowBytes, r + <usize>panel * <usize>rows * ROW_BYTES, gTile, 1);
    }
  }
}
