/**
 * Batch normalisation of columns, between a product and an activation f (an epilogue that adds a bias):
 *
 *   forward    x̂ = (z − mean) / √(variance + epsilon)    y = f(gamma · x̂ + beta)    mean, variance over the rows, variance divided by rows
 *   backward   dbeta = Σ d    dgamma = Σ d · x̂    d ← gamma / √(variance + epsilon) · (d − dbeta / rows − x̂ · dgamma / rows)
 *
 * Sums run over rows in rising order within blocks of KC and over the blocks in rising order, as the matrix product sums, so columns may be
 *   shared out. d comes in as the gradient of gamma · x̂ + beta and leaves as that of z.
 * Shapes: z (which x̂ replaces), x̂, y and d are rows × cols, `ld` elements between rows; everything else is cols floats; work is 3 × cols.
 * Edges: one row gives x̂ = 0 and d = 0.
 * Error: variance is summed from centred values, so a large mean costs no precision.
 * Cost: two passes forward and two backward over rows × cols, bound by the cache they come from.
 * Reference: Ioffe & Szegedy, Batch normalization, 2015.
 */
import { KC } from "../gemm/blocking";
import { epilogue } from "../gemm/epilogue";

export function batch_norm_forward(
  rows: i32, cols: i32, z: usize, y: usize, ld: i32, gamma: usize, beta: usize, mean: usize, variance: usize,
  epsilon: f32, op: i32, work: usize,
): void {
  const rowBytes = (<usize>cols) << 2;
  const ldBytes = (<usize>ld) << 2;
  memory.fill(mean, 0, rowBytes);
  memory.fill(variance, 0, rowBytes);
  for (let first = 0; first < rows; first += KC) {
    const count = min(KC, rows - first);
    memory.fill(work, 0, rowBytes);
    for (let i = 0; i < count; i++) add_row(cols, z + <usize>(first + i) * ldBytes, work);
    add_row(cols, work, mean);
  }
  copy_quotients(cols, mean, <f32>rows, mean);
  for (let first = 0; first < rows; first += KC) {
    const count = min(KC, rows - first);
    memory.fill(work, 0, rowBytes);
    for (let i = 0; i < count; i++) centre_row(cols, z + <usize>(first + i) * ldBytes, mean, work);
    add_row(cols, work, variance);
  }
  copy_quotients(cols, variance, <f32>rows, variance);
  reciprocal_deviation(cols, variance, epsilon, work);
  for (let i = 0; i < rows; i++, z += ldBytes, y += ldBytes) {
    scale_row(cols, z, work, gamma, y);
    epilogue(op, 1, cols, y, 0, beta, 0);
  }
}

export function batch_norm_backward(
  rows: i32, cols: i32, d: usize, normalized: usize, ld: i32, gamma: usize, variance: usize, epsilon: f32,
  dgamma: usize, dbeta: usize, work: usize,
): void {
  const rowBytes = (<usize>cols) << 2;
  const ldBytes = (<usize>ld) << 2;
  memory.fill(dgamma, 0, rowBytes);
  memory.fill(dbeta, 0, rowBytes);
  for (let first = 0; first < rows; first += KC) {
    const count = min(KC, rows - first);
    memory.fill(work, 0, 2 * rowBytes);
    for (let i = 0; i < count; i++) {
      const at = <usize>(first + i) * ldBytes;
      add_products(cols, d + at, normalized + at, work, work + rowBytes);
    }
    add_row(cols, work, dbeta);
    add_row(cols, work + rowBytes, dgamma);
  }
  reciprocal_deviation(cols, variance, epsilon, work);
  copy_quotients(cols, dbeta, <f32>rows, work + rowBytes);
  copy_quotients(cols, dgamma, <f32>rows, work + 2 * rowBytes);
  multiply_row(cols, work, gamma);
  for (let i = 0; i < rows; i++, d += ldBytes, normalized += ldBytes) {
    correct_row(cols, d, normalized, work, work + rowBytes, work + 2 * rowBytes);
  }
}

/** sum += x */
function add_row(cols: i32, x: usize, sum: usize): void {
  for (; cols >= 4; cols -= 4, x += 16, sum += 16) v128.store(sum, f32x4.add(v128.load(sum), v128.load(x)));
  for (; cols > 0; cols--, x += 4, sum += 4) store<f32>(sum, load<f32>(sum) + load<f32>(x));
}

/** z −= mean; sum += z² */
function centre_row(cols: i32, z: usize, mean: usize, sum: usize): void {
  for (; cols >= 4; cols -= 4, z += 16, mean += 16, sum += 16) {
    const centred = f32x4.sub(v128.load(z), v128.load(mean));
    v128.store(z, centred);
    v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(centred, centred)));
  }
  for (; cols > 0; cols--, z += 4, mean += 4, sum += 4) {
    const centred = load<f32>(z) - load<f32>(mean);
    store<f32>(z, centred);
    store<f32>(sum, load<f32>(sum) + centred * centred);
  }
}

/** z *= factor; y = gamma · z */
function scale_row(cols: i32, z: usize, factor: usize, gamma: usize, y: usize): void {
  for (; cols >= 4; cols -= 4, z += 16, factor += 16, gamma += 16, y += 16) {
    const normalized = f32x4.mul(v128.load(z), v128.load(factor));
    v128.store(z, normalized);
    v128.store(y, f32x4.mul(v128.load(gamma), normalized));
  }
  for (; cols > 0; cols--, z += 4, factor += 4, gamma += 4, y += 4) {
    const normalized = load<f32>(z) * load<f32>(factor);
    store<f32>(z, normalized);
    store<f32>(y, load<f32>(gamma) * normalized);
  }
}

/** sum += d; products += d · x */
function add_products(cols: i32, d: usize, x: usize, sum: usize, products: usize): void {
  for (; cols >= 4; cols -= 4, d += 16, x += 16, sum += 16, products += 16) {
    const v = v128.load(d);
    v128.store(sum, f32x4.add(v128.load(sum), v));
    v128.store(products, f32x4.add(v128.load(products), f32x4.mul(v, v128.load(x))));
  }
  for (; cols > 0; cols--, d += 4, x += 4, sum += 4, products += 4) {
    store<f32>(sum, load<f32>(sum) + load<f32>(d));
    store<f32>(products, load<f32>(products) + load<f32>(d) * load<f32>(x));
  }
}

/** d = factor · (d − shift − x · slope) */
function correct_row(cols: i32, d: usize, x: usize, factor: usize, shift: usize, slope: usize): void {
  for (; cols >= 4; cols -= 4, d += 16, x += 16, factor += 16, shift += 16, slope += 16) {
    const centred = f32x4.sub(v128.load(d), v128.load(shift));
    const corrected = f32x4.sub(centred, f32x4.mul(v128.load(x), v128.load(slope)));
    v128.store(d, f32x4.mul(v128.load(factor), corrected));
  }
  for (; cols > 0; cols--, d += 4, x += 4, factor += 4, shift += 4, slope += 4) {
    store<f32>(d, load<f32>(factor) * (load<f32>(d) - load<f32>(shift) - load<f32>(x) * load<f32>(slope)));
  }
}

/** factor = 1 / √(variance + epsilon) */
function reciprocal_deviation(cols: i32, variance: usize, epsilon: f32, factor: usize): void {
  for (; cols > 0; cols--, variance += 4, factor += 4) store<f32>(factor, <f32>1 / sqrt<f32>(load<f32>(variance) + epsilon));
}

/** to = from / divisor */
function copy_quotients(cols: i32, from: usize, divisor: f32, to: usize): void {
  for (; cols > 0; cols--, from += 4, to += 4) store<f32>(to, load<f32>(from) / divisor);
}

/** x *= y */
function multiply_row(cols: i32, x: usize, y: usize): void {
  for (; cols > 0; cols--, x += 4, y += 4) store<f32>(x, load<f32>(x) * load<f32>(y));
}
