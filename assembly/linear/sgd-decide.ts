/**
 * Decisions of linear machines: out[i, m] = weights[m, :] · x(rows(i)) + intercepts[m], in f64; rows(i) is i where `order` is 0.
 *
 * Shapes: features as in sgd-epoch.ts; weights is machines × n f64 (n a multiple of 16, zeros behind the columns), intercepts one f64 a
 *   machine, out count × machines f64; `row` is scratch of n f64 with zeros behind the columns.
 * Cost: count · machines · cols multiply-adds.
 */
import { dot_f64, widen_row } from "./sgd-vectors";

export function linear_decide(
  features: usize,
  isBytes: i32,
  scale: f32,
  cols: i32,
  order: usize,
  count: i32,
  machines: i32,
  n: i32,
  weights: usize,
  intercepts: usize,
  row: usize,
  out: usize,
): void {
  const rowBytes = isBytes ? <usize>cols : (<usize>cols) << 2;
  for (let i: i32 = 0; i < count; i++) {
    const index: usize = order ? <usize>load<u32>(order + ((<usize>i) << 2)) : i;
    widen_row(cols, features + index * rowBytes, isBytes, scale, row);
    for (let m: i32 = 0; m < machines; m++, out += 8) {
      const product = dot_f64(n, weights + ((<usize>m * <usize>n) << 3), row);
      store<f64>(out, product + load<f64>(intercepts + ((<usize>m) << 3)));
    }
  }
}
