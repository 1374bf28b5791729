/** A network of small integers, as plain data and in the engine's memory, and its forward pass over rows. */
import type { Engine } from "../../engine/engine.js";
import {
  allocIntegers,
  BLOCK,
  type Integers,
  putQuantized,
  type QuantizedWeights,
  quantizedGemm,
  quantizeRows,
  TILE_COLS,
} from "../../kernels/quantized.js";
import { rowsOf, type Tensor, type Workspace } from "../../kernels/tensor.js";
import { ACTIVATION_EPILOGUES, type Activation } from "../mlp/network.js";

export interface QuantizedMatrix {
  readonly data: Int8Array;
  readonly rows: number;
  readonly cols: number;
}

/** A quantised network as plain data; layers and outputs are those of the network it was made from. */
export interface QuantizedState {
  /** Per layer, fan in × fan out: a weight is its integer times its column's scale. */
  readonly coefs: readonly QuantizedMatrix[];
  readonly coefScales: readonly Float32Array[];
  /** What an integer of each layer's inputs counts. */
  readonly inputScales: Float32Array;
  /** Whether a layer's inputs are rounded to −64 … 63, else to 0 … 127. */
  readonly inputSigned: readonly boolean[];
  readonly intercepts: readonly Float32Array[];
  readonly activation: Activation;
}

/** Seven bits either way: what a product of bytes can take without a sum of two leaving 16 bits. */
export const LEVELS = { signed: { low: -64, high: 63 }, unsigned: { low: 0, high: 127 } } as const;

interface QuantizedLayer {
  readonly W: QuantizedWeights;
  readonly b: Tensor<"f32">;
}

export interface QuantizedNetwork {
  readonly layers: readonly QuantizedLayer[];
  readonly activation: Activation;
}

/** Room for the activations of a block of rows, used in turn by the layers. */
export interface BlockBuffers {
  readonly even: Tensor<"f32">;
  readonly odd: Tensor<"f32">;
  readonly integers: Integers;
  readonly scratch: Tensor<"f32">;
}

export function putNetwork(workspace: Workspace, state: QuantizedState): QuantizedNetwork {
  const layers = state.coefs.map((W, index): QuantizedLayer => {
    const scale = state.inputScales[index];
    const factors = state.coefScales[index].map((weightScale) => weightScale * scale);
    const input = { scale, ...(state.inputSigned[index] ? LEVELS.signed : LEVELS.unsigned) };
    return { W: putQuantized(workspace, W, factors, input), b: workspace.put("f32", state.intercepts[index]) };
  });
  return { layers, activation: state.activation };
}

export function blockBuffers(workspace: Workspace, { layers }: QuantizedNetwork): BlockBuffers {
  const widest = Math.max(...layers.map(({ W }) => W.cols));
  return {
    even: workspace.alloc("f32", BLOCK, widest),
    odd: workspace.alloc("f32", BLOCK, widest),
    integers: allocIntegers(workspace, Math.max(...layers.map(({ W }) => W.rows))),
    scratch: workspace.alloc("f32", TILE_COLS),
  };
}

/** logits[i] = the network's answer to the row i of x, a block of rows at a time; sums are exact, so it does not depend on the others. */
export function forwardRows(
  engine: Engine,
  network: QuantizedNetwork,
  x: Tensor<"f32">,
  logits: Tensor<"f32">,
  buffers: BlockBuffers,
): void {
  for (let start = 0; start < x.rows; ) {
    const end = start + (x.rows - start < BLOCK ? 1 : BLOCK);
    forwardBlock(engine, network, rowsOf(x, start, end), rowsOf(logits, start, end), buffers);
    start = end;
  }
}

/** x is one row, or BLOCK rows. */
function forwardBlock(
  engine: Engine,
  { layers, activation }: QuantizedNetwork,
  x: Tensor<"f32">,
  logits: Tensor<"f32">,
  { even, odd, integers, scratch }: BlockBuffers,
): void {
  const last = layers.length - 1;
  const hidden = ACTIVATION_EPILOGUES[activation].forward;
  let input = x;
  layers.forEach(({ W, b }, index) => {
    const output = index === last ? logits : { ...(index % 2 ? odd : even), rows: x.rows, cols: W.cols };
    const count = quantizeRows(engine, input, W.input, integers);
    quantizedGemm(engine, integers, count, W, output, scratch, index === last ? "bias" : hidden, b);
    input = output;
  });
}
