/**
 * How many of `count` rows (u32 at `order`) a machine puts on their side: w·x + b > 0 for the rows whose code is `positive`, not for the others.
 *
 * Shapes and requirements as in sgd-epoch.ts.
 * Cost: count · cols multiply-adds.
 */
import { Machine } from "./sgd-machine";
import { dot_row } from "./sgd-rows";

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
  weights: usize,
): i32 {
  const machine = changetype<Machine>(record);
  const rowBytes = isBytes ? <usize>cols : (<usize>cols) << 2;
  let hits: i32 = 0;
  for (; count > 0; count--, order += 4) {
    const index = <usize>load<u32>(order);
    const product = dot_row(cols, features + index * rowBytes, isBytes, scale, weights);
    const decision = machine.scale * product + machine.intercept;
    hits += <i32>(decision > 0 == (load<i32>(codes + (index << 2)) == positive));
  }
  return hits;
}
