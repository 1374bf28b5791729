/**
 * Where a finished block of kernel values goes.
 *
 * Shapes: D is rows × 16 f64, rows 128 bytes apart.
 */

/**
 * As f32 into `rows` rows of a row-major matrix, `ldBytes` apart; the blocks of `panels` neighbouring panels, `panelBytes` apart, go
 * side by side.
 */
export function svm_store_rows(panels: i32, panelBytes: usize, rows: i32, d: usize, dst: usize, ldBytes: usize): void {
  for (; panels > 0; panels--) {
    let to = dst;
    let from = d;
    for (let r = 0; r < rows; r++) {
      for (let c: usize = 0; c < 16; c += 4) {
        const low = f32x4.demote_f64x2_zero(v128.load(from + (c << 3)));
        const high = f32x4.demote_f64x2_zero(v128.load(from + (c << 3), 16));
        v128.store(to + (c << 2), v128.shuffle<f32>(low, high, 0, 1, 4, 5));
      }
      from += 128;
      to += ldBytes;
    }
    d += panelBytes;
    dst += 64;
  }
}

/** As f32 into sixteen rows of a row-major matrix, transposed: D[r][c] becomes dst[c][r]. */
export function svm_store_transposed(rows: i32, d: usize, dst: usize, ldBytes: usize): void {
  for (let c: usize = 0; c < 16; c++) {
    for (let r: usize = 0; r < <usize>rows; r++) {
      store<f32>(dst + (r << 2), <f32>load<f64>(d + (r << 7) + (c << 3)));
    }
    dst += ldBytes;
  }
}

/** As groups of four rows for svm_dots_f64, D's columns being the steps: group g at dst + g · 512 bytes, 16 steps of 4 f64. */
export function svm_block_to_left(rows: i32, d: usize, dst: usize): void {
  assert((rows & 3) == 0);
  for (; rows > 0; rows -= 4) {
    for (let c: usize = 0; c < 16; c++) {
      for (let r: usize = 0; r < 4; r++) store<f64>(dst + (c << 5) + (r << 3), load<f64>(d + (r << 7) + (c << 3)));
    }
    d += 512;
    dst += 512;
  }
}
