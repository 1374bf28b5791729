// @ts-check
/** Answers and measures computed apart from every contender, in f64. */
import { samplePlaces } from "../child/product.mjs";
import { readBytes, readFloats } from "./data.mjs";

/** @param {any} spec resolved */
export function gemmTruth({ gemm: { m, n, k, a, b } }) {
  const [A, B] = [readFloats(a), readFloats(b)];
  const values = samplePlaces(m, n).map(([i, j]) => {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += A[i * k + l] * B[l * n + j];
    return sum;
  });
  return { values };
}

/**
 * What multinomial logistic regression minimises: C · Σ cross-entropy + ½ Σ W².
 * @param {number[]} weights coefficients (classes × features), then intercepts
 * @param {any} spec resolved
 */
export function logisticObjective(weights, { train, C }) {
  const [X, y] = [readBytes(train.x), readBytes(train.y)];
  const { rows, cols } = train;
  const classes = weights.length / (cols + 1);
  const scores = new Float64Array(classes);
  let loss = 0;
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < classes; c++) {
      let sum = 0;
      for (let j = 0; j < cols; j++) sum += X[i * cols + j] * weights[c * cols + j];
      scores[c] = sum / 255 + weights[classes * cols + c];
    }
    const top = scores.reduce((most, score) => Math.max(most, score));
    loss += top + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0)) - scores[y[i]];
  }
  let squares = 0;
  for (let i = 0; i < classes * cols; i++) squares += weights[i] ** 2;
  return C * loss + squares / 2;
}
