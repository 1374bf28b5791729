/**
 * Losses of a decision p for a target y of ±1, and their derivatives with respect to p.
 *
 * With z = p·y: hinge max(0, 1 − z); log loss log(1 + e^{−z}); squared hinge max(0, 1 − z)²; perceptron max(0, −z); modified Huber
 * max(0, 1 − z)² for z ≥ −1, else −4z. At a kink the derivative is that of the side where the loss is not 0.
 * Error: a few ulp; log loss is e^{−z} for z > 18 and −z for z < −18, wrong by less than 2e-8 of itself.
 */
import { exp_f64 } from "../math/exp-f64";
import { log_f64 } from "../math/log-f64";

export function loss_value(loss: i32, p: f64, y: f64): f64 {
  const z = p * y;
  switch (loss) {
    case 0:
      return z <= 1.0 ? 1.0 - z : 0;
    case 1:
      return log_loss(z);
    case 2:
      return z < 1.0 ? (1.0 - z) * (1.0 - z) : 0;
    case 3:
      return z <= 0 ? -z : 0;
    default:
      if (z >= 1.0) return 0;
      return z >= -1.0 ? (1.0 - z) * (1.0 - z) : -4.0 * z;
  }
}

function log_loss(z: f64): f64 {
  if (z > 18.0) return exp_f64(-z);
  if (z < -18.0) return -z;
  return log_f64(1.0 + exp_f64(-z));
}

export function loss_slope(loss: i32, p: f64, y: f64): f64 {
  const z = p * y;
  switch (loss) {
    case 0:
      return z <= 1.0 ? -y : 0;
    case 1:
      if (z > 18.0) return -y * exp_f64(-z);
      return z < -18.0 ? -y : -y / (exp_f64(z) + 1.0);
    case 2:
      return z < 1.0 ? -2.0 * y * (1.0 - z) : 0;
    case 3:
      return z <= 0 ? -y : 0;
    default:
      if (z >= 1.0) return 0;
      return z >= -1.0 ? -2.0 * y * (1.0 - z) : -4.0 * y;
  }
}
