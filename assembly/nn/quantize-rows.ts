/**
 * u = min(max(nearest(x · inverse), low), high) − low for every element of some rows, as a list of those groups of u that are not 0 in
 * all rows.
 *
 * Shapes: x is rows × k floats; a group is GROUP elements in a word of 4 bytes. `ints` has room for rows · ⌈k/GROUP⌉ words, `list` for
 *   ⌈k/GROUP⌉ entries: for each row a word, then the group's position as i32. Returns how many entries are valid.
 * Units: nearest rounds ties to even.
 * Requires: rows > 0, k > 0; low ≤ 0 ≤ high are whole, and high − low ≤ 127; x without NaN.
 * Edges: behind the last element u goes on with zeros to a whole group. Entries behind the valid ones may be overwritten.
 * Why a list: half of all pixels and rectified units are 0, and what is left out here costs qgemm nothing.
 * Reference: test/reference/quantized.ts.
 */
import { GROUP } from "./quantized-dot";

/** 1.5 · 2²³: floats around it are whole numbers, so that adding it rounds to the nearest of them, ties to even. */
const WHOLE: f32 = 12582912;

export function quantize_rows(
  rows: i32, k: i32, x: usize, inverse: f32, low: f32, high: f32, ints: usize, list: usize,
): i32 {
  const words = (k + GROUP - 1) / GROUP;
  let out = ints;
  for (let r = 0; r < rows; r++) {
    quantize_row(k, x, inverse, low, high, out, words);
    x += (<usize>k) << 2;
    out += (<usize>words) << 2;
  }
  return list_words(rows, words, ints, list);
}

function quantize_row(k: i32, x: usize, inverse: f32, low: f32, high: f32, out: usize, words: i32): void {
  const factor = f32x4.splat(inverse);
  const least = f32x4.splat(low);
  const most = f32x4.splat(high);
  const whole = f32x4.splat(WHOLE);
  const origin = i32x4.splat(reinterpret<i32>(WHOLE) + <i32>low);
  store<i32>(out + ((<usize>words - 1) << 2), 0);
  for (; k >= 4; k -= 4, x += 16) {
    // Bounds are whole, so they may as well come before rounding.
    const within = f32x4.pmin(f32x4.pmax(f32x4.mul(v128.load(x), factor), least), most);
    const u = i32x4.sub(f32x4.add(within, whole), origin);
    const narrow = i16x8.narrow_i32x4_s(u, u);
    if (GROUP == 2) v128.store64_lane(out, narrow, 0);
    else v128.store32_lane(out, i8x16.narrow_i16x8_u(narrow, narrow), 0);
    out += 16 / GROUP;
  }
  for (; k > 0; k--, x += 4, out += 4 / GROUP) {
    const u = <i32>(nearest(min(max(load<f32>(x) * inverse, low), high)) - low);
    if (GROUP == 2) store<i16>(out, <i16>u);
    else store<u8>(out, <u8>u);
  }
}

/** Words that are not 0 in all rows, each followed by those below it, and by its position. */
function list_words(rows: i32, words: i32, ints: usize, list: usize): i32 {
  const ldBytes = (<usize>words) << 2;
  const position = (<usize>rows) << 2;
  let count = 0;
  for (let p = 0; p < words; p++, ints += 4) {
    let any = 0;
    let row = ints;
    for (let at: usize = 0; at < position; at += 4, row += ldBytes) {
      const word = load<i32>(row);
      store<i32>(list + at, word);
      any |= word;
    }
    store<i32>(list + position, p);
    const listed = i32(any != 0);
    count += listed;
    list += (<usize>listed) * (position + 4);
  }
  return count;
}
