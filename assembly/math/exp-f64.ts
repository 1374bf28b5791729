/** e^x for one f64: a lane of exp_f64x2, with its range and error. */
import { exp_f64x2 } from "./exp-f64x2";

// @ts-ignore: decorator
@inline
export function exp_f64(x: f64): f64 {
  return f64x2.extract_lane(exp_f64x2(f64x2.splat(x)), 0);
}
