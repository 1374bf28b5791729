/** Random matrices from a seed. */
import { type Matrix, matrix } from "../../src/core/matrix.js";
import { Random } from "../../src/core/random.js";

/** Bytes below `top`. */
export function randomBytes(seed: number, rows: number, cols: number, top = 256): Matrix<Uint8Array> {
  const random = new Random(seed);
  return matrix(
    Uint8Array.from({ length: rows * cols }, () => random.below(top)),
    [rows, cols],
  );
}

/** Floats in [low, high). */
export function randomFloats(seed: number, rows: number, cols: number, low = -1, high = 1): Matrix<Float32Array> {
  const random = new Random(seed);
  return matrix(
    Float32Array.from({ length: rows * cols }, () => low + (high - low) * random.float()),
    [rows, cols],
  );
}
