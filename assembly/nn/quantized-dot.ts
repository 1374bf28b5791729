/**
 * The product that quantised kernels are made of. They are compiled twice: for every host, two rows of W at a time, and with relaxed SIMD,
 * four at a time. Both are exact, so they agree to the last bit.
 *
 * The relaxed instructions multiply signed bytes with bytes of 7 bits and add neighbours in 16 bits. Two things are left to the host: how it
 * reads a second operand whose top bit is set, and whether a sum beyond 16 bits wraps or saturates. Neither can happen here: integers are
 * from 0 to 127, and two products from −32512 to 32258. Source: https://github.com/WebAssembly/relaxed-simd, Overview.md, "Relaxed integer
 * dot product".
 */
const RELAXED: bool = ASC_FEATURE_RELAXED_SIMD;

/** Rows of W in one word of integers. */
export const GROUP: i32 = RELAXED ? 4 : 2;
/** Bytes of W for the four columns of a vector of sums. */
export const FOUR: usize = RELAXED ? 16 : 8;
/** Binary logarithm of the bytes of W for the 32 columns of a tile. */
export const ROW_SHIFT: usize = RELAXED ? 7 : 6;

/** Ways to add a product, as type arguments: through sums of 16 bits, or with the instruction for all of it. */
export type InSteps = i16;
export type AtOnce = i8;

/** The bytes of W for four columns. */
// @ts-ignore: decorator
@inline
export function four(w: usize): v128 {
  return RELAXED ? v128.load(w) : v128.load8x8_s(w);
}

/** The sums of four columns, and one product more for each of the group's rows; u is the same word in every lane. */
// @ts-ignore: decorator
@inline
export function added<T>(sums: v128, w: v128, u: v128, ones: v128): v128 {
  if (!RELAXED) return i32x4.add(sums, i32x4.dot_i16x8_s(w, u));
  if (sizeof<T>() == sizeof<AtOnce>()) return i32x4.relaxed_dot_i8x16_i7x16_add_s(w, u, sums);
  return i32x4.add(sums, i32x4.dot_i16x8_s(v128.relaxed_dot<i16>(w, u), ones));
}

/** Eight times 1, made of an address so that no compiler knows: V8 makes a constant anew for each product, which costs a fifth of the speed. */
// @ts-ignore: decorator
@inline
export function onesOf(address: usize): v128 {
  return i16x8.splat(<i16>i32(address != 0));
}

/**
 * Whether the instruction for all of a product is one of the processor's too, as on ARM and on x86 with VNNI. Others show that V8 puts it
 * together, from five, by sums that saturate: −128 · 255 twice is −65280, of which −32768 is left. Three do the same for kernels.
 */
export function adds_at_once(): bool {
  if (!RELAXED) return false;
  const sums = i32x4.relaxed_dot_i8x16_i7x16_add_s(i8x16.splat(-128), i8x16.splat(-1), i32x4.splat(0));
  return i32x4.extract_lane(sums, 0) != 2 * -32768;
}

export function quantized_group(): i32 {
  return GROUP;
}
