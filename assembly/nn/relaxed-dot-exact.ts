/**
 * 1 if the host's relaxed dot products are exact for every signed byte with the integers from 0 to 127, neighbours as large as they get,
 * else 0.
 *
 * Cost: 65536 products, some 20 µs.
 * Reference: i32.mul.
 */
import { added, AtOnce, InSteps } from "./quantized-dot";

export function relaxed_dot_exact(): i32 {
  return i32(isExact<AtOnce>() && isExact<InSteps>());
}

function isExact<T>(): bool {
  const ones = i16x8.splat(1);
  for (let w = -128; w < 128; w++) {
    for (let u = 0; u < 128; u += 4) {
      // Lanes of four: w with u, u + 1, u + 2 and u + 3, then −w − 1 with 127.
      const weights = i8x16.splat(<i8>w);
      const rising = i32x4.splat(u * 0x01010101 + 0x03020100);
      const first = added<T>(i32x4.splat(w), weights, rising, ones);
      const sums = added<T>(first, v128.not(weights), i8x16.splat(127), ones);
      const expected = w + w * (4 * u + 6) - 4 * 127 * (w + 1);
      if (!i32x4.all_true(i32x4.eq(sums, i32x4.splat(expected)))) return false;
    }
  }
  return true;
}
