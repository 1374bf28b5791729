/** Which values the inputs of a network's layers take. */
import { throwIfAborted } from "../../core/errors.js";
import { type Matrix, sliceRows, toFloat32 } from "../../core/matrix.js";
import type { Engine } from "../../engine/engine.js";
import { gemm, gemmScratch } from "../../kernels/gemm.js";
import { type Tensor, view, withWorkspace } from "../../kernels/tensor.js";
import { ACTIVATION_EPILOGUES, type MlpState } from "../mlp/network.js";
import { BLOCK_ROWS } from "../mlp/predict.js";

export interface Range {
  readonly low: number;
  readonly high: number;
}

interface HiddenLayer {
  readonly W: Tensor<"f32">;
  readonly b: Tensor<"f32">;
}

/** Least and largest input of every layer over the rows of X, and 0. Throws AbortError when cancelled. */
export function inputRanges(
  engine: Engine,
  { coefs, intercepts, activation }: MlpState,
  X: Matrix,
  signal: AbortSignal | undefined,
): Promise<Range[]> {
  return withWorkspace(engine, async (workspace) => {
    const hidden = coefs.slice(0, -1).map((W, layer): HiddenLayer => {
      return { W: workspace.put("f32", W.data, W.rows, W.cols), b: workspace.put("f32", intercepts[layer]) };
    });
    const scratch = gemmScratch(workspace);
    const { forward } = ACTIVATION_EPILOGUES[activation];
    let ranges = coefs.map((): Range => ({ low: 0, high: 0 }));
    for (let start = 0; start < X.rows; start += BLOCK_ROWS) {
      throwIfAborted(signal, "quantize");
      const { data, rows, cols } = toFloat32(sliceRows(X, start, Math.min(X.rows, start + BLOCK_ROWS)));
      ranges = withWorkspace(engine, (passing) => {
        const inputs = [passing.put("f32", data, rows, cols)];
        for (const { W, b } of hidden) {
          const y = passing.alloc("f32", rows, W.cols);
          gemm(engine, inputs.at(-1)!, W, y, scratch, { epilogue: forward, bias: b });
          inputs.push(y);
        }
        return ranges.map((range, layer) => widened(range, view(engine, inputs[layer])));
      });
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
    }
    return ranges;
  });
}

function widened({ low, high }: Range, values: Float32Array): Range {
  let [least, most] = [low, high];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { low: least, high: most };
}
