/** Small integers from floats: what both kinds of quantised kernels begin with. */

/** 1.5 · 2²³: floats around it are whole numbers, so that adding it rounds to the nearest of them, ties to even. */
const WHOLE: f32 = 12582912;

/** What turns the bits of WHOLE + q into q − low, for integers q. */
// @ts-ignore: decorator
@inline
export function originOf(low: f32): v128 {
  return i32x4.splat(reinterpret<i32>(WHOLE) + <i32>low);
}

/** min(max(nearest(x · factor), least), most) − low, by whole bounds, which may as well come first. */
// @ts-ignore: decorator
@inline
export function integers(x: v128, factor: v128, least: v128, most: v128, origin: v128): v128 {
  const within = f32x4.pmin(f32x4.pmax(f32x4.mul(x, factor), least), most);
  return i32x4.sub(f32x4.add(within, f32x4.splat(WHOLE)), origin);
}

/** The same of one float. */
// @ts-ignore: decorator
@inline
export function integer(x: f32, inverse: f32, low: f32, high: f32): i32 {
  return <i32>(nearest(min(max(x * inverse, low), high)) - low);
}

/**
 * Lists those words of `rows` rows that are not 0 in all of them: `rows` words, then their position p. Returns how many entries there are.
 *
 * Shapes: row r has `words` words from ints + r · 4 · words; `list` has room for `words` entries of 4 · (rows + 1) bytes.
 * Edges: entries behind the valid ones may be overwritten.
 * Why a list: what is left out costs the product nothing, and the words of several rows stand side by side.
 */
export function list_words(rows: i32, words: i32, ints: usize, list: usize): i32 {
  const ldBytes = (<usize>words) << 2;
  const position = (<usize>rows) << 2;
  let count = 0;
  let out = list;
  for (let p = 0; p < words; p++, ints += 4) {
    let any = 0;
    let row = ints;
    for (let at: usize = 0; at < position; at += 4, row += ldBytes) {
      const word = load<i32>(row);
      store<i32>(out + at, word);
      any |= word;
    }
    store<i32>(out + position, p);
    const valid = i32(any != 0);
    count += valid;
    out += (<usize>valid) * (position + 4);
  }
  return count;
}
