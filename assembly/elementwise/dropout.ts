/**
 * Inverted dropout: y = keep(e) ? x · scale : 0, where e is the element's number in the whole matrix.
 *
 * keep(e) is `hash(e, key0, key1) ≥ threshold` (unsigned): a counter-based generator, so the mask does not depend on which thread computes
 *   which part, and the backward pass repeats it instead of storing it.
 * Shapes: rows × cols at x and y, both `ld` elements between rows; the first element has number `first`, the next row's `first + ld`.
 * Aliasing: y may be x.
 * Hash: the two rounds of a 32-bit mixer (constants of Steele's splitmix32 variant), one key before each round.
 */
export function dropout(rows: i32, cols: i32, x: usize, y: usize, ld: i32, first: i32, key0: i32, key1: i32, threshold: i32, scale: f32): void {
  const factor = f32x4.splat(scale);
  const limit = i32x4.splat(threshold);
  const ldBytes = (<usize>ld) << 2;
  for (let i = 0; i < rows; i++, x += ldBytes, y += ldBytes, first += ld) {
    let at: usize = 0;
    let j = 0;
    for (; j + 4 <= cols; j += 4, at += 16) {
      const number = i32x4.add(i32x4.splat(first + j), i32x4(0, 1, 2, 3));
      const keep = i32x4.ge_u(hash(number, key0, key1), limit);
      v128.store(y + at, v128.and(f32x4.mul(v128.load(x + at), factor), keep));
    }
    for (; j < cols; j++, at += 4) {
      const keep = i32x4.ge_u(hash(i32x4.splat(first + j), key0, key1), limit);
      v128.store_lane<f32>(y + at, v128.and(f32x4.mul(v128.load32_splat(x + at), factor), keep), 0);
    }
  }
}

// @ts-ignore: decorator
@inline
function hash(number: v128, key0: i32, key1: i32): v128 {
  let h = v128.xor(number, i32x4.splat(key0));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x21f0aaad));
  h = i32x4.add(v128.xor(h, i32x4.shr_u(h, 15)), i32x4.splat(key1));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 15)), i32x4.splat(0x735a2d97));
  return v128.xor(h, i32x4.shr_u(h, 15));
}
