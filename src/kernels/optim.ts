/** Checked wrappers of the optimisers' updates. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import type { Tensor } from "./tensor.js";

interface OptimExports {
  sgd_update(n: number, w: number, g: number, rate: number, decay: number, keep: number): void;
  sgd_momentum_update(
    n: number,
    w: number,
    g: number,
    v: number,
    rate: number,
    decay: number,
    momentum: number,
    nesterov: number,
    keep: number,
  ): void;
  adam_update(
    n: number,
    w: number,
    g: number,
    m: number,
    v: number,
    rate: number,
    decay: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    epsilon: number,
    keep: number,
  ): void;
  moving_average(n: number, average: number, value: number, scale: number, share: number): void;
}

/** How far a step goes and what draws the weights towards 0. */
export interface StepSize {
  /** For Adam with the bias correction. */
  readonly rate: number;
  /** L2: decay · W joins the gradient. Default 0. */
  readonly decay?: number;
  /** Decoupled: W loses this share of itself, whatever the gradient. Default 0. */
  readonly shrink?: number;
}

/** W ← (1 − shrink) · W − rate · (G + decay · W). */
export function sgdUpdate(
  engine: Engine,
  W: Tensor<"f32">,
  G: Tensor<"f32">,
  { rate, decay = 0, shrink = 0 }: StepSize,
): void {
  const n = checkSizes("sgdUpdate", W, G);
  (engine.exports as OptimExports).sgd_update(n, W.ptr, G.ptr, rate, decay, 1 - shrink);
}

export interface Momentum {
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** V ← momentum · V − rate · (G + decay · W); W ← (1 − shrink) · W + V, or with Nesterov's look-ahead one more step along V. */
export function sgdMomentumUpdate(
  engine: Engine,
  W: Tensor<"f32">,
  G: Tensor<"f32">,
  V: Tensor<"f32">,
  { rate, decay = 0, shrink = 0 }: StepSize,
  { momentum, nesterov }: Momentum,
): void {
  const n = checkSizes("sgdMomentumUpdate", W, G, V);
  const { sgd_momentum_update } = engine.exports as OptimExports;
  sgd_momentum_update(n, W.ptr, G.ptr, V.ptr, rate, decay, momentum, Number(nesterov), 1 - shrink);
}

export interface AdamDecay {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** W ← (1 − shrink) · W and one step of Adam with moments M and V. */
export function adamUpdate(
  engine: Engine,
  W: Tensor<"f32">,
  G: Tensor<"f32">,
  M: Tensor<"f32">,
  V: Tensor<"f32">,
  { rate, decay = 0, shrink = 0 }: StepSize,
  { beta1, beta2, epsilon }: AdamDecay,
): void {
  const n = checkSizes("adamUpdate", W, G, M, V);
  const { adam_update } = engine.exports as OptimExports;
  const betas = [beta1, 1 - beta1, beta2, 1 - beta2] as const;
  adam_update(n, W.ptr, G.ptr, M.ptr, V.ptr, rate, decay, ...betas, epsilon, 1 - shrink);
}

/** average ← average + share · (scale · value − average). */
export function movingAverage(
  engine: Engine,
  average: Tensor<"f32">,
  value: Tensor<"f32">,
  share: number,
  scale = 1,
): void {
  const n = checkSizes("movingAverage", average, value);
  (engine.exports as OptimExports).moving_average(n, average.ptr, value.ptr, scale, share);
}

function checkSizes(operation: string, W: Tensor, ...others: Tensor[]): number {
  const n = W.rows * W.cols;
  for (const { rows, cols } of others) {
    if (rows * cols !== n) throw new ShapeError(`${operation}: ${n} weights, but ${rows * cols} values beside them`);
  }
  return n;
}
