/** Decisions of a fitted SVC. Pure: state and rows in, numbers out. */
import { isUint8Array } from "../../core/matrix.js";
import type { Engine } from "../../engine/engine.js";
import {
  accumulateProducts,
  allocSide,
  blockToLeft,
  hasExactProducts,
  type KernelFunction,
  kernelBlock,
  PANEL_ROWS,
  packRows,
  padded,
  type Side,
} from "../../kernels/svm-products.js";
import { type FeatureTensor, rowsOf, type Tensor, view, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import { classPairs } from "./layout.js";
import type { SvcState } from "./state.js";

/** Rows that are decided at once: their packed features stay in the second-level cache. */
const BLOCK_ROWS = 64;

/** A model laid out in an engine's memory: plain data, usable by every thread of that memory. */
export interface Predictor {
  readonly kernel: KernelFunction;
  readonly pairs: number;
  /** Panels of sixteen pairs; a step is a support vector, or a feature of the linear kernel. */
  readonly coefficients: Tensor<"f64">;
  readonly steps: number;
  readonly intercept: Tensor<"f64">;
  /** null for the linear kernel, which needs its weights only. */
  readonly support: Side | null;
}

/** Copies a model into `workspace`, for rows like `X` (their type and width). */
export function layOutPredictor(workspace: Workspace, state: SvcState, X: FeatureTensor): Predictor {
  const { kernel, coef, intercept } = state;
  const pairs = intercept.length;
  const shared = { kernel, pairs, intercept: workspace.put("f64", intercept) };
  if (coef) {
    const steps = X.cols;
    const coefficients = layOutCoefficients(workspace, pairs, steps, (pair, feature) => coef[pair * steps + feature]);
    return { ...shared, steps, coefficients, support: null };
  }
  const count = state.supportVectors.rows;
  const steps = padded(count);
  const byPair = pairCoefficients(state);
  const coefficients = layOutCoefficients(workspace, pairs, steps, (pair, s) => (s < count ? byPair(pair, s) : 0));
  return { ...shared, steps, coefficients, support: layOutSupport(workspace, state, X, steps) };
}

/** The support vectors as the right side of products: integers if both they and X are bytes. */
function layOutSupport(workspace: Workspace, state: SvcState, X: FeatureTensor, steps: number): Side {
  const { supportVectors } = state;
  const exact = hasExactProducts(X) && isUint8Array(supportVectors.data);
  const rows = workspace.putMatrix(supportVectors);
  const ids = Int32Array.from({ length: steps }, (_, s) => (s < supportVectors.rows ? s : -1));
  const side = allocSide(workspace, "right", steps, rows, exact);
  packRows(workspace.engine, rows, workspace.put("i32", ids), side);
  return side;
}

function layOutCoefficients(
  workspace: Workspace,
  pairs: number,
  steps: number,
  value: (pair: number, step: number) => number,
): Tensor<"f64"> {
  const panels = Math.ceil(pairs / PANEL_ROWS);
  const tensor = workspace.zeros("f64", panels * steps, PANEL_ROWS);
  const numbers = view(workspace.engine, tensor);
  for (let pair = 0; pair < pairs; pair++) {
    const lane = pair % PANEL_ROWS;
    const first = ((pair - lane) / PANEL_ROWS) * steps;
    for (let step = 0; step < steps; step++) numbers[(first + step) * PANEL_ROWS + lane] = value(pair, step);
  }
  return tensor;
}

/** The coefficient of support vector s in a pair, 0 if its class is not in the pair. */
export function pairCoefficients({ nClasses, nSupport, dualCoef }: SvcState): (pair: number, s: number) => number {
  const classOf = Array.from(nSupport, (count, code) => new Array<number>(count).fill(code)).flat();
  const pairs = classPairs(nClasses);
  return (pair, s) => {
    const [a, b] = pairs[pair];
    const row = classOf[s] === a ? b - 1 : classOf[s] === b ? a : -1;
    return row < 0 ? 0 : dualCoef[row * classOf.length + s];
  };
}

/** Decisions of rows `start` to `end` of X for all pairs, into the same rows of `out` (rows of X × pairs). */
export function decideRows(
  engine: Engine,
  predictor: Predictor,
  X: FeatureTensor,
  start: number,
  end: number,
  out: Tensor<"f64">,
): void {
  withWorkspace(engine, (workspace) => {
    const { pairs, support, intercept } = predictor;
    const left = allocSide(workspace, "left", BLOCK_ROWS, X, support?.exact ?? false);
    const ids = workspace.alloc("i32", BLOCK_ROWS);
    const sums = workspace.alloc("f64", padded(pairs), BLOCK_ROWS);
    const scratch = workspace.alloc("f64", BLOCK_ROWS, PANEL_ROWS);
    const values = workspace.alloc("f64", BLOCK_ROWS, PANEL_ROWS);
    for (let row = start; row < end; row += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, end - row);
      const rows = view(engine, ids);
      for (let r = 0; r < BLOCK_ROWS; r++) rows[r] = r < count ? row + r : -1;
      packRows(engine, X, ids, left);
      view(engine, sums).fill(0);
      if (support) sumOverSupport(engine, predictor, support, left, { scratch, values, sums });
      else accumulateLinear(engine, predictor, left, sums);
      writeRows(view(engine, sums), view(engine, intercept), view(engine, rowsOf(out, row, row + count)), pairs);
    }
  });
}

function accumulateLinear(engine: Engine, { coefficients, steps }: Predictor, left: Side, sums: Tensor<"f64">): void {
  accumulateProducts(engine, left.data as Tensor<"f64">, BLOCK_ROWS, steps, coefficients, steps, 0, sums);
}

/** sums += kernel values · coefficients, sixteen support vectors at a time, in order. */
function sumOverSupport(
  engine: Engine,
  { kernel, coefficients, steps }: Predictor,
  support: Side,
  left: Side,
  blocks: { readonly scratch: Tensor<"f64">; readonly values: Tensor<"f64">; readonly sums: Tensor<"f64"> },
): void {
  const { scratch, values, sums } = blocks;
  for (let from = 0; from < steps; from += PANEL_ROWS) {
    kernelBlock(engine, kernel, left, support, from / PANEL_ROWS, 1, scratch);
    blockToLeft(engine, scratch, BLOCK_ROWS, values);
    accumulateProducts(engine, values, BLOCK_ROWS, PANEL_ROWS, coefficients, steps, from, sums);
  }
}

/** From panels of sixteen pairs to rows of all pairs, adding the intercepts. */
function writeRows(sums: Float64Array, intercept: Float64Array, out: Float64Array, pairs: number): void {
  const rows = out.length / pairs;
  for (let r = 0; r < rows; r++) {
    for (let pair = 0; pair < pairs; pair++) {
      const lane = pair % PANEL_ROWS;
      const panel = (pair - lane) / PANEL_ROWS;
      out[r * pairs + pair] = sums[(panel * BLOCK_ROWS + r) * PANEL_ROWS + lane] + intercept[pair];
    }
  }
}
