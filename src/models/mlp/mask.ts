/** Which units dropout leaves out in a step. */
import { mix32 } from "../../core/random.js";
import type { DropoutMask } from "../../kernels/nn.js";
import type { TrainPlan } from "./plan.js";

/** Stands for the inputs where hidden layers count from 0. */
const INPUTS = -1;

/** Of a hidden layer. */
export function maskOf({ seed, params }: TrainPlan, layer: number, step: number): DropoutMask {
  return dropoutMask(seed, layer, step, params.dropout);
}

export function inputMask({ seed, params }: Pick<TrainPlan, "seed" | "params">, step: number): DropoutMask {
  return dropoutMask(seed, INPUTS, step, params.inputDropout);
}

/** A mask of its own for every layer and step of a seed. */
export function dropoutMask(seed: number, layer: number, step: number, rate: number): DropoutMask {
  const key0 = mix32(mix32(seed ^ mix32(layer + 1)) ^ step);
  return { key0, key1: mix32(key0 ^ seed ^ 0x6a09e667), rate };
}
