/** First weights of a network. */
import type { Matrix } from "../../core/matrix.js";
import type { Random } from "../../core/random.js";
import type { Activation } from "./network.js";

export interface Weights {
  /** Per layer, fan in × fan out. */
  readonly coefs: Matrix<Float32Array>[];
  readonly intercepts: Float32Array[];
}

/**
 * Weights and biases uniform in ±√(factor / (fan in + fan out)), factor 2 for the logistic function and 6 for others, as in scikit-learn.
 * Reference: Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010.
 */
export function glorotUniform(units: readonly number[], activation: Activation, random: Random): Weights {
  const factor = activation === "logistic" ? 2 : 6;
  const coefs: Matrix<Float32Array>[] = [];
  const intercepts: Float32Array[] = [];
  for (let i = 0; i + 1 < units.length; i++) {
    const [rows, cols] = [units[i], units[i + 1]];
    const bound = Math.sqrt(factor / (rows + cols));
    const draw = () => bound * (2 * random.float() - 1);
    coefs.push({ data: new Float32Array(rows * cols).map(draw), rows, cols });
    intercepts.push(new Float32Array(cols).map(draw));
  }
  return { coefs, intercepts };
}
