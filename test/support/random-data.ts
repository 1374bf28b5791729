/** Random matrices from a seed. */
import { type Matrix, matrix } from "../../src/core/matrix.js";
import { Random } from "../../src/core/random.js";

/** Bytes below `top`. */
export function randomBytes(seed: number, rows: number, cols: number, top = 256): Matrix<Uint8Array> {
  const random = new Random(seed);
  const data = new Uint8Array(rows * cols);
  for (let i = 0; i < data.length; i++) data[i] = random.below(top);
  return matrix(data, [rows, cols]);
}

/** Floats in [low, high). */
export function randomFloats(seed: number, rows: number, cols: number, low = -1, high = 1): Matrix<Float32Array> {
  const random = new Random(seed);
  const data = new Float32Array(rows * cols);
  for (let i = 0; i < data.length; i++) data[i] = low + (high - low) * random.float();
  return matrix(data, [rows, cols]);
}
