/**
 * Packs a block of a matrix into panels of `width` vectors each, the layout every microkernel reads:
 *
 *   panel 0: k=0: v0 v1 … v(width−1) | k=1: v0 v1 … | … | k=kc−1        panel 1: `panelBytes` further on
 *
 * where "vectors" are rows of A (width = the tile's rows) or columns of B (width = its columns). Missing vectors of the last panel are zeros.
 * Shapes: `count` vectors of `kc` elements; a panel holds kc × width floats.
 * Requires: width is 4, 5, 8 or 16.
 */
import { store_turned } from "../lanes";

/** Vectors are contiguous along k (row-major A, or B given transposed); vector i starts at `src + i * ldBytes`. */
export function pack_k_contiguous(src: usize, ldBytes: usize, count: i32, kc: i32, width: i32, dst: usize, panelBytes: usize): void {
  const stepBytes = (<usize>width) << 2;
  const fours = width & ~3;
  for (let first = 0; first < count; first += width) {
    const from = src + <usize>first * ldBytes;
    for (let group = 0; group < fours; group += 4) {
      const at = dst + ((<usize>group) << 2);
      pack_four(from + <usize>group * ldBytes, ldBytes, min(4, count - first - group), kc, at, stepBytes);
    }
    for (let lane = fours; lane < width; lane++) {
      const at = dst + ((<usize>lane) << 2);
      if (first + lane < count) pack_lane(from + <usize>lane * ldBytes, kc, at, stepBytes);
      else clear_lane(kc, at, stepBytes);
    }
    dst += panelBytes;
  }
}

/** Up to four k-contiguous vectors into four neighbouring lanes of a panel; `live` ≤ 0 writes zeros only. */
function pack_four(src: usize, ldBytes: usize, live: i32, kc: i32, dst: usize, stepBytes: usize): void {
  if (live < 4) {
    for (let lane = 0; lane < 4; lane++, dst += 4) {
      if (lane < live) pack_lane(src + <usize>lane * ldBytes, kc, dst, stepBytes);
      else clear_lane(kc, dst, stepBytes);
    }
    return;
  }
  const s1 = src + ldBytes;
  const s2 = s1 + ldBytes;
  const s3 = s2 + ldBytes;
  let at: usize = 0;
  let k = kc;
  for (; k >= 4; k -= 4) {
    store_turned(v128.load(src + at), v128.load(s1 + at), v128.load(s2 + at), v128.load(s3 + at), dst, stepBytes);
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

/** One k-contiguous vector into one lane of a panel. */
function pack_lane(src: usize, kc: i32, dst: usize, stepBytes: usize): void {
  for (; kc > 0; kc--, src += 4, dst += stepBytes) store<f32>(dst, load<f32>(src));
}

function clear_lane(kc: i32, dst: usize, stepBytes: usize): void {
  for (; kc > 0; kc--, dst += stepBytes) store<f32>(dst, 0);
}

/** Vectors are neighbours in memory at every k (row-major B, or A given transposed); step k starts at `src + k * ldBytes`. */
export function pack_k_strided(src: usize, ldBytes: usize, count: i32, kc: i32, width: i32, dst: usize, panelBytes: usize): void {
  for (let first = 0; first < count; first += width) {
    const live = count - first;
    const from = src + ((<usize>first) << 2);
    if (live < width) copy_padded(from, ldBytes, live, kc, width, dst);
    else if (width == 16) copy_16(from, ldBytes, kc, dst);
    else if (width == 8) copy_8(from, ldBytes, kc, dst);
    else if (width == 5) copy_5(from, ldBytes, kc, dst);
    else copy_4(from, ldBytes, kc, dst);
    dst += panelBytes;
  }
}

function copy_16(src: usize, ldBytes: usize, kc: i32, dst: usize): void {
  for (; kc > 0; kc--, src += ldBytes, dst += 64) {
    v128.store(dst, v128.load(src));
    v128.store(dst, v128.load(src, 16), 16);
    v128.store(dst, v128.load(src, 32), 32);
    v128.store(dst, v128.load(src, 48), 48);
  }
}

function copy_8(src: usize, ldBytes: usize, kc: i32, dst: usize): void {
  for (; kc > 0; kc--, src += ldBytes, dst += 32) {
    v128.store(dst, v128.load(src));
    v128.store(dst, v128.load(src, 16), 16);
  }
}

function copy_5(src: usize, ldBytes: usize, kc: i32, dst: usize): void {
  for (; kc > 0; kc--, src += ldBytes, dst += 20) {
    v128.store(dst, v128.load(src));
    store<f32>(dst, load<f32>(src, 16), 16);
  }
}

function copy_4(src: usize, ldBytes: usize, kc: i32, dst: usize): void {
  for (; kc > 0; kc--, src += ldBytes, dst += 16) v128.store(dst, v128.load(src));
}

function copy_padded(src: usize, ldBytes: usize, live: i32, kc: i32, width: i32, dst: usize): void {
  for (; kc > 0; kc--, src += ldBytes) {
    for (let i = 0; i < width; i++, dst += 4) store<f32>(dst, i < live ? load<f32>(src + ((<usize>i) << 2)) : <f32>0);
  }
}
