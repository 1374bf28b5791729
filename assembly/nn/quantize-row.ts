/**
 * q[i] = min(max(nearest(x[i] · inverse), low), high), as a list of those pairs (q[2p], q[2p + 1]) that are not both 0.
 *
 * Shapes: x is k floats; `list` has room for k/2 + 2 entries of 8 bytes: two i16, then p as i32. Returns how many entries are valid.
 * Units: nearest rounds ties to even.
 * Requires: −32768 ≤ low ≤ 0 ≤ high ≤ 32767; x without NaN.
 * Edges: an odd k is taken as if a 0 followed. Entries behind the valid ones are overwritten.
 * Why a list: half of all pixels and rectified units are 0, and what is left out here costs qgemv nothing.
 * Reference: test/reference/quantized.ts.
 */
export function quantize_row(k: i32, x: usize, inverse: f32, low: f32, high: f32, list: usize): i32 {
  const factor = f32x4.splat(inverse);
  const least = f32x4.splat(low);
  const most = f32x4.splat(high);
  let out = list;
  let pair = 0;
  for (; k >= 4; k -= 4, x += 16, pair += 2) {
    const rounded = f32x4.nearest(f32x4.mul(v128.load(x), factor));
    const q = i32x4.trunc_sat_f32x4_s(f32x4.min(f32x4.max(rounded, least), most));
    const four = i64x2.extract_lane(i16x8.narrow_i32x4_s(q, q), 0);
    out = append(out, <i32>four, pair);
    out = append(out, <i32>(four >> 32), pair + 1);
  }
  for (; k > 0; k -= 2, x += 8, pair++) {
    const first = one(load<f32>(x), inverse, low, high);
    const second = k > 1 ? one(load<f32>(x, 4), inverse, low, high) : 0;
    out = append(out, (first & 0xffff) | (second << 16), pair);
  }
  return <i32>((out - list) >> 3);
}

// @ts-ignore: decorator
@inline
function append(out: usize, values: i32, pair: i32): usize {
  store<i32>(out, values);
  store<i32>(out, pair, 4);
  return out + (<usize>(values != 0) << 3);
}

// @ts-ignore: decorator
@inline
function one(x: f32, inverse: f32, low: f32, high: f32): i32 {
  return <i32>min(max(nearest(x * inverse), low), high);
}
