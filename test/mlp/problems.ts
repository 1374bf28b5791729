/** Small data sets for these tests. */

import { type Matrix, matrix } from "../../src/core/matrix.js";
import { Random } from "../../src/core/random.js";

export interface Problem {
  readonly X: Matrix<Float32Array>;
  readonly y: number[];
}

/** Overlapping clouds around one random centre per class. */
export function clouds(rows: number, cols: number, classes: number, seed: number, spread = 0.35): Problem {
  const random = new Random(seed);
  const centres = Array.from({ length: classes * cols }, () => random.float());
  const y = Array.from({ length: rows }, (_, i) => i % classes);
  const noise = () => spread * (random.float() + random.float() - 1);
  const data = Float32Array.from({ length: rows * cols }, (_, at) => {
    const code = y[Math.floor(at / cols)];
    return centres[code * cols + (at % cols)] + noise();
  });
  return { X: matrix(data, [rows, cols]), y };
}

/** Labels that have nothing to do with the features. */
export function randomLabels(rows: number, cols: number, classes: number, seed: number): Problem {
  const random = new Random(seed);
  const data = Float32Array.from({ length: rows * cols }, () => random.float());
  return { X: matrix(data, [rows, cols]), y: Array.from({ length: rows }, (_, i) => i % classes) };
}
