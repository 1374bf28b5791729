/**
 * Packs a block of a matrix into panels of `width` vectors each, the layout every microkernel reads:
 *
 *   panel 0: k=0: v0 v1 … v(width−1) | k=1: v0 v1 … | … | k=kc−1        panel 1: …
 *
 * where "vectors" are rows of A (width = MR) or columns of B (width = NR). Missing vectors of the last panel are zeros.
 * Shapes: `count` vectors of `kc` elements; panels hold kc × width floats.
 * Requires: width a multiple of 4.
 */

/** Vectors are contiguous along k (row-major A, or B given transposed); vector i starts at `src + i * ldBytes`. */
export function pack_k_contiguous(src: usize, ldBytes: usize, count: i32, kc: i32, width: i32, dst: usize): void {
  const stepBytes = (<usize>width) << 2;
  for (let first = 0; first < count; first += width) {
    for (let group = 0; group < width; group += 4) {
      pack_group_k_contiguous(src + <usize>(first + group) * ldBytes, ldBytes, min(4, count - first - group), kc, dst + ((<usize>group) << 2), stepBytes);
    }
    dst += <usize>kc * stepBytes;
  }
}

/** Up to four k-contiguous vectors into four neighbouring lanes of a panel; `live` ≤ 0 writes zeros only. */
function pack_group_k_contiguous(src: usize, ldBytes: usize, live: i32, kc: i32, dst: usize, stepBytes: usize): void {
  if (live < 4) {
    pack_tail_k_contiguous(src, ldBytes, live, kc, dst, stepBytes);
    return;
  }
  const s1 = src + ldBytes;
  const s2 = s1 + ldBytes;
  const s3 = s2 + ldBytes;
  let at: usize = 0;
  let k = kc;
  for (; k >= 4; k -= 4) {
    const r0 = v128.load(src + at);
    const r1 = v128.load(s1 + at);
    const r2 = v128.load(s2 + at);
    const r3 = v128.load(s3 + at);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(dst, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    v128.store(dst + stepBytes, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
    v128.store(dst + 2 * stepBytes, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
    v128.store(dst + 3 * stepBytes, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
    at += 16;
    dst += 4 * stepBytes;
  }
  for (; k > 0; k--) {
    store<f32>(dst, load<f32>(src + at));
    store<f32>(dst, load<f32>(s1 + at), 4);
    store<f32>(dst, load<f32>(s2 + at), 8);
    store<f32>(dst, load<f32>(s3 + at), 12);
    at += 4;
    dst += stepBytes;
  }
}

function pack_tail_k_contiguous(src: usize, ldBytes: usize, live: i32, kc: i32, dst: usize, stepBytes: usize): void {
  for (let k = 0; k < kc; k++) {
    for (let i = 0; i < 4; i++) {
      const value: f32 = i < live ? load<f32>(src + <usize>i * ldBytes + ((<usize>k) << 2)) : 0;
      store<f32>(dst + ((<usize>i) << 2), value);
    }
    dst += stepBytes;
  }
}

/** Vectors are neighbours in memory at every k (row-major B, or A given transposed); step k starts at `src + k * ldBytes`. */
export function pack_k_strided(src: usize, ldBytes: usize, count: i32, kc: i32, width: i32, dst: usize): void {
  const widthBytes = (<usize>width) << 2;
  for (let first = 0; first < count; first += width) {
    const live = min(width, count - first);
    let from = src + ((<usize>first) << 2);
    for (let k = 0; k < kc; k++) {
      if (live == width) copy_vectors(dst, from, widthBytes);
      else copy_padded(dst, from, live, width);
      from += ldBytes;
      dst += widthBytes;
    }
  }
}

// @ts-ignore: decorator
@inline
function copy_vectors(dst: usize, src: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(dst + at, v128.load(src + at));
}

function copy_padded(dst: usize, src: usize, live: i32, width: i32): void {
  for (let i = 0; i < width; i++) {
    store<f32>(dst + ((<usize>i) << 2), i < live ? load<f32>(src + ((<usize>i) << 2)) : <f32>0);
  }
}
