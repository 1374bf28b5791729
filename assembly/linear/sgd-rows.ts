/**
 * Rows of features (f32, or bytes that count byte · scale in f32) packed for several machines: without the blocks of eight features that are
 * all 0, which add nothing to a product and move no weight.
 *
 * Shapes: a row has `cols` features. Packed, it is `blocks` blocks: `places` says where each lies in a vector of f64 (u32, bytes), `values`
 *   are its eight features (f64), zeros behind the last column.
 * Requires: room for ⌈cols / 8⌉ blocks.
 * Error: features become f64 exactly.
 */

const BLOCK: i32 = 8;

/**
 * Reads a byte of every cache line of a row, so that all of it is on its way before the first product waits for it: rows in random order are
 * in no cache, and their lines would come a few at a time.
 */
export function touch_row(row: usize, bytes: usize): void {
  for (const end = row + bytes; row < end; row += 64) load<u8>(row);
}

/** Returns the number of blocks. */
export function pack_row(cols: i32, row: usize, isBytes: i32, scale: f32, places: usize, values: usize): i32 {
  const tail = cols % BLOCK;
  const whole = isBytes ? list_bytes(cols - tail, row, places) : list_floats(cols - tail, row, places);
  if (isBytes) convert_bytes(whole, row, scale, places, values);
  else convert_floats(whole, row, places, values);
  if (tail == 0) return whole;
  store<u32>(places + (<usize>whole << 2), (cols - tail) << 3);
  pack_tail(cols - tail, cols, row, isBytes, scale, values + (<usize>whole << 6));
  return whole + 1;
}

function list_bytes(cols: i32, row: usize, places: usize): i32 {
  let end = places;
  for (let at: i32 = 0; at < cols; at += BLOCK, row += 8) {
    store<u32>(end, at << 3);
    end += <usize>(load<u64>(row) != 0) << 2;
  }
  return <i32>((end - places) >> 2);
}

function list_floats(cols: i32, row: usize, places: usize): i32 {
  let end = places;
  for (let at: i32 = 0; at < cols; at += BLOCK, row += 32) {
    store<u32>(end, at << 3);
    end += <usize>v128.any_true(v128.or(v128.load(row), v128.load(row, 16))) << 2;
  }
  return <i32>((end - places) >> 2);
}

function convert_bytes(blocks: i32, row: usize, scale: f32, places: usize, values: usize): void {
  const factor = f32x4.splat(scale);
  for (; blocks > 0; blocks--, places += 4, values += 64) {
    const words = v128.load8x8_u(row + (<usize>load<u32>(places) >> 3));
    const low = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(words)), factor);
    const high = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(words)), factor);
    v128.store(values, f64x2.promote_low_f32x4(low));
    v128.store(values, promote_high(low), 16);
    v128.store(values, f64x2.promote_low_f32x4(high), 32);
    v128.store(values, promote_high(high), 48);
  }
}

function convert_floats(blocks: i32, row: usize, places: usize, values: usize): void {
  for (; blocks > 0; blocks--, places += 4, values += 64) {
    const at = row + (<usize>load<u32>(places) >> 1);
    v128.store(values, f64x2.promote_low_f32x4(v128.load64_zero(at)));
    v128.store(values, f64x2.promote_low_f32x4(v128.load64_zero(at, 8)), 16);
    v128.store(values, f64x2.promote_low_f32x4(v128.load64_zero(at, 16)), 32);
    v128.store(values, f64x2.promote_low_f32x4(v128.load64_zero(at, 24)), 48);
  }
}

function pack_tail(start: i32, cols: i32, row: usize, isBytes: i32, scale: f32, values: usize): void {
  memory.fill(values, 0, 64);
  for (let at = <usize>start; at < <usize>cols; at++, values += 8) {
    store<f64>(values, isBytes ? <f64>(<f32>load<u8>(row + at) * scale) : <f64>load<f32>(row + (at << 2)));
  }
}

/** The upper two of four floats as f64. */
// @ts-ignore: decorator
@inline
function promote_high(floats: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(floats, floats, 1, 1));
}
