/**
 * Packs rows into panels of `width` rows for the i16 dot products, two neighbouring columns a step:
 *
 *   panel: columns 0,1: r0 r1 … r(width−1) | columns 2,3: r0 r1 … | …
 *
 * Missing rows of the last panel and the missing column of an odd count are zeros.
 * Shapes: `count` rows of `cols` elements, `src + i * ldBytes` the first of row i; a panel holds ceil(cols / 2) × width × 2 i16.
 * Requires: width a multiple of 4.
 */
import { store_turned } from "../lanes";

/** Rows of bytes, widened. */
export function pack_pairs_u8(src: usize, ldBytes: usize, count: i32, cols: i32, width: i32, dst: usize): void {
  const stepBytes = (<usize>width) << 2;
  const pairs = <usize>((cols + 1) >> 1);
  for (let first = 0; first < count; first += width) {
    for (let group = 0; group < width; group += 4) {
      const live = min(4, count - first - group);
      const from = src + <usize>(first + group) * ldBytes;
      const to = dst + ((<usize>group) << 2);
      if (live == 4) pack_four_u8(from, ldBytes, cols, to, stepBytes);
      else pack_tail<u8>(from, ldBytes, live, 0, cols, to, stepBytes);
    }
    dst += pairs * stepBytes;
  }
}

/** Rows of i16. */
export function pack_pairs_i16(src: usize, ldBytes: usize, count: i32, cols: i32, width: i32, dst: usize): void {
  const stepBytes = (<usize>width) << 2;
  const pairs = <usize>((cols + 1) >> 1);
  for (let first = 0; first < count; first += width) {
    for (let group = 0; group < width; group += 4) {
      const live = min(4, count - first - group);
      const from = src + <usize>(first + group) * ldBytes;
      const to = dst + ((<usize>group) << 2);
      if (live == 4) pack_four_i16(from, ldBytes, cols, to, stepBytes);
      else pack_tail<i16>(from, ldBytes, live, 0, cols, to, stepBytes);
    }
    dst += pairs * stepBytes;
  }
}

function pack_four_u8(src: usize, ldBytes: usize, cols: i32, dst: usize, stepBytes: usize): void {
  const s1 = src + ldBytes;
  const s2 = s1 + ldBytes;
  const s3 = s2 + ldBytes;
  let j = 0;
  for (; j + 8 <= cols; j += 8) {
    const at = <usize>j;
    // A pair of columns is one lane of 32 bits.
    store_turned(
      v128.load_ext<u8>(src + at), v128.load_ext<u8>(s1 + at), v128.load_ext<u8>(s2 + at), v128.load_ext<u8>(s3 + at),
      dst, stepBytes,
    );
    dst += 4 * stepBytes;
  }
  pack_tail<u8>(src, ldBytes, 4, j, cols, dst, stepBytes);
}

function pack_four_i16(src: usize, ldBytes: usize, cols: i32, dst: usize, stepBytes: usize): void {
  const s1 = src + ldBytes;
  const s2 = s1 + ldBytes;
  const s3 = s2 + ldBytes;
  let j = 0;
  for (; j + 8 <= cols; j += 8) {
    const at = (<usize>j) << 1;
    store_turned(v128.load(src + at), v128.load(s1 + at), v128.load(s2 + at), v128.load(s3 + at), dst, stepBytes);
    dst += 4 * stepBytes;
  }
  pack_tail<i16>(src, ldBytes, 4, j, cols, dst, stepBytes);
}

/** Columns `j` to `cols` of up to four rows; rows from `live` on are zeros. */
function pack_tail<T>(src: usize, ldBytes: usize, live: i32, j: i32, cols: i32, dst: usize, stepBytes: usize): void {
  for (; j < cols; j += 2) {
    for (let i = 0; i < 4; i++) {
      const at = src + <usize>i * ldBytes + <usize>j * sizeof<T>();
      const even: i32 = i < live ? <i32>load<T>(at) : 0;
      const odd: i32 = i < live && j + 1 < cols ? <i32>load<T>(at + sizeof<T>()) : 0;
      store<i32>(dst + ((<usize>i) << 2), (odd << 16) | (even & 0xffff));
    }
    dst += stepBytes;
  }
}
