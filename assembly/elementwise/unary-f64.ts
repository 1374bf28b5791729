/**
 * exp and log over arrays of f64.
 *
 * Shapes: x and y are n f64 each and may be the same array.
 * Error: as in assembly/math.
 */
import { exp_f64 } from "../math/exp-f64";
import { log_f64 } from "../math/log-f64";

export function exp_f64s(n: i32, x: usize, y: usize): void {
  for (; n > 0; n--, x += 8, y += 8) store<f64>(y, exp_f64(load<f64>(x)));
}

export function log_f64s(n: i32, x: usize, y: usize): void {
  for (; n > 0; n--, x += 8, y += 8) store<f64>(y, log_f64(load<f64>(x)));
}
