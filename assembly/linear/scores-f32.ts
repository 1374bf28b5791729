/**
 * Scores of a block of rows in f32: Z = X · Wᵀ, every element the sum of eight lanes of products.
 *
 * Shapes: X is rows × cols, W outputs × cols, both row-major f32; Z is f64, rows × panels of four outputs as in panels.ts.
 * Order: lane l of an element adds k = l, l + 8, … in rising order, product and sum rounded apart; lanes l and l + 4 are added in f32,
 *   their four sums in f64, (0 + 2) + (1 + 3).
 * wide: 1 takes the eight lanes at once, for 256-bit code, 0 one half after the other; the bits are the same.
 * Requires: rows a multiple of 2, cols of 8; `sums` has SUM_BYTES, 16-byte aligned.
 * Cost: 2 · rows · cols · outputs flops. Tiles of 2 rows and 5 outputs leave no column of ten classes unused.
 */
import { ROW_BYTES } from "./panels";

const TILE_OUTPUTS: i32 = 5;
/** Bytes of the lanes of one element. */
const LANES: usize = 32;
/** Bytes of the lanes of a tile. */
const TILE_BYTES: usize = 2 * 5 * LANES;
/** Room for the lanes of a tile, and the zeros from which they start: V8 joins no accumulators that start from constants. */
export const SUM_BYTES: usize = 2 * TILE_BYTES;

export function block_scores_f32(x: usize, rows: i32, cols: i32, w: usize, outputs: i32, wide: i32, z: usize, sums: usize): void {
  const rowBytes = (<usize>cols) << 2;
  memory.fill(sums + TILE_BYTES, 0, TILE_BYTES);
  for (let row = 0; row < rows; row += 2) {
    const a = x + <usize>row * rowBytes;
    let output = 0;
    for (; output + TILE_OUTPUTS <= outputs; output += TILE_OUTPUTS) {
      dot_tile(cols, a, rowBytes, w + <usize>output * rowBytes, wide, sums);
      for (let i = 0; i < TILE_OUTPUTS; i++) put_pair(sums + (<usize>i) * LANES, TILE_OUTPUTS, z, rows, row, output + i);
    }
    for (; output < outputs; output++) {
      dots_2x1(cols, a, rowBytes, w + <usize>output * rowBytes, sums);
      put_pair(sums, 1, z, rows, row, output);
    }
  }
}

// @ts-ignore: decorator
@inline
function put_pair(sums: usize, stride: usize, z: usize, height: i32, row: i32, output: i32): void {
  const to = z + (<usize>(output >> 2) * <usize>height + <usize>row) * ROW_BYTES + ((<usize>(output & 3)) << 3);
  store<f64>(to, add_lanes(sums));
  store<f64>(to + ROW_BYTES, add_lanes(sums + stride * LANES));
}

// @ts-ignore: decorator
@inline
function add_lanes(at: usize): f64 {
  const four = f32x4.add(v128.load(at), v128.load(at, 16));
  const two = f64x2.add(f64x2.promote_low_f32x4(four), f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 2, 3)));
  return f64x2.extract_lane(two, 0) + f64x2.extract_lane(two, 1);
}

// @ts-ignore: decorator
@inline
function dot_tile(cols: i32, a: usize, rowBytes: usize, w: usize, wide: i32, sums: usize): void {
  const zeros = sums + TILE_BYTES;
  if (wide) {
    dots_2x5(cols, a, rowBytes, w, zeros, sums);
  } else {
    half_dots_2x5(cols, a, rowBytes, w, zeros, sums);
    half_dots_2x5(cols, a + 16, rowBytes, w + 16, zeros, sums + 16);
  }
}

function dots_2x5(cols: i32, a: usize, rowBytes: usize, w: usize, zeros: usize, sums: usize): void {
  let acc0x0x0123 = v128.load(zeros, 0);
  let acc0x0x4567 = v128.load(zeros, 16);
  let acc0x1x0123 = v128.load(zeros, 32);
  let acc0x1x4567 = v128.load(zeros, 48);
  let acc0x2x0123 = v128.load(zeros, 64);
  let acc0x2x4567 = v128.load(zeros, 80);
  let acc0x3x0123 = v128.load(zeros, 96);
  let acc0x3x4567 = v128.load(zeros, 112);
  let acc0x4x0123 = v128.load(zeros, 128);
  let acc0x4x4567 = v128.load(zeros, 144);
  let acc1x0x0123 = v128.load(zeros, 160);
  let acc1x0x4567 = v128.load(zeros, 176);
  let acc1x1x0123 = v128.load(zeros, 192);
  let acc1x1x4567 = v128.load(zeros, 208);
  let acc1x2x0123 = v128.load(zeros, 224);
  let acc1x2x4567 = v128.load(zeros, 240);
  let acc1x3x0123 = v128.load(zeros, 256);
  let acc1x3x4567 = v128.load(zeros, 272);
  let acc1x4x0123 = v128.load(zeros, 288);
  let acc1x4x4567 = v128.load(zeros, 304);
  let a1 = a + rowBytes;
  let w1 = w + rowBytes;
  let w2 = w1 + rowBytes;
  let w3 = w2 + rowBytes;
  let w4 = w3 + rowBytes;
  for (; cols > 0; cols -= 8) {
    const a0x0123 = v128.load(a);
    const a0x4567 = v128.load(a, 16);
    const a1x0123 = v128.load(a1);
    const a1x4567 = v128.load(a1, 16);
    const w0x0123 = v128.load(w);
    const w0x4567 = v128.load(w, 16);
    acc0x0x0123 = f32x4.add(acc0x0x0123, f32x4.mul(a0x0123, w0x0123));
    acc0x0x4567 = f32x4.add(acc0x0x4567, f32x4.mul(a0x4567, w0x4567));
    acc1x0x0123 = f32x4.add(acc1x0x0123, f32x4.mul(a1x0123, w0x0123));
    acc1x0x4567 = f32x4.add(acc1x0x4567, f32x4.mul(a1x4567, w0x4567));
    const w1x0123 = v128.load(w1);
    const w1x4567 = v128.load(w1, 16);
    acc0x1x0123 = f32x4.add(acc0x1x0123, f32x4.mul(a0x0123, w1x0123));
    acc0x1x4567 = f32x4.add(acc0x1x4567, f32x4.mul(a0x4567, w1x4567));
    acc1x1x0123 = f32x4.add(acc1x1x0123, f32x4.mul(a1x0123, w1x0123));
    acc1x1x4567 = f32x4.add(acc1x1x4567, f32x4.mul(a1x4567, w1x4567));
    const w2x0123 = v128.load(w2);
    const w2x4567 = v128.load(w2, 16);
    acc0x2x0123 = f32x4.add(acc0x2x0123, f32x4.mul(a0x0123, w2x0123));
    acc0x2x4567 = f32x4.add(acc0x2x4567, f32x4.mul(a0x4567, w2x4567));
    acc1x2x0123 = f32x4.add(acc1x2x0123, f32x4.mul(a1x0123, w2x0123));
    acc1x2x4567 = f32x4.add(acc1x2x4567, f32x4.mul(a1x4567, w2x4567));
    const w3x0123 = v128.load(w3);
    const w3x4567 = v128.load(w3, 16);
    acc0x3x0123 = f32x4.add(acc0x3x0123, f32x4.mul(a0x0123, w3x0123));
    acc0x3x4567 = f32x4.add(acc0x3x4567, f32x4.mul(a0x4567, w3x4567));
    acc1x3x0123 = f32x4.add(acc1x3x0123, f32x4.mul(a1x0123, w3x0123));
    acc1x3x4567 = f32x4.add(acc1x3x4567, f32x4.mul(a1x4567, w3x4567));
    const w4x0123 = v128.load(w4);
    const w4x4567 = v128.load(w4, 16);
    acc0x4x0123 = f32x4.add(acc0x4x0123, f32x4.mul(a0x0123, w4x0123));
    acc0x4x4567 = f32x4.add(acc0x4x4567, f32x4.mul(a0x4567, w4x4567));
    acc1x4x0123 = f32x4.add(acc1x4x0123, f32x4.mul(a1x0123, w4x0123));
    acc1x4x4567 = f32x4.add(acc1x4x4567, f32x4.mul(a1x4567, w4x4567));
    a += 32;
    a1 += 32;
    w += 32;
    w1 += 32;
    w2 += 32;
    w3 += 32;
    w4 += 32;
  }
  v128.store(sums, acc0x0x0123, 0);
  v128.store(sums, acc0x0x4567, 16);
  v128.store(sums, acc0x1x0123, 32);
  v128.store(sums, acc0x1x4567, 48);
  v128.store(sums, acc0x2x0123, 64);
  v128.store(sums, acc0x2x4567, 80);
  v128.store(sums, acc0x3x0123, 96);
  v128.store(sums, acc0x3x4567, 112);
  v128.store(sums, acc0x4x0123, 128);
  v128.store(sums, acc0x4x4567, 144);
  v128.store(sums, acc1x0x0123, 160);
  v128.store(sums, acc1x0x4567, 176);
  v128.store(sums, acc1x1x0123, 192);
  v128.store(sums, acc1x1x4567, 208);
  v128.store(sums, acc1x2x0123, 224);
  v128.store(sums, acc1x2x4567, 240);
  v128.store(sums, acc1x3x0123, 256);
  v128.store(sums, acc1x3x4567, 272);
  v128.store(sums, acc1x4x0123, 288);
  v128.store(sums, acc1x4x4567, 304);
}

/** Four of the eight lanes: in 128-bit code all of them do not fit the registers. */
function half_dots_2x5(cols: i32, a: usize, rowBytes: usize, w: usize, zeros: usize, sums: usize): void {
  let acc0x0x0123 = v128.load(zeros, 0);
  let acc0x1x0123 = v128.load(zeros, 32);
  let acc0x2x0123 = v128.load(zeros, 64);
  let acc0x3x0123 = v128.load(zeros, 96);
  let acc0x4x0123 = v128.load(zeros, 128);
  let acc1x0x0123 = v128.load(zeros, 160);
  let acc1x1x0123 = v128.load(zeros, 192);
  let acc1x2x0123 = v128.load(zeros, 224);
  let acc1x3x0123 = v128.load(zeros, 256);
  let acc1x4x0123 = v128.load(zeros, 288);
  let a1 = a + rowBytes;
  let w1 = w + rowBytes;
  let w2 = w1 + rowBytes;
  let w3 = w2 + rowBytes;
  let w4 = w3 + rowBytes;
  for (; cols > 0; cols -= 8) {
    const a0x0123 = v128.load(a);
    const a1x0123 = v128.load(a1);
    const w0x0123 = v128.load(w);
    acc0x0x0123 = f32x4.add(acc0x0x0123, f32x4.mul(a0x0123, w0x0123));
    acc1x0x0123 = f32x4.add(acc1x0x0123, f32x4.mul(a1x0123, w0x0123));
    const w1x0123 = v128.load(w1);
    acc0x1x0123 = f32x4.add(acc0x1x0123, f32x4.mul(a0x0123, w1x0123));
    acc1x1x0123 = f32x4.add(acc1x1x0123, f32x4.mul(a1x0123, w1x0123));
    const w2x0123 = v128.load(w2);
    acc0x2x0123 = f32x4.add(acc0x2x0123, f32x4.mul(a0x0123, w2x0123));
    acc1x2x0123 = f32x4.add(acc1x2x0123, f32x4.mul(a1x0123, w2x0123));
    const w3x0123 = v128.load(w3);
    acc0x3x0123 = f32x4.add(acc0x3x0123, f32x4.mul(a0x0123, w3x0123));
    acc1x3x0123 = f32x4.add(acc1x3x0123, f32x4.mul(a1x0123, w3x0123));
    const w4x0123 = v128.load(w4);
    acc0x4x0123 = f32x4.add(acc0x4x0123, f32x4.mul(a0x0123, w4x0123));
    acc1x4x0123 = f32x4.add(acc1x4x0123, f32x4.mul(a1x0123, w4x0123));
    a += 32;
    a1 += 32;
    w += 32;
    w1 += 32;
    w2 += 32;
    w3 += 32;
    w4 += 32;
  }
  v128.store(sums, acc0x0x0123, 0);
  v128.store(sums, acc0x1x0123, 32);
  v128.store(sums, acc0x2x0123, 64);
  v128.store(sums, acc0x3x0123, 96);
  v128.store(sums, acc0x4x0123, 128);
  v128.store(sums, acc1x0x0123, 160);
  v128.store(sums, acc1x1x0123, 192);
  v128.store(sums, acc1x2x0123, 224);
  v128.store(sums, acc1x3x0123, 256);
  v128.store(sums, acc1x4x0123, 288);
}

function dots_2x1(cols: i32, a: usize, rowBytes: usize, w: usize, sums: usize): void {
  let acc0x0123 = f32x4.splat(0);
  let acc0x4567 = f32x4.splat(0);
  let acc1x0123 = f32x4.splat(0);
  let acc1x4567 = f32x4.splat(0);
  let a1 = a + rowBytes;
  for (; cols > 0; cols -= 8, a += 32, a1 += 32, w += 32) {
    const w0123 = v128.load(w);
    const w4567 = v128.load(w, 16);
    acc0x0123 = f32x4.add(acc0x0123, f32x4.mul(v128.load(a), w0123));
    acc0x4567 = f32x4.add(acc0x4567, f32x4.mul(v128.load(a, 16), w4567));
    acc1x0123 = f32x4.add(acc1x0123, f32x4.mul(v128.load(a1), w0123));
    acc1x4567 = f32x4.add(acc1x4567, f32x4.mul(v128.load(a1, 16), w4567));
  }
  v128.store(sums, acc0x0123);
  v128.store(sums, acc0x4567, 16);
  v128.store(sums, acc1x0123, 32);
  v128.store(sums, acc1x4567, 48);
}
