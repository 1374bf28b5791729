/**
 * The network that validation scores and `fit` returns, where it is not simply the one in training: averaged weights, and batch
 * normalisation folded into weights and biases, which is an affine map of the product:
 *
 *   gamma · (x · W − mean) / √(variance + epsilon) + beta  =  x · (W · factor) + (beta − mean · factor),   factor = gamma / √(variance + epsilon)
 */
import type { Engine } from "../../engine/engine.js";
import { EPSILON } from "../../kernels/batch-norm.js";
import { movingAverage } from "../../kernels/optim.js";
import { allocPanels, type Panels, paddedColumns, panelColumns, panelValues } from "../../kernels/panels.js";
import { rowsOf, type Tensor, view, type Workspace } from "../../kernels/tensor.js";
import type { NormLayer, Statistics } from "./batch-norm.js";
import type { Layer } from "./network.js";

/** A layer with what its normalisation needs in prediction. */
export interface WholeLayer extends Layer {
  readonly norm?: { readonly gamma: Tensor<"f32">; readonly running: Statistics };
}

/** Averages of all parameters and statistics of a layer, beginning with copies of them. */
export function createAverage(workspace: Workspace, { W, b }: Layer, norm: NormLayer | undefined): WholeLayer {
  const { engine } = workspace;
  const copy = (tensor: Tensor<"f32">) => workspace.put("f32", view(engine, tensor));
  const average = allocPanels(workspace, W.rows, W.cols, W.width);
  view(engine, panelValues(average)).set(view(engine, panelValues(W)));
  return {
    W: average,
    b: copy(b),
    norm: norm && {
      gamma: copy(norm.gamma),
      running: { mean: copy(norm.running.mean), variance: copy(norm.running.variance) },
    },
  };
}

/** The running statistics' columns `cols` in their average. */
export function averageStatistics(
  engine: Engine,
  average: Statistics,
  running: Statistics,
  cols: readonly [number, number],
  share: number,
): void {
  for (const name of ["mean", "variance"] as const) {
    movingAverage(engine, rowsOf(average[name], ...cols), rowsOf(running[name], ...cols), share);
  }
}

/** The columns `cols` of `layer`, its normalisation folded into weights and biases, go to `shown`. */
export function foldColumns(
  engine: Engine,
  { W, b, norm }: WholeLayer,
  shown: Layer,
  [start, end]: readonly [number, number],
): void {
  if (!norm) return;
  const [gamma, beta, mean, variance] = [norm.gamma, b, norm.running.mean, norm.running.variance].map((tensor) =>
    view(engine, tensor),
  );
  const biases = view(engine, shown.b);
  const factors = new Float32Array(paddedColumns({ cols: end - start, width: W.width }));
  for (let j = start; j < end; j++) {
    factors[j - start] = gamma[j] / Math.sqrt(variance[j] + EPSILON);
    biases[j] = beta[j] - mean[j] * factors[j - start];
  }
  scaleColumns(engine, panelColumns(W, start, end), factors, panelColumns(shown.W, start, end));
}

/** to[i, j] = from[i, j] · factors[j] */
function scaleColumns(engine: Engine, from: Panels, factors: Float32Array, to: Panels): void {
  const [source, target] = [view(engine, panelValues(from)), view(engine, panelValues(to))];
  const { rows, width } = from;
  for (let at = 0, first = 0; first < factors.length; first += width) {
    for (let i = 0; i < rows; i++) {
      for (let lane = 0; lane < width; lane++, at++) target[at] = source[at] * factors[first + lane];
    }
  }
}
