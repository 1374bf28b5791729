/** What the decisions of SGDClassifier say, and probabilities from the decisions of one-against-all machines (rows × 1 for two classes). Pure. */
import { ParameterError } from "../../core/errors.js";
import type { Matrix } from "../../core/matrix.js";
import type { Engine } from "../../engine/engine.js";
import { applyMathF64 } from "../../kernels/math-f64.js";
import type { SgdLoss } from "../../kernels/sgd.js";
import { view, withWorkspace } from "../../kernels/tensor.js";

/** Rows × machines, row-major. */
export interface Decisions {
  readonly data: Float64Array;
  readonly rows: number;
  readonly cols: number;
}

/** (2 − 2⁻²³) · 2¹²⁷. */
const LARGEST_F32 = 3.4028234663852886e38;

/** As f32; beyond its range, the largest f32. */
export function asDecisions({ data, rows, cols }: Decisions): Matrix<Float32Array> {
  const held = data.map((value) => Math.max(-LARGEST_F32, Math.min(LARGEST_F32, value)));
  return { data: Float32Array.from(held), rows, cols };
}

/** Throws ParameterError for a loss that gives no probabilities. */
export function requireProbabilities(loss: SgdLoss): void {
  if (loss === "log_loss" || loss === "modified_huber") return;
  throw new ParameterError(
    `SGDClassifier.predictProba: loss is "${loss}"; it must be "log_loss" or "modified_huber" to give probabilities`,
  );
}

export function sgdProbabilities(engine: Engine, loss: SgdLoss, decisions: Decisions): Matrix<Float32Array> {
  requireProbabilities(loss);
  return loss === "modified_huber" ? huberProbabilities(decisions) : logisticProbabilities(engine, decisions);
}

/** 1 / (1 + e^{−decision}); with three classes or more, each row divided by its sum, also where every share is too small for a number. */
export function logisticProbabilities(engine: Engine, decisions: Decisions): Matrix<Float32Array> {
  const { data, cols } = decisions;
  const tops = rowTops(decisions);
  const sizes = exponentials(
    engine,
    data.map((value) => -Math.abs(value)),
  );
  const shifted = exponentials(
    engine,
    data.map((value, at) => Math.min(0, value - tops[Math.floor(at / cols)])),
  );
  // Below 0 a share is e^d / (1 + e^d); leaving e^top out of all shares of a row does not change their quotients.
  const shares = data.map((value, at) => (value >= 0 ? 1 : shifted[at]) / (1 + sizes[at]));
  return normalized(shares, decisions);
}

/** The largest decision of every row if it is below 0, and there are several; else 0. */
function rowTops({ data, rows, cols }: Decisions): Float64Array {
  const tops = new Float64Array(rows);
  if (cols === 1) return tops;
  return tops.map((_, row) =>
    Math.min(
      0,
      data.subarray(row * cols, (row + 1) * cols).reduce((a, b) => Math.max(a, b)),
    ),
  );
}

function exponentials(engine: Engine, exponents: Float64Array): Float64Array {
  return withWorkspace(engine, (workspace) => {
    const values = workspace.put("f64", exponents);
    applyMathF64(engine, "exp", values, values);
    return view(engine, values).slice();
  });
}

/** (clip(decision, −1, 1) + 1) / 2; with three classes or more, each row divided by its sum, and equal shares where all are 0. */
export function huberProbabilities(decisions: Decisions): Matrix<Float32Array> {
  return normalized(
    decisions.data.map((value) => (Math.min(1, Math.max(-1, value)) + 1) / 2),
    decisions,
  );
}

function normalized(shares: Float64Array, { rows, cols }: Decisions): Matrix<Float32Array> {
  if (cols === 1) {
    const data = new Float32Array(2 * rows);
    shares.forEach((p, row) => {
      data[2 * row] = 1 - p;
      data[2 * row + 1] = p;
    });
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
