/**
 * machine.hits becomes how many of `count` rows (u32 at `order`) a machine of the group puts on their side: w·x + b > 0 for the rows whose
 * code is machine.positive, not for the others.
 *
 * Shapes and requirements as in sgd-epoch.ts.
 * Cost: count · cols multiply-adds a machine.
 */
import { machine_at, multiply_row } from "./sgd-group";

export function sgd_hits(
  features: usize,
  isBytes: i32,
  scale: f32,
  cols: i32,
  order: usize,
  count: i32,
  codes: usize,
  machines: usize,
  size: i32,
  n: i32,
  work: usize,
): void {
  for (let i = 0; i < size; i++) machine_at(machines, i).hits = 0;
  for (; count > 0; count--, order += 4) {
    const code = <f64>load<i32>(codes + ((<usize>load<u32>(order)) << 2));
    multiply_row(features, isBytes, scale, cols, order, <i32>(count > 1), machines, size, n, work);
    for (let i = 0; i < size; i++) {
      const machine = machine_at(machines, i);
      const decision = machine.scale * machine.product + machine.intercept;
      machine.hits += <f64>(<i32>(decision > 0 == (code == machine.positive)));
    }
  }
}
