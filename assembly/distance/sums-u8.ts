/** Exact integer sums over rows of bytes. */
import { hsum_i32x4 } from "../lanes";

/** Σ x² of one row of `cols` bytes. Requires: cols ≤ 33025, so that the sum stays below 2³¹. */
export function squares_u8(x: usize, cols: i32): i32 {
  let low = i32x4.splat(0);
  let high = i32x4.splat(0);
  let j = cols;
  for (; j >= 16; j -= 16, x += 16) {
    const a = v128.load_ext<u8>(x);
    const b = v128.load_ext<u8>(x + 8);
    low = i32x4.add(low, i32x4.dot_i16x8_s(a, a));
    high = i32x4.add(high, i32x4.dot_i16x8_s(b, b));
  }
  let sum = hsum_i32x4(i32x4.add(low, high));
  for (; j > 0; j--, x++) sum += <i32>load<u8>(x) * <i32>load<u8>(x);
  return sum;
}

/** Σ x² of one row of `cols` i16. Requires: the sum stays below 2³¹. */
export function squares_i16(x: usize, cols: i32): i32 {
  let sum = 0;
  for (let j = 0; j < cols; j++, x += 2) sum += <i32>load<i16>(x) * <i32>load<i16>(x);
  return sum;
}

/** Σ (x − y)² of two rows of `cols` bytes. Requires: cols ≤ 33025. */
export function sqdist_u8(x: usize, y: usize, cols: i32): i32 {
  let low = i32x4.splat(0);
  let high = i32x4.splat(0);
  let j = cols;
  for (; j >= 16; j -= 16, x += 16, y += 16) {
    const a = i16x8.sub(v128.load_ext<u8>(x), v128.load_ext<u8>(y));
    const b = i16x8.sub(v128.load_ext<u8>(x + 8), v128.load_ext<u8>(y + 8));
    low = i32x4.add(low, i32x4.dot_i16x8_s(a, a));
    high = i32x4.add(high, i32x4.dot_i16x8_s(b, b));
  }
  let sum = hsum_i32x4(i32x4.add(low, high));
  for (; j > 0; j--, x++, y++) {
    const difference = <i32>load<u8>(x) - <i32>load<u8>(y);
    sum += difference * difference;
  }
  return sum;
}

/** Σ |x − y| of two rows of `cols` bytes. Requires: cols ≤ 2²³, so that the sum stays below 2³¹. */
export function absdist_u8(x: usize, y: usize, cols: i32): i32 {
  let even = i32x4.splat(0);
  let odd = i32x4.splat(0);
  let j = cols;
  for (; j >= 32; j -= 32, x += 32, y += 32) {
    even = i32x4.add(even, abs_quads(v128.load(x), v128.load(y)));
    odd = i32x4.add(odd, abs_quads(v128.load(x + 16), v128.load(y + 16)));
  }
  let sum = hsum_i32x4(i32x4.add(even, odd));
  for (; j > 0; j--, x++, y++) sum += <i32>abs(<i32>load<u8>(x) - <i32>load<u8>(y));
  return sum;
}

/** |a − b| = max − min of 16 bytes, added up in fours. */
// @ts-ignore: decorator
@inline
function abs_quads(a: v128, b: v128): v128 {
  const difference = i8x16.sub(i8x16.max_u(a, b), i8x16.min_u(a, b));
  return i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(difference));
}
