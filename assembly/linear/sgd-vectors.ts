/**
 * Rows of features as f64, and products and sums of f64 vectors.
 *
 * Shapes: vectors are `n` f64, n a multiple of 16; a row of `cols` features fills the first of them, and the rest are 0.
 * Order: a product is summed in sixteen lanes (position mod 16) and then pairwise, always the same way.
 * Error: widening is exact (a byte counts as the f32 product byte · scale).
 */

/** One row of features at `src`, as f64 at `dst`. Only the first `cols` numbers of `dst` are written. */
export function widen_row(cols: i32, src: usize, isBytes: i32, scale: f32, dst: usize): void {
  if (isBytes) widen_bytes(cols, src, scale, dst);
  else widen_floats(cols, src, dst);
}

function widen_bytes(n: i32, src: usize, scale: f32, dst: usize): void {
  const factor = f32x4.splat(scale);
  for (; n >= 8; n -= 8, src += 8, dst += 64) {
    const words = v128.load8x8_u(src);
    const low = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words)), factor);
    const high = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(words)), factor);
    store_four(low, dst);
    store_four(high, dst + 32);
  }
  for (; n > 0; n--, src++, dst += 8) store<f64>(dst, <f64>(<f32>load<u8>(src) * scale));
}

function widen_floats(n: i32, src: usize, dst: usize): void {
  for (; n >= 4; n -= 4, src += 16, dst += 32) store_four(v128.load(src), dst);
  for (; n > 0; n--, src += 4, dst += 8) store<f64>(dst, <f64>load<f32>(src));
}

// @ts-ignore: decorator
@inline
function store_four(floats: v128, dst: usize): void {
  v128.store(dst, f64x2.promote_low_f32x4(floats));
  v128.store(dst, f64x2.promote_low_f32x4(i64x2.shuffle(floats, floats, 1, 1)), 16);
}

/** Σ a·b. */
export function dot_f64(n: i32, a: usize, b: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let s4 = f64x2.splat(0);
  let s5 = f64x2.splat(0);
  let s6 = f64x2.splat(0);
  let s7 = f64x2.splat(0);
  for (; n > 0; n -= 16, a += 128, b += 128) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(a, 32), v128.load(b, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(a, 48), v128.load(b, 48)));
    s4 = f64x2.add(s4, f64x2.mul(v128.load(a, 64), v128.load(b, 64)));
    s5 = f64x2.add(s5, f64x2.mul(v128.load(a, 80), v128.load(b, 80)));
    s6 = f64x2.add(s6, f64x2.mul(v128.load(a, 96), v128.load(b, 96)));
    s7 = f64x2.add(s7, f64x2.mul(v128.load(a, 112), v128.load(b, 112)));
  }
  const low = f64x2.add(f64x2.add(s0, s4), f64x2.add(s1, s5));
  const high = f64x2.add(f64x2.add(s2, s6), f64x2.add(s3, s7));
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** y += factor · x. */
export function axpy_f64(n: i32, factor: f64, x: usize, y: usize): void {
  const f = f64x2.splat(factor);
  for (; n > 0; n -= 8, x += 64, y += 64) {
    v128.store(y, f64x2.add(v128.load(y), f64x2.mul(v128.load(x), f)));
    v128.store(y, f64x2.add(v128.load(y, 16), f64x2.mul(v128.load(x, 16), f)), 16);
    v128.store(y, f64x2.add(v128.load(y, 32), f64x2.mul(v128.load(x, 32), f)), 32);
    v128.store(y, f64x2.add(v128.load(y, 48), f64x2.mul(v128.load(x, 48), f)), 48);
  }
}

/** x *= factor. */
export function scale_f64(n: i32, factor: f64, x: usize): void {
  const f = f64x2.splat(factor);
  for (; n > 0; n -= 4, x += 32) {
    v128.store(x, f64x2.mul(v128.load(x), f));
    v128.store(x, f64x2.mul(v128.load(x, 16), f), 16);
  }
}
