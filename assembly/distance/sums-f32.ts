/** Sums over rows of floats, in f64 and in one fixed order: four running sums over the columns modulo 4, then the tail. */

// @ts-ignore: decorator
@inline
function hsum(low: v128, high: v128): f64 {
  const both = f64x2.add(low, high);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

// @ts-ignore: decorator
@inline
function high_half(v: v128): v128 {
  return v128.shuffle<i64>(v, v, 1, 0);
}

/** Σ x². */
export function squares_f32(x: usize, cols: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let j = cols;
  for (; j >= 4; j -= 4, x += 16) {
    const v = v128.load(x);
    const a = f64x2.promote_low_f32x4(v);
    const b = f64x2.promote_low_f32x4(high_half(v));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  let sum = hsum(low, high);
  for (; j > 0; j--, x += 4) sum += <f64>load<f32>(x) * <f64>load<f32>(x);
  return sum;
}

/** Σ (x − y)². */
export function sqdist_f32(x: usize, y: usize, cols: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let j = cols;
  for (; j >= 4; j -= 4, x += 16, y += 16) {
    const v = v128.load(x);
    const w = v128.load(y);
    const a = f64x2.sub(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(w));
    const b = f64x2.sub(f64x2.promote_low_f32x4(high_half(v)), f64x2.promote_low_f32x4(high_half(w)));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  let sum = hsum(low, high);
  for (; j > 0; j--, x += 4, y += 4) {
    const difference = <f64>load<f32>(x) - <f64>load<f32>(y);
    sum += difference * difference;
  }
  return sum;
}

/** Σ |x − y|. */
export function absdist_f32(x: usize, y: usize, cols: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let j = cols;
  for (; j >= 4; j -= 4, x += 16, y += 16) {
    const v = v128.load(x);
    const w = v128.load(y);
    low = f64x2.add(low, f64x2.abs(f64x2.sub(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(w))));
    high = f64x2.add(high, f64x2.abs(f64x2.sub(f64x2.promote_low_f32x4(high_half(v)), f64x2.promote_low_f32x4(high_half(w)))));
  }
  let sum = hsum(low, high);
  for (; j > 0; j--, x += 4, y += 4) sum += abs(<f64>load<f32>(x) - <f64>load<f32>(y));
  return sum;
}
