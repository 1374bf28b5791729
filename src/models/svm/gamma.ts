/** What `gamma: "scale"` and `"auto"` come to. */
import { isUint8Array, type Matrix, scaleOf } from "../../core/matrix.js";

export type Gamma = "scale" | "auto" | number;

/** "scale": 1 / (features · Var(X)), or 1 when X is constant. "auto": 1 / features. */
export function resolveGamma(gamma: Gamma, X: Matrix): number {
  if (gamma === "auto") return 1 / X.cols;
  if (gamma !== "scale") return gamma;
  const variance = isUint8Array(X.data) ? byteVariance(X.data) * scaleOf(X) ** 2 : floatVariance(X.data);
  return variance === 0 ? 1 : 1 / (X.cols * variance);
}

/** Population variance over all entries; the sums are exact integers. */
function byteVariance(data: Uint8Array): number {
  const counts = new Float64Array(256);
  for (let i = 0; i < data.length; i++) counts[data[i]]++;
  let sum = 0;
  for (let value = 0; value < 256; value++) sum += counts[value] * value;
  const mean = sum / data.length;
  let squares = 0;
  for (let value = 0; value < 256; value++) squares += counts[value] * (value - mean) * (value - mean);
  return squares / data.length;
}

/** Population variance over all entries, in two passes of f64. */
function floatVariance(data: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i];
  const mean = sum / data.length;
  let squares = 0;
  for (let i = 0; i < data.length; i++) squares += (data[i] - mean) * (data[i] - mean);
  return squares / data.length;
}
