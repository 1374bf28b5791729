/** Sums of f64 vectors; n is a multiple of 8. */

/** y += factor · x. */
export function axpy_f64(n: i32, factor: f64, x: usize, y: usize): void {
  const f = f64x2.splat(factor);
  for (; n > 0; n -= 8, x += 64, y += 64) {
    v128.store(y, f64x2.add(v128.load(y), f64x2.mul(v128.load(x), f)));
    v128.store(y, f64x2.add(v128.load(y, 16), f64x2.mul(v128.load(x, 16), f)), 16);
    v128.store(y, f64x2.add(v128.load(y, 32), f64x2.mul(v128.load(x, 32), f)), 32);
    v128.store(y, f64x2.add(v128.load(y, 48), f64x2.mul(v128.load(x, 48), f)), 48);
  }
}

/** x *= factor. */
export function scale_f64(n: i32, factor: f64, x: usize): void {
  const f = f64x2.splat(factor);
  for (; n > 0; n -= 4, x += 32) {
    v128.store(x, f64x2.mul(v128.load(x), f));
    v128.store(x, f64x2.mul(v128.load(x, 16), f), 16);
  }
}
