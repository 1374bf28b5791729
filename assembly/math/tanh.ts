/**
 * Hyperbolic tangent of four floats.
 *
 * Method: an odd polynomial where |x| < 0.625, else 1 − 2/(e^{2|x|} + 1) with the sign put back.
 * Error: ≤ 2 ulp.
 * Edges: tanh(±0) = ±0, tanh(±inf) = ±1, NaN stays NaN.
 * Reference: polynomial from Cephes' tanhf (Moshier).
 */
import { exp_f32x4 } from "./exp";

// @ts-ignore: decorator
@inline
export function tanh_f32x4(x: v128): v128 {
  const size = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  let p = f32x4.add(f32x4.mul(f32x4.splat(-5.70498872745e-3), square), f32x4.splat(2.06390887954e-2));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-5.37397155531e-2));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(1.33314422036e-1));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-3.33332819422e-1));
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, square), x), x);
  const grown = exp_f32x4(f32x4.add(size, size));
  const far = f32x4.sub(f32x4.splat(1.0), f32x4.div(f32x4.splat(2.0), f32x4.add(grown, f32x4.splat(1.0))));
  // Both are odd; putting the sign back on both keeps that of −0.
  return v128.or(v128.bitselect(near, far, f32x4.lt(size, f32x4.splat(0.625))), v128.and(x, f32x4.splat(-0.0)));
}
