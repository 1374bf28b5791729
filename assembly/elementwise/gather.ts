/**
 * Rows named by an index list, copied one below the other as floats: dst[i, :] = src[index[i], :] (bytes times `scale`).
 *
 * Shapes: src is any number of rows × cols without gaps, index is `count` i32, dst is count × cols floats.
 * Requires: every index names a row of src.
 */
export function gather_rows_f32(count: i32, cols: i32, src: usize, index: usize, dst: usize): void {
  const rowBytes = (<usize>cols) << 2;
  for (let i = 0; i < count; i++, index += 4, dst += rowBytes) memory.copy(dst, src + <usize>load<i32>(index) * rowBytes, rowBytes);
}

export function gather_rows_u8(count: i32, cols: i32, src: usize, index: usize, scale: f32, dst: usize): void {
  for (let i = 0; i < count; i++, index += 4) {
    convert_bytes(cols, src + <usize>load<i32>(index) * <usize>cols, scale, dst);
    dst += (<usize>cols) << 2;
  }
}

/** dst[j] = src[j] · scale for n bytes. */
export function convert_bytes(n: i32, src: usize, scale: f32, dst: usize): void {
  const factor = f32x4.splat(scale);
  for (; n >= 8; n -= 8, src += 8, dst += 32) {
    const words = v128.load8x8_u(src);
    v128.store(dst, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words)), factor));
    v128.store(dst, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(words)), factor), 16);
  }
  for (; n > 0; n--, src++, dst += 4) store<f32>(dst, <f32>load<u8>(src) * scale);
}
