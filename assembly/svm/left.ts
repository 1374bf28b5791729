/**
 * Packs rows of a feature matrix into groups of four, the left-hand side of svm_dots_*: step by step through the features, the four
 * rows side by side.
 *
 *   i16: step = two features:  row 0: f0 f1 | … | row 3: f0 f1      (16 bytes; an odd last feature is paired with 0)
 *   f64: step = one feature:   row 0 | … | row 3                    (32 bytes)
 *
 * Shapes: X has rows of `k` elements; `ids` are `count` row numbers, −1 for a row of zeros.
 * Requires: count is a multiple of 4.
 */
export function svm_left_u8(x: usize, k: i32, ids: usize, count: i32, dst: usize): void {
  assert((count & 3) == 0);
  const stepBytes: usize = 16;
  const groupBytes = (<usize>((k + 1) >> 1)) * stepBytes;
  for (let i = 0; i < count; i++) {
    const id = load<i32>(ids + ((<usize>i) << 2));
    let to = dst + (<usize>(i >> 2)) * groupBytes + ((<usize>(i & 3)) << 2);
    let from = x + <usize>id * <usize>k;
    for (let f = 0; f < k - 1; f += 2) {
      store<u32>(to, id < 0 ? 0 : <u32>load<u8>(from) | ((<u32>load<u8>(from, 1)) << 16));
      from += 2;
      to += stepBytes;
    }
    if (k & 1) store<u32>(to, id < 0 ? 0 : <u32>load<u8>(from));
  }
}

/** Floats; bytes with `isBytes`, each counting as byte · scale. */
export function svm_left_f64(x: usize, isBytes: i32, scale: f64, k: i32, ids: usize, count: i32, dst: usize): void {
  assert((count & 3) == 0);
  const stepBytes: usize = 32;
  const groupBytes = <usize>k * stepBytes;
  for (let i = 0; i < count; i++) {
    const id = load<i32>(ids + ((<usize>i) << 2));
    let to = dst + (<usize>(i >> 2)) * groupBytes + ((<usize>(i & 3)) << 3);
    let at = <usize>id * <usize>k;
    for (let f = 0; f < k; f++) {
      const value: f64 = id < 0 ? 0 : isBytes ? <f64>load<u8>(x + at) * scale : <f64>load<f32>(x + (at << 2));
      store<f64>(to, value);
      at++;
      to += stepBytes;
    }
  }
}
