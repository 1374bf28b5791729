/**
 * y[i] = f(x[i]) for exp, log, tanh and the logistic function; x and y may be the same.
 *
 * Shapes: x and y are n floats. Error and edges: those of assembly/math/.
 */
import { exp_f32x4 } from "../math/exp";
import { log_f32x4 } from "../math/log";
import { logistic_f32x4 } from "../math/logistic";
import { tanh_f32x4 } from "../math/tanh";

export function exp_f32(n: i32, x: usize, y: usize): void {
  for (; n >= 4; n -= 4, x += 16, y += 16) v128.store(y, exp_f32x4(v128.load(x)));
  for (; n > 0; n--, x += 4, y += 4) v128.store_lane<f32>(y, exp_f32x4(v128.load32_splat(x)), 0);
}

export function log_f32(n: i32, x: usize, y: usize): void {
  for (; n >= 4; n -= 4, x += 16, y += 16) v128.store(y, log_f32x4(v128.load(x)));
  for (; n > 0; n--, x += 4, y += 4) v128.store_lane<f32>(y, log_f32x4(v128.load32_splat(x)), 0);
}

export function tanh_f32(n: i32, x: usize, y: usize): void {
  for (; n >= 4; n -= 4, x += 16, y += 16) v128.store(y, tanh_f32x4(v128.load(x)));
  for (; n > 0; n--, x += 4, y += 4) v128.store_lane<f32>(y, tanh_f32x4(v128.load32_splat(x)), 0);
}

export function logistic_f32(n: i32, x: usize, y: usize): void {
  for (; n >= 4; n -= 4, x += 16, y += 16) v128.store(y, logistic_f32x4(v128.load(x)));
  for (; n > 0; n--, x += 4, y += 4) v128.store_lane<f32>(y, logistic_f32x4(v128.load32_splat(x)), 0);
}
