/**
 * How many of `count` rows (u32 at `order`) a machine puts on their side: w·x + b > 0 for the rows whose code is `positive`, not for the others.
 *
 * Shapes and requirements as in sgd-epoch.ts.
 * Cost: count · cols multiply-adds.
 */
import { Machine } from "./sgd-machine";
import { dot_f64, widen_row } from "./sgd-vectors";

export function sgd_hits(
  features: usize,
  isBytes: i32,
  scale: f32,
  cols: i32,
  order: usize,
  count: i32,
  codes: usize,
  positive: i32,
  record: usize,
  n: i32,
  weights: usize,
  row: usize,
): i32 {
  const machine = changetype<Machine>(record);
  const rowBytes = isBytes ? <usize>cols : (<usize>cols) << 2;
  let hits: i32 = 0;
  for (; count > 0; count--, order += 4) {
    const index = <usize>load<u32>(order);
    widen_row(cols, features + index * rowBytes, isBytes, scale, row);
    const decision = machine.scale * dot_f64(n, weights, row) + machine.intercept;
    hits += <i32>(decision > 0 == (load<i32>(codes + (index << 2)) == positive));
  }
  return hits;
}
