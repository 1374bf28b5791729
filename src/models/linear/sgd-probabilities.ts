/** Probabilities from the decisions of one-against-all machines (rows × 1 for two classes). Pure. */
import type { Matrix } from "../../core/matrix.js";
import type { Engine } from "../../engine/engine.js";
import { applyMathF64 } from "../../kernels/math-f64.js";
import { view, withWorkspace } from "../../kernels/tensor.js";

/** 1 / (1 + e^{−decision}); with three classes or more, each row divided by its sum. */
export function logisticProbabilities(engine: Engine, decisions: Matrix<Float32Array>): Matrix<Float32Array> {
  const shares = withWorkspace(engine, (workspace) => {
    const values = workspace.put("f64", decisions.data);
    applyMathF64(engine, "logistic", values, values);
    return view(engine, values).slice();
  });
  return normalized(shares, decisions);
}

/** (clip(decision, −1, 1) + 1) / 2; with three classes or more, each row divided by its sum, and equal shares where all are 0. */
export function huberProbabilities(decisions: Matrix<Float32Array>): Matrix<Float32Array> {
  const shares = Float64Array.from(decisions.data, (value) => (Math.min(1, Math.max(-1, value)) + 1) / 2);
  return normalized(shares, decisions);
}

function normalized(shares: Float64Array, { rows, cols }: Matrix): Matrix<Float32Array> {
  if (cols === 1) {
    const data = Float32Array.from({ length: 2 * rows }, (_, at) =>
      at % 2 === 1 ? shares[at >> 1] : 1 - shares[at >> 1],
    );
    return { data, rows, cols: 2 };
  }
  const data = new Float32Array(rows * cols);
  for (let start = 0; start < data.length; start += cols) {
    let sum = 0;
    for (let j = start; j < start + cols; j++) sum += shares[j];
    for (let j = start; j < start + cols; j++) data[j] = sum === 0 ? 1 / cols : shares[j] / sum;
  }
  return { data, rows, cols };
}
