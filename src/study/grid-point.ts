/** What the grid search varies, and the network's parameters for it. */
import { type ParamGrid, parameterGrid } from "../selection/index.js";
import { alphaOf } from "./network-run.js";

/** One point of the grid. */
export interface GridPoint extends Record<string, number> {
  readonly dropout: number;
  readonly l2: number;
  readonly learningRate: number;
  /** Units of each of the two hidden layers. */
  readonly width: number;
}

/** As many grids of one point as there are points, in the order of `parameterGrid`. */
export function gridOf(paramValues: Readonly<Record<keyof GridPoint, readonly number[]>>): ParamGrid[] {
  const points = parameterGrid(paramValues) as GridPoint[];
  return points.map(({ dropout, l2, learningRate, width }) => ({
    hiddenLayerSizes: [[width, width]],
    learningRateInit: [learningRate],
    dropout: [dropout],
    alpha: [alphaOf(l2)],
  }));
}

/** The point that these parameters stand for; `l2s` are the values that there are. */
export function pointOf(params: Record<string, unknown>, l2s: readonly number[]): GridPoint {
  const { dropout, alpha, learningRateInit, hiddenLayerSizes } = params as Record<string, number> & {
    hiddenLayerSizes: readonly number[];
  };
  const l2 = l2s.find((value) => alphaOf(value) === alpha)!;
  return { dropout, l2, learningRate: learningRateInit, width: hiddenLayerSizes[0] };
}
