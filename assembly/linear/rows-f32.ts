/**
 * Rows of features as a padded f32 block: X[i, j] for j < features, then a 1 (the intercept's feature), then zeros.
 *
 * Shapes: the block is `height` rows of `cols` floats; rows past `rows` are zeros.
 * Requires: features < cols; src is row-major f32, or bytes that count `byte * scale`.
 */
export function load_block_f32(src: usize, bytes: i32, scale: f32, rows: i32, features: i32, height: i32, cols: i32, dst: usize): void {
  for (let row = 0; row < height; row++) {
    const end = dst + ((<usize>cols) << 2);
    if (row < rows) {
      if (bytes) {
        convert_u8(src, features, scale, dst);
        src += <usize>features;
      } else {
        memory.copy(dst, src, (<usize>features) << 2);
        src += (<usize>features) << 2;
      }
      dst += (<usize>features) << 2;
      store<f32>(dst, 1);
      dst += 4;
    }
    memory.fill(dst, 0, end - dst);
    dst = end;
  }
}

function convert_u8(src: usize, count: i32, scale: f32, dst: usize): void {
  const factor = f32x4.splat(scale);
  for (; count >= 8; count -= 8, src += 8, dst += 32) {
    const words = v128.load8x8_u(src);
    v128.store(dst, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words)), factor));
    v128.store(dst, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(words)), factor), 16);
  }
  for (; count > 0; count--, src++, dst += 4) store<f32>(dst, <f32>load<u8>(src) * scale);
}
