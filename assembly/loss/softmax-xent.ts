/**
 * Softmax and cross-entropy of rows of logits against class codes.
 *
 *   p = softmax(z)   loss = −Σ t · log p   d = scale · (p − t)   t = (1 − smoothing) · onehot(code) + smoothing / cols
 *
 * Shapes: z and d are rows × cols, `ldz` and `ldd` elements apart; codes is `rows` i32; losses is `rows` f64, to be summed by the caller in
 *   row order, so that the sum does not depend on who computed which row.
 * Returns how many rows have their largest logit (the first of equals) at their code.
 * Aliasing: d may be z.
 * Error: the loss is log1p(Σ others) + (max − z[code]), so it keeps its relative precision down to 1e-7 and below; smoothing adds
 *   smoothing · (z[code] − mean z) to it.
 * Edges: a NaN logit makes the row's loss and gradient NaN.
 */
import { exp_f32x4 } from "../math/exp";
import { log_f32x4 } from "../math/log";

export function softmax_xent(rows: i32, cols: i32, z: usize, ldz: i32, codes: usize, smoothing: f32, scale: f32, d: usize, ldd: i32, losses: usize): i32 {
  let hits = 0;
  for (let i = 0; i < rows; i++) {
    const code = load<i32>(codes);
    assert(code >= 0 && code < cols);
    const best = argmax(cols, z);
    const top = load<f32>(z + ((<usize>best) << 2));
    const gap = <f64>top - <f64>load<f32>(z + ((<usize>code) << 2));
    const spread = smoothing > 0 ? <f64>smoothing * above_mean(cols, z, code) : 0;
    const others = exponentials(cols, z, top, best, d);
    divide(cols, d, <f32>1 + others);
    store<f64>(losses, gap + log1p(others) + spread);
    const at = d + ((<usize>code) << 2);
    if (smoothing > 0) add(cols, d, -smoothing / <f32>cols);
    store<f32>(at, load<f32>(at) - (<f32>1 - smoothing));
    multiply(cols, d, scale);
    hits += i32(best == code);
    z += (<usize>ldz) << 2;
    d += (<usize>ldd) << 2;
    codes += 4;
    losses += 8;
  }
  return hits;
}

/** z[code] less the mean of the row, summed in rising order. */
function above_mean(cols: i32, z: usize, code: i32): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < cols; j++) sum += <f64>load<f32>(z + ((<usize>j) << 2));
  return <f64>load<f32>(z + ((<usize>code) << 2)) - sum / <f64>cols;
}

/** y = softmax(x) for every row; x and y are rows × cols without gaps and may be the same. */
export function softmax(rows: i32, cols: i32, x: usize, y: usize): void {
  const rowBytes = (<usize>cols) << 2;
  for (let i = 0; i < rows; i++, x += rowBytes, y += rowBytes) {
    const best = argmax(cols, x);
    const others = exponentials(cols, x, load<f32>(x + ((<usize>best) << 2)), best, y);
    divide(cols, y, <f32>1 + others);
  }
}

function argmax(cols: i32, z: usize): i32 {
  let best = 0;
  let top = load<f32>(z);
  for (let j = 1; j < cols; j++) {
    const value = load<f32>(z + ((<usize>j) << 2));
    if (value > top) {
      top = value;
      best = j;
    }
  }
  return best;
}

/** y = e^(z − top). Returns the sum of all but the one at `best`, which is 1 (NaN if top is no number), in rising order. */
function exponentials(cols: i32, z: usize, top: f32, best: i32, y: usize): f32 {
  const shift = f32x4.splat(top);
  let j = 0;
  for (; j + 4 <= cols; j += 4) {
    const at = (<usize>j) << 2;
    v128.store(y + at, exp_f32x4(f32x4.sub(v128.load(z + at), shift)));
  }
  for (; j < cols; j++) {
    const at = (<usize>j) << 2;
    v128.store_lane<f32>(y + at, exp_f32x4(f32x4.sub(v128.load32_splat(z + at), shift)), 0);
  }
  let others: f32 = top - top;
  for (j = 0; j < cols; j++) if (j != best) others += load<f32>(y + ((<usize>j) << 2));
  return others;
}

function divide(cols: i32, y: usize, divisor: f32): void {
  const by = f32x4.splat(divisor);
  for (; cols >= 4; cols -= 4, y += 16) v128.store(y, f32x4.div(v128.load(y), by));
  for (; cols > 0; cols--, y += 4) store<f32>(y, load<f32>(y) / divisor);
}

function add(cols: i32, y: usize, term: f32): void {
  const by = f32x4.splat(term);
  for (; cols >= 4; cols -= 4, y += 16) v128.store(y, f32x4.add(v128.load(y), by));
  for (; cols > 0; cols--, y += 4) store<f32>(y, load<f32>(y) + term);
}

function multiply(cols: i32, y: usize, factor: f32): void {
  const by = f32x4.splat(factor);
  for (; cols >= 4; cols -= 4, y += 16) v128.store(y, f32x4.mul(v128.load(y), by));
  for (; cols > 0; cols--, y += 4) store<f32>(y, load<f32>(y) * factor);
}

/** log(1 + u) for u ≥ 0: the part of u that 1 + u rounds away is put back. */
function log1p(u: f32): f64 {
  const w: f32 = <f32>1 + u;
  const log = <f64>f32x4.extract_lane(log_f32x4(f32x4.splat(w)), 0);
  return w < f32.POSITIVE_INFINITY ? log + <f64>(u - (w - 1)) / <f64>w : log;
}
