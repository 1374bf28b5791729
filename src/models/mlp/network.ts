/** A network, as plain data and in the engine's memory, and its forward pass over a block of rows. */
import { ShapeError } from "../../core/errors.js";
import type { Matrix } from "../../core/matrix.js";
import type { Engine } from "../../engine/engine.js";
import { type Epilogue, gemm, gemmScratch } from "../../kernels/gemm.js";
import { gemv } from "../../kernels/gemv.js";
import { allocPanels, type Panels, packPanels, tileOf } from "../../kernels/panels.js";
import { rowsOf, type Tensor, type Workspace, withWorkspace } from "../../kernels/tensor.js";

export type Activation = "relu" | "logistic" | "tanh" | "identity";

type Forward = Extract<Epilogue, "bias" | `bias${string}`>;
/** What the matrix products do with each activation as they write back. */
export const ACTIVATION_EPILOGUES: Record<Activation, { readonly forward: Forward; readonly backward: Epilogue }> = {
  relu: { forward: "biasRelu", backward: "reluGrad" },
  logistic: { forward: "biasLogistic", backward: "logisticGrad" },
  tanh: { forward: "biasTanh", backward: "tanhGrad" },
  identity: { forward: "bias", backward: "none" },
};

/** A fitted network as plain data. The last matrix has one column for two classes (logistic), else one per class (softmax). */
export interface MlpState {
  /** Per layer, fan in × fan out. */
  readonly coefs: readonly Matrix<Float32Array>[];
  readonly intercepts: readonly Float32Array[];
  readonly activation: Activation;
}

export interface Layer {
  /** fan in × fan out */
  readonly W: Panels;
  /** fan out × 1 */
  readonly b: Tensor<"f32">;
  /** The same weights row-major, which products of a few single rows read. */
  readonly rowMajor?: Tensor<"f32">;
}

export interface Network {
  readonly layers: readonly Layer[];
  readonly activation: Activation;
}

/** Room for the activations of up to `rows` rows, used in turn by the layers. */
export interface ForwardBuffers {
  readonly even: Tensor<"f32">;
  readonly odd: Tensor<"f32">;
  readonly scratch: Tensor<"u8">;
  /** One row, for products of a single row. */
  readonly row: Tensor<"f32">;
}

export function forwardBuffers(workspace: Workspace, units: readonly number[], rows: number): ForwardBuffers {
  const widest = Math.max(...units);
  return {
    even: workspace.alloc("f32", rows, widest),
    odd: workspace.alloc("f32", rows, widest),
    scratch: gemmScratch(workspace),
    row: workspace.alloc("f32", widest),
  };
}

/** Weights in the layout of products. */
export function putPanels(workspace: Workspace, { data, rows, cols }: Matrix<Float32Array>): Panels {
  const { engine } = workspace;
  const W = allocPanels(workspace, rows, cols, tileOf(engine).cols);
  withWorkspace(engine, (passing) => packPanels(engine, passing.put("f32", data, rows, cols), W));
  return W;
}

/** A fitted network in the engine's memory, and buffers for `bufferRows` rows at a time. */
export interface PlacedNetwork {
  readonly network: Network;
  readonly buffers: ForwardBuffers;
}

export function placeNetwork(workspace: Workspace, state: MlpState, bufferRows: number): PlacedNetwork {
  const layers = state.coefs.map((W, index) => ({
    W: putPanels(workspace, W),
    rowMajor: workspace.put("f32", W.data, W.rows, W.cols),
    b: workspace.put("f32", state.intercepts[index]),
  }));
  const units = [state.coefs[0].rows, ...state.coefs.map((W) => W.cols)];
  return {
    network: { layers, activation: state.activation },
    buffers: forwardBuffers(workspace, units, bufferRows),
  };
}

/** The same memory with other dimensions. */
export function shaped<T extends Tensor>(tensor: T, rows: number, cols: number): T {
  if (rows * cols > tensor.rows * tensor.cols) {
    throw new ShapeError(`shaped: ${rows} × ${cols} does not fit into ${tensor.rows} × ${tensor.cols}`);
  }
  return { ...tensor, rows, cols };
}

/**
 * Rows up to which one product per row beats whole tiles; the bits are the same.
 * Measured with 784-512-512-10, row by row against tiles, in ms: turbo 2 rows 0.074 / 0.081, 3 rows 0.096 / 0.083; plain 4 rows
 * 0.120 / 0.160, 16 rows 0.456 / 0.597, 20 rows 0.620 / 0.602, with half of the inputs 0; denser ones favour tiles a little earlier.
 */
const FEW_ROWS = { turbo: 2, plain: 16 } as const;

/** Logits of the rows of `input`, in one of the buffers. The bits do not depend on how many rows there are. */
export function forward(
  engine: Engine,
  { layers, activation }: Network,
  input: Tensor<"f32">,
  buffers: ForwardBuffers,
): Tensor<"f32"> {
  const last = layers.length - 1;
  const fewRows = engine.turbo ? FEW_ROWS.turbo : FEW_ROWS.plain;
  let x = input;
  layers.forEach((layer, index) => {
    const y = shaped(index % 2 ? buffers.odd : buffers.even, x.rows, layer.W.cols);
    const epilogue = index === last ? "bias" : ACTIVATION_EPILOGUES[activation].forward;
    const { W, b, rowMajor } = layer;
    if (rowMajor && x.rows <= fewRows) rowByRow(engine, rowMajor, b, x, y, buffers.row, epilogue);
    else gemm(engine, x, W, y, buffers.scratch, { epilogue, bias: b });
    x = y;
  });
  return x;
}

function rowByRow(
  engine: Engine,
  W: Tensor<"f32">,
  b: Tensor<"f32">,
  x: Tensor<"f32">,
  y: Tensor<"f32">,
  scratch: Tensor<"f32">,
  epilogue: Forward,
): void {
  for (let i = 0; i < x.rows; i++) gemv(engine, rowsOf(x, i, i + 1), W, rowsOf(y, i, i + 1), scratch, epilogue, b);
}
