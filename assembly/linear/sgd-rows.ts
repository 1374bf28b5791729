/**
 * Products and sums of a row of features (f32, or bytes that count byte · scale in f32) with a vector of f64.
 *
 * Shapes: the row has n features, the vector n f64.
 * Order: a product is summed in sixteen lanes (position mod 16), pairwise, and then what is left of n, whatever the features are stored as.
 * Error: features become f64 exactly.
 */

/**
 * Reads a byte of every cache line of a row, so that all of it is on its way before the first product waits for it: rows in random order are
 * in no cache, and their lines would come a few at a time.
 */
export function touch_row(row: usize, bytes: usize): void {
  for (const end = row + bytes; row < end; row += 64) load<u8>(row);
}

/** Σ row · vector. */
export function dot_row(n: i32, row: usize, isBytes: i32, scale: f32, vector: usize): f64 {
  return isBytes ? dot_bytes(n, row, scale, vector) : dot_floats(n, row, vector);
}

/** vector += factor · row. */
export function add_row(n: i32, factor: f64, row: usize, isBytes: i32, scale: f32, vector: usize): void {
  if (isBytes) add_bytes(n, factor, row, scale, vector);
  else add_floats(n, factor, row, vector);
}

/** The upper two of four floats as f64. */
// @ts-ignore: decorator
@inline
function promote_high(floats: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(floats, floats, 1, 1));
}

function dot_bytes(n: i32, row: usize, scale: f32, vector: usize): f64 {
  const factor = f32x4.splat(scale);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let s4 = f64x2.splat(0);
  let s5 = f64x2.splat(0);
  let s6 = f64x2.splat(0);
  let s7 = f64x2.splat(0);
  let words: v128;
  let low: v128;
  let high: v128;
  for (; n >= 16; n -= 16, row += 16, vector += 128) {
    words = v128.load8x8_u(row);
    low = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words)), factor);
    high = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(words)), factor);
    s0 = f64x2.add(s0, f64x2.mul(f64x2.promote_low_f32x4(low), v128.load(vector)));
    s1 = f64x2.add(s1, f64x2.mul(promote_high(low), v128.load(vector, 16)));
    s2 = f64x2.add(s2, f64x2.mul(f64x2.promote_low_f32x4(high), v128.load(vector, 32)));
    s3 = f64x2.add(s3, f64x2.mul(promote_high(high), v128.load(vector, 48)));
    words = v128.load8x8_u(row, 8);
    low = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words)), factor);
    high = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(words)), factor);
    s4 = f64x2.add(s4, f64x2.mul(f64x2.promote_low_f32x4(low), v128.load(vector, 64)));
    s5 = f64x2.add(s5, f64x2.mul(promote_high(low), v128.load(vector, 80)));
    s6 = f64x2.add(s6, f64x2.mul(f64x2.promote_low_f32x4(high), v128.load(vector, 96)));
    s7 = f64x2.add(s7, f64x2.mul(promote_high(high), v128.load(vector, 112)));
  }
  let sum = sum_lanes(s0, s1, s2, s3, s4, s5, s6, s7);
  for (; n > 0; n--, row++, vector += 8) sum += <f64>(<f32>load<u8>(row) * scale) * load<f64>(vector);
  return sum;
}

function dot_floats(n: i32, row: usize, vector: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let s4 = f64x2.splat(0);
  let s5 = f64x2.splat(0);
  let s6 = f64x2.splat(0);
  let s7 = f64x2.splat(0);
  for (; n >= 16; n -= 16, row += 64, vector += 128) {
    s0 = f64x2.add(s0, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(row)), v128.load(vector)));
    s1 = f64x2.add(s1, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(row, 8)), v128.load(vector, 16)));
    s2 = f64x2.add(s2, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(row, 16)), v128.load(vector, 32)));
    s3 = f64x2.add(s3, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(row, 24)), v128.load(vector, 48)));
    s4 = f64x2.add(s4, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(row, 32)), v128.load(vector, 64)));
    s5 = f64x2.add(s5, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(row, 40)), v128.load(vector, 80)));
    s6 = f64x2.add(s6, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(row, 48)), v128.load(vector, 96)));
    s7 = f64x2.add(s7, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(row, 56)), v128.load(vector, 112)));
  }
  let sum = sum_lanes(s0, s1, s2, s3, s4, s5, s6, s7);
  for (; n > 0; n--, row += 4, vector += 8) sum += <f64>load<f32>(row) * load<f64>(vector);
  return sum;
}

// @ts-ignore: decorator
@inline
function sum_lanes(s0: v128, s1: v128, s2: v128, s3: v128, s4: v128, s5: v128, s6: v128, s7: v128): f64 {
  const low = f64x2.add(f64x2.add(s0, s4), f64x2.add(s1, s5));
  const high = f64x2.add(f64x2.add(s2, s6), f64x2.add(s3, s7));
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

function add_bytes(n: i32, factor: f64, row: usize, scale: f32, vector: usize): void {
  const f = f64x2.splat(factor);
  const s = f32x4.splat(scale);
  let words: v128;
  let low: v128;
  let high: v128;
  for (; n >= 8; n -= 8, row += 8, vector += 64) {
    words = v128.load8x8_u(row);
    low = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words)), s);
    high = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(words)), s);
    v128.store(vector, f64x2.add(v128.load(vector), f64x2.mul(f64x2.promote_low_f32x4(low), f)));
    v128.store(vector, f64x2.add(v128.load(vector, 16), f64x2.mul(promote_high(low), f)), 16);
    v128.store(vector, f64x2.add(v128.load(vector, 32), f64x2.mul(f64x2.promote_low_f32x4(high), f)), 32);
    v128.store(vector, f64x2.add(v128.load(vector, 48), f64x2.mul(promote_high(high), f)), 48);
  }
  for (; n > 0; n--, row++, vector += 8) {
    store<f64>(vector, load<f64>(vector) + <f64>(<f32>load<u8>(row) * scale) * factor);
  }
}

function add_floats(n: i32, factor: f64, row: usize, vector: usize): void {
  const f = f64x2.splat(factor);
  let floats: v128;
  for (; n >= 4; n -= 4, row += 16, vector += 32) {
    floats = v128.load(row);
    v128.store(vector, f64x2.add(v128.load(vector), f64x2.mul(f64x2.promote_low_f32x4(floats), f)));
    v128.store(vector, f64x2.add(v128.load(vector, 16), f64x2.mul(promote_high(floats), f)), 16);
  }
  for (; n > 0; n--, row += 4, vector += 8) store<f64>(vector, load<f64>(vector) + <f64>load<f32>(row) * factor);
}
