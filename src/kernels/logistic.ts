/** Checked wrappers of the passes of logistic regression over its rows. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { type FeatureTensor, type Tensor, view, type Workspace } from "./tensor.js";

interface LogisticExports {
  logistic_block_rows(): number;
  logistic_work_bytes(cols: number, panels: number): number;
  logistic_gradient(
    x: number,
    bytes: number,
    scale: number,
    rows: number,
    features: number,
    codes: number,
    weights: number,
    w: number,
    cols: number,
    classes: number,
    panels: number,
    wide: number,
    g: number,
    work: number,
  ): number;
  logistic_scores(
    x: number,
    bytes: number,
    scale: number,
    rows: number,
    features: number,
    w: number,
    cols: number,
    panels: number,
    wide: number,
    z: number,
    work: number,
  ): void;
  weighted_rows(
    x: number,
    bytes: number,
    scale: number,
    rows: number,
    features: number,
    weights: number,
    last: number,
    dst: number,
  ): number;
}

/** Columns of a panel of coefficients, and what rows of X are padded to. */
export const PANEL_WIDTH = 4;

/**
 * How coefficients lie in memory: panels of four outputs, each `cols` rows of four. Row `features` holds the intercepts,
 * the rows and outputs beyond are padding and always 0.
 */
export interface PanelShape {
  readonly features: number;
  /** features + 1, up to a multiple of 4. */
  readonly cols: number;
  /** Scores a row: one for two classes, else one per class. */
  readonly outputs: number;
  readonly panels: number;
  /** Doubles of a coefficient tensor. */
  readonly length: number;
}

export function panelShape(features: number, outputs: number): PanelShape {
  const cols = Math.ceil((features + 1) / PANEL_WIDTH) * PANEL_WIDTH;
  const panels = Math.ceil(outputs / PANEL_WIDTH);
  return { features, cols, outputs, panels, length: panels * cols * PANEL_WIDTH };
}

/** Position of the coefficient of `feature` (or the intercept, at `features`) for `output`. */
export function panelIndex(shape: PanelShape, output: number, feature: number): number {
  return (Math.floor(output / PANEL_WIDTH) * shape.cols + feature) * PANEL_WIDTH + (output % PANEL_WIDTH);
}

/** Rows that every pass walks through at a time; runs should be multiples of it. */
export function blockRows(engine: Engine): number {
  return exportsOf(engine).logistic_block_rows();
}

/** A run of training rows. */
export interface Rows {
  readonly X: FeatureTensor;
  readonly codes: Tensor<"i32">;
  /** One f64 a row. */
  readonly weights: Tensor<"f64">;
}

export function logisticScratch(workspace: Workspace, shape: PanelShape): Tensor<"u8"> {
  return workspace.alloc("u8", exportsOf(workspace.engine).logistic_work_bytes(shape.cols, shape.panels));
}

/** Room for the scores of `rows` rows. */
export function scoreTensor(workspace: Workspace, rows: number, shape: PanelShape): Tensor<"f64"> {
  const block = blockRows(workspace.engine);
  return workspace.alloc("f64", Math.ceil(rows / block) * block, shape.panels * PANEL_WIDTH);
}

/** G += the gradient of the summed loss over the run at W; returns that loss. */
export function logisticGradient(
  engine: Engine,
  shape: PanelShape,
  rows: Rows,
  W: Tensor<"f64">,
  G: Tensor<"f64">,
  scratch: Tensor<"u8">,
): number {
  check(shape, rows.X, W, G);
  const { X, codes, weights } = rows;
  return exportsOf(engine).logistic_gradient(
    X.ptr,
    Number(X.dtype === "u8"),
    X.scale,
    X.rows,
    X.cols,
    codes.ptr,
    weights.ptr,
    W.ptr,
    shape.cols,
    shape.outputs,
    shape.panels,
    Number(engine.turbo),
    G.ptr,
    scratch.ptr,
  );
}

/**
 * √weight · (X, `last`) for every row, rows × (features + 1): the factor of Xᵀ · weight · X with the intercept's column.
 * Rows of weight 0 are left out; returns how many were written.
 */
export function weightedRows(
  engine: Engine,
  { X, weights }: Omit<Rows, "codes">,
  last: 0 | 1,
  out: Tensor<"f32">,
): number {
  if (out.rows !== X.rows || out.cols !== X.cols + 1) {
    throw new ShapeError(`weightedRows: ${X.rows} × ${X.cols} and a column do not fill ${out.rows} × ${out.cols}`);
  }
  const { weighted_rows } = exportsOf(engine);
  return weighted_rows(X.ptr, Number(X.dtype === "u8"), X.scale, X.rows, X.cols, weights.ptr, last, out.ptr);
}

/** Scores of every row, rows × outputs, row-major. `Z` comes from scoreTensor. */
export function logisticScores(
  engine: Engine,
  shape: PanelShape,
  X: FeatureTensor,
  W: Tensor<"f64">,
  Z: Tensor<"f64">,
  scratch: Tensor<"u8">,
): Float64Array {
  check(shape, X, W);
  if (Z.cols !== shape.panels * PANEL_WIDTH || Z.rows < X.rows || Z.rows % blockRows(engine) !== 0) {
    throw new ShapeError(`logistic: ${Z.rows} × ${Z.cols} scores do not fit ${X.rows} rows of ${shape.panels} panels`);
  }
  exportsOf(engine).logistic_scores(
    X.ptr,
    Number(X.dtype === "u8"),
    X.scale,
    X.rows,
    X.cols,
    W.ptr,
    shape.cols,
    shape.panels,
    Number(engine.turbo),
    Z.ptr,
    scratch.ptr,
  );
  return unpackScores(view(engine, Z), X.rows, shape, blockRows(engine));
}

/** From blocks of panels to rows. */
function unpackScores(z: Float64Array, rows: number, { outputs, panels }: PanelShape, block: number): Float64Array {
  const scores = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    const base = Math.floor(row / block) * block * panels * PANEL_WIDTH + (row % block) * PANEL_WIDTH;
    for (let output = 0; output < outputs; output++) {
      scores[row * outputs + output] =
        z[base + Math.floor(output / PANEL_WIDTH) * block * PANEL_WIDTH + (output % PANEL_WIDTH)];
    }
  }
  return scores;
}

function check(shape: PanelShape, X: FeatureTensor, ...coefficients: Tensor<"f64">[]): void {
  if (X.cols !== shape.features) throw new ShapeError(`logistic: X has ${X.cols} columns, the model ${shape.features}`);
  for (const { rows, cols } of coefficients) {
    if (rows * cols !== shape.length)
      throw new ShapeError(`logistic: ${rows * cols} coefficients, ${shape.length} are needed`);
  }
}

function exportsOf(engine: Engine): LogisticExports {
  return engine.exports as LogisticExports;
}
