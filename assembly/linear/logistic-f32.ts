/**
 * The pass of logistic regression over a run of rows, block by block, with the products in f32:
 *   G += weight · (softmax(X·Wᵀ) − onehot)ᵀ · X, returns Σ weight · log loss
 *
 * Shapes: X is rows × features as in rows-f32.ts, read as cols = features + 1 padded to a multiple of 16; W and G are outputs × cols f32;
 *   codes are i32, weights f64, one a row.
 * wide: 1 runs the tiles for 256-bit code; the bits are the same.
 * Order: rows rise; the caller splits a data set into runs of fixed length, so the sums do not depend on threads.
 * Requires: `work` has logistic_work_bytes_f32(cols, outputs, panels) bytes, 16-byte aligned; outputs ≤ 4 · panels.
 * Error: sums of products in f32; the softmax and the loss are in f64, but see scores as they come.
 * Cost: 4 · rows · cols · outputs flops. 784 bytes and 10 classes: 51 GFLOP/s in 256-bit code, where the pass in f64 reaches 22, and 30
 *   against 13 in 128-bit code.
 */
import { block_gradient_f32 } from "./gradient-f32";
import { logistic_block_rows } from "./logistic";
import { ROW_BYTES } from "./panels";
import { load_block_f32 } from "./rows-f32";
import { block_scores_f32, SUM_BYTES } from "./scores-f32";
import { softmax_residual } from "./softmax-f64";

/** Bytes of scratch: the block of X, residuals, lanes, and two f64 matrices of a block of rows × panels. */
export function logistic_work_bytes_f32(cols: i32, outputs: i32, panels: i32): usize {
  const rows = <usize>logistic_block_rows();
  return (rows * <usize>(cols + outputs) << 2) + SUM_BYTES + 2 * rows * <usize>panels * ROW_BYTES;
}

export function logistic_gradient_f32(
  x: usize, bytes: i32, scale: f32, rows: i32, features: i32, codes: usize, weights: usize,
  w: usize, cols: i32, outputs: i32, panels: i32, wide: i32, g: usize, work: usize,
): f64 {
  const height = logistic_block_rows();
  const z = work + ((<usize>(height * cols)) << 2);
  const r = z + <usize>(height * panels) * ROW_BYTES;
  const sums = r + <usize>(height * panels) * ROW_BYTES;
  const residuals = sums + SUM_BYTES;
  const rowBytes = (<usize>features) << (bytes ? 0 : 2);
  let loss: f64 = 0;
  for (; rows > 0; rows -= height) {
    const live = min(height, rows);
    load_block_f32(x, bytes, scale, live, features, height, cols, work);
    block_scores_f32(work, height, cols, w, outputs, wide, z, sums);
    loss += softmax_residual(z, live, height, outputs, panels, codes, weights, r);
    narrow(r, height, outputs, residuals);
    block_gradient_f32(work, height, cols, residuals, outputs, wide, g);
    x += <usize>live * rowBytes;
    codes += (<usize>live) << 2;
    weights += (<usize>live) << 3;
  }
  return loss;
}

/** From panels of f64 to rows × outputs of f32. */
function narrow(r: usize, height: i32, outputs: i32, dst: usize): void {
  for (let row = 0; row < height; row++) {
    for (let output = 0; output < outputs; output++, dst += 4) {
      const at = r + (<usize>(output >> 2) * <usize>height + <usize>row) * ROW_BYTES + ((<usize>(output & 3)) << 3);
      store<f32>(dst, <f32>load<f64>(at));
    }
  }
}
