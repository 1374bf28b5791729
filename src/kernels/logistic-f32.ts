/** Checked wrapper of the pass of logistic regression with its products in f32. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { type PanelShape, panelIndex, type Rows } from "./logistic.js";
import type { Tensor, Workspace } from "./tensor.js";

interface LogisticF32Exports {
  logistic_work_bytes_f32(cols: number, outputs: number, panels: number): number;
  logistic_gradient_f32(
    x: number,
    bytes: number,
    scale: number,
    rows: number,
    features: number,
    codes: number,
    weights: number,
    w: number,
    cols: number,
    outputs: number,
    panels: number,
    wide: number,
    g: number,
    work: number,
  ): number;
}

/** What the rows of coefficients are padded to. */
const ROW_UNIT = 16;

/** Length of a row of coefficients: features + 1, up to a multiple of 16. They are outputs × so many, row-major; what is padding is 0. */
export function rowLength({ features }: PanelShape): number {
  return Math.ceil((features + 1) / ROW_UNIT) * ROW_UNIT;
}

export function logisticScratchF32(workspace: Workspace, shape: PanelShape): Tensor<"u8"> {
  const { logistic_work_bytes_f32 } = exportsOf(workspace.engine);
  return workspace.alloc("u8", logistic_work_bytes_f32(rowLength(shape), shape.outputs, shape.panels));
}

/** G += the gradient of the summed loss over the run at W, both outputs × rowLength; returns that loss. */
export function logisticGradientF32(
  engine: Engine,
  shape: PanelShape,
  rows: Rows,
  W: Tensor<"f32">,
  G: Tensor<"f32">,
  scratch: Tensor<"u8">,
): number {
  const { X, codes, weights } = rows;
  const cols = rowLength(shape);
  if (X.cols !== shape.features) throw new ShapeError(`logistic: X has ${X.cols} columns, the model ${shape.features}`);
  for (const given of [W, G]) {
    if (given.rows === shape.outputs && given.cols === cols) continue;
    throw new ShapeError(
      `logistic: coefficients are ${given.rows} × ${given.cols}, ${shape.outputs} × ${cols} are needed`,
    );
  }
  return exportsOf(engine).logistic_gradient_f32(
    X.ptr,
    Number(X.dtype === "u8"),
    X.scale,
    X.rows,
    X.cols,
    codes.ptr,
    weights.ptr,
    W.ptr,
    cols,
    shape.outputs,
    shape.panels,
    Number(engine.turbo),
    G.ptr,
    scratch.ptr,
  );
}

/** From panels to rows: `rows` gets every coefficient of `panels`. */
export function panelsToRows(shape: PanelShape, panels: ArrayLike<number>, rows: Float32Array): void {
  eachPlace(shape, (panel, row) => {
    rows[row] = panels[panel];
  });
}

/** The way back: `panels` gets every coefficient of `rows`. */
export function rowsToPanels(shape: PanelShape, rows: ArrayLike<number>, panels: Float64Array): void {
  eachPlace(shape, (panel, row) => {
    panels[panel] = rows[row];
  });
}

function eachPlace(shape: PanelShape, visit: (panel: number, row: number) => void): void {
  const cols = rowLength(shape);
  for (let output = 0; output < shape.outputs; output++) {
    const first = panelIndex(shape, output, 0);
    const step = panelIndex(shape, output, 1) - first;
    for (let j = 0; j <= shape.features; j++) visit(first + j * step, output * cols + j);
  }
}

function exportsOf(engine: Engine): LogisticF32Exports {
  return engine.exports as LogisticF32Exports;
}
