/**
 * Rows of features in f32, each times the root of its weight, so that the product of the result with itself is Xᵀ · weight · X:
 *   dst[i, j] = √weight[i] · X[i, j] for j < features, dst[i, features] = √weight[i] · last
 *
 * Rows of weight 0 are left out; returns how many rows were written.
 *
 * Shapes: X is rows × features, f32 or bytes that count `byte * scale`; weights are f64; dst is rows × (features + 1), row-major.
 */
export function weighted_rows(x: usize, bytes: i32, scale: f32, rows: i32, features: i32, weights: usize, last: f32, dst: usize): i32 {
  const rowBytes = (<usize>features) << (bytes ? 0 : 2);
  let written = 0;
  for (; rows > 0; rows--, weights += 8) {
    const weight = load<f64>(weights);
    if (weight == 0) {
      x += rowBytes;
      continue;
    }
    written++;
    const root = <f32>sqrt(weight);
    if (bytes) x = row_u8(x, features, scale, root, dst);
    else x = row_f32(x, features, root, dst);
    dst += (<usize>features) << 2;
    store<f32>(dst, root * last);
    dst += 4;
  }
  return written;
}

function row_u8(src: usize, count: i32, scale: f32, root: f32, dst: usize): usize {
  const factor = f32x4.splat(scale);
  const roots = f32x4.splat(root);
  for (; count >= 4; count -= 4, src += 4, dst += 16) {
    const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(src)));
    v128.store(dst, f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(words), factor), roots));
  }
  for (; count > 0; count--, src++, dst += 4) store<f32>(dst, <f32>load<u8>(src) * scale * root);
  return src;
}

function row_f32(src: usize, count: i32, root: f32, dst: usize): usize {
  const roots = f32x4.splat(root);
  for (; count >= 4; count -= 4, src += 16, dst += 16) v128.store(dst, f32x4.mul(v128.load(src), roots));
  for (; count > 0; count--, src += 4, dst += 4) store<f32>(dst, load<f32>(src) * root);
  return src;
}
