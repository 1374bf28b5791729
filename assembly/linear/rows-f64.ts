/**
 * Rows of features as a padded f64 block: X[i, j] for j < features, then a 1 (the intercept's feature), then zeros.
 *
 * Shapes: the block is `height` rows of `cols` doubles; rows past `rows` are zeros.
 * Requires: features < cols; src is row-major f32, or bytes that count `byte * scale` in f32.
 */
export function load_block(src: usize, bytes: i32, scale: f32, rows: i32, features: i32, height: i32, cols: i32, dst: usize): void {
  for (let row = 0; row < height; row++) {
    const end = dst + ((<usize>cols) << 3);
    if (row < rows) {
      if (bytes) src = convert_u8(src, features, scale, dst);
      else src = convert_f32(src, features, dst);
      dst += (<usize>features) << 3;
      store<f64>(dst, 1);
      dst += 8;
    }
    memory.fill(dst, 0, end - dst);
    dst = end;
  }
}

function convert_u8(src: usize, count: i32, scale: f32, dst: usize): usize {
  const factor = f32x4.splat(scale);
  let left = count;
  for (; left >= 4; left -= 4, src += 4, dst += 32) {
    const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(src)));
    const values = f32x4.mul(f32x4.convert_i32x4_s(words), factor);
    v128.store(dst, f64x2.promote_low_f32x4(values));
    v128.store(dst, f64x2.promote_low_f32x4(v128.shuffle<f32>(values, values, 2, 3, 2, 3)), 16);
  }
  for (; left > 0; left--, src++, dst += 8) store<f64>(dst, <f64>(<f32>load<u8>(src) * scale));
  return src;
}

function convert_f32(src: usize, count: i32, dst: usize): usize {
  for (; count > 0; count--, src += 4, dst += 8) store<f64>(dst, <f64>load<f32>(src));
  return src;
}
