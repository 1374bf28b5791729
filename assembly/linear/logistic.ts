/**
 * The pass of logistic regression over a run of rows, block by block, all in f64:
 *   G += Xᵀ · weight · (softmax(X·W) − onehot), returns Σ weight · log loss
 *
 * Shapes: X is rows × features as in rows-f64.ts, read as cols = features + 1 padded to a multiple of 4; W and G are cols × panels of
 *   four classes; codes are i32, weights f64, one a row.
 * wide: 1 takes two panels at a time, for 256-bit code; the bits are the same.
 * Order: rows rise; the caller splits a data set into runs of fixed length, so the sums do not depend on threads.
 * Requires: `work` has logistic_work_bytes(cols, panels) bytes, 16-byte aligned.
 * Cost: 4 · rows · cols · 4 · panels flops.
 */
import { block_gradient, block_scores, ROW_BYTES } from "./panels";
import { load_block } from "./rows-f64";
import { softmax_residual } from "./softmax-f64";

/** Rows of a block: 64 rows of 788 doubles (400 KB) stay in a second-level cache. */
const BLOCK: i32 = 64;

export function logistic_block_rows(): i32 {
  return BLOCK;
}

/** Bytes of scratch: the block of X, and two matrices of BLOCK × panels. */
export function logistic_work_bytes(cols: i32, panels: i32): usize {
  return ((<usize>(BLOCK * cols)) << 3) + 2 * panel_bytes(panels);
}

// @ts-ignore: decorator
@inline
function panel_bytes(panels: i32): usize {
  return <usize>(BLOCK * panels) * ROW_BYTES;
}

export function logistic_gradient(
  x: usize, bytes: i32, scale: f32, rows: i32, features: i32, codes: usize, weights: usize,
  w: usize, cols: i32, classes: i32, panels: i32, wide: i32, g: usize, work: usize,
): f64 {
  const z = work + ((<usize>(BLOCK * cols)) << 3);
  const r = z + panel_bytes(panels);
  const rowBytes = (<usize>features) << (bytes ? 0 : 2);
  let loss: f64 = 0;
  for (; rows > 0; rows -= BLOCK) {
    const live = min(BLOCK, rows);
    load_block(x, bytes, scale, live, features, BLOCK, cols, work);
    block_scores(work, BLOCK, cols, w, panels, wide, z);
    loss += softmax_residual(z, live, BLOCK, classes, panels, codes, weights, r);
    block_gradient(work, BLOCK, cols, r, panels, wide, g);
    x += <usize>live * rowBytes;
    codes += (<usize>live) << 2;
    weights += (<usize>live) << 3;
  }
  return loss;
}

/** Z = X · W for prediction, rows × panels: ceil(rows / BLOCK) blocks of BLOCK × panels. */
export function logistic_scores(
  x: usize, bytes: i32, scale: f32, rows: i32, features: i32, w: usize, cols: i32, panels: i32, wide: i32, z: usize, work: usize,
): void {
  const rowBytes = (<usize>features) << (bytes ? 0 : 2);
  for (; rows > 0; rows -= BLOCK) {
    const live = min(BLOCK, rows);
    load_block(x, bytes, scale, live, features, BLOCK, cols, work);
    block_scores(work, BLOCK, cols, w, panels, wide, z);
    x += <usize>live * rowBytes;
    z += panel_bytes(panels);
  }
}
