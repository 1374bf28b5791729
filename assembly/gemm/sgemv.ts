/**
 * y = epilogue(x · B) for one row x: what sgemm gives with m = 1, to the last bit, without packing B.
 *
 * Shapes: x is k floats, B is k × n with `ldb` elements between rows, y is n floats, `work` n floats of scratch.
 * Order: products are summed over k in rising order within blocks of KC, and the blocks in rising order. A zero of x is skipped with its row
 *   of B: adding ±0 to a sum that started at +0 changes no bit as long as B is finite, and half of all pixels and rectified units are 0.
 * Requires: B finite, or no zeros in x; y is neither x nor work.
 * Cost: 2·n flops for every x[k] ≠ 0; bound by reading B.
 */
import { KC } from "./blocking";
import { epilogue } from "./epilogue";

export function sgemv(n: i32, k: i32, x: usize, b: usize, ldb: i32, y: usize, op: i32, bias: usize, work: usize): void {
  const ldbBytes = (<usize>ldb) << 2;
  const rowBytes = (<usize>n) << 2;
  for (let pc = 0; pc == 0 || pc < k; pc += KC) {
    const sums = pc == 0 ? y : work;
    memory.fill(sums, 0, rowBytes);
    add_rows(n, min(KC, k - pc), x, b, ldbBytes, sums);
    if (pc > 0) add(n, work, y);
    x += (<usize>KC) << 2;
    b += <usize>KC * ldbBytes;
  }
  if (op) epilogue(op, 1, n, y, rowBytes, bias, 0);
}

/** sums += Σ x[i] · B[i, :], two rows that count at a time. */
function add_rows(n: i32, k: i32, x: usize, b: usize, ldbBytes: usize, sums: usize): void {
  const end = x + ((<usize>k) << 2);
  while (true) {
    while (x < end && load<f32>(x) == 0) {
      x += 4;
      b += ldbBytes;
    }
    if (x >= end) return;
    const x0 = load<f32>(x);
    const b0 = b;
    x += 4;
    b += ldbBytes;
    while (x < end && load<f32>(x) == 0) {
      x += 4;
      b += ldbBytes;
    }
    if (x >= end) {
      axpy(n, x0, b0, sums);
      return;
    }
    axpy_2(n, x0, b0, load<f32>(x), b, sums);
    x += 4;
    b += ldbBytes;
  }
}

function axpy(n: i32, factor: f32, b: usize, sums: usize): void {
  const a = f32x4.splat(factor);
  for (; n >= 4; n -= 4, b += 16, sums += 16) v128.store(sums, f32x4.add(v128.load(sums), f32x4.mul(a, v128.load(b))));
  for (; n > 0; n--, b += 4, sums += 4) store<f32>(sums, load<f32>(sums) + factor * load<f32>(b));
}

function axpy_2(n: i32, factor0: f32, b0: usize, factor1: f32, b1: usize, sums: usize): void {
  const a0 = f32x4.splat(factor0);
  const a1 = f32x4.splat(factor1);
  for (; n >= 8; n -= 8, b0 += 32, b1 += 32, sums += 32) {
    const s0 = f32x4.add(v128.load(sums), f32x4.mul(a0, v128.load(b0)));
    const s1 = f32x4.add(v128.load(sums, 16), f32x4.mul(a0, v128.load(b0, 16)));
    v128.store(sums, f32x4.add(s0, f32x4.mul(a1, v128.load(b1))));
    v128.store(sums, f32x4.add(s1, f32x4.mul(a1, v128.load(b1, 16))), 16);
  }
  for (; n > 0; n--, b0 += 4, b1 += 4, sums += 4) {
    store<f32>(sums, load<f32>(sums) + factor0 * load<f32>(b0) + factor1 * load<f32>(b1));
  }
}

function add(n: i32, x: usize, y: usize): void {
  for (; n >= 4; n -= 4, x += 16, y += 16) v128.store(y, f32x4.add(v128.load(y), v128.load(x)));
  for (; n > 0; n--, x += 4, y += 4) store<f32>(y, load<f32>(y) + load<f32>(x));
}
