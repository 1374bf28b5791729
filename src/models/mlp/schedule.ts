/** Learning rates over time, in f64 arithmetic that is the same on every host. */
import type { AdamDecay } from "../../kernels/optim.js";
import type { MLPParams } from "./options.js";

const LN2 = Math.LN2;

/** log of x > 0: x = m · 2^e with √½ ≤ m < √2, then the series of 2·artanh((m − 1)/(m + 1)). Error ≤ 2e-16 · max(1, |log x|). */
function log(x: number): number {
  let m = x;
  let e = 0;
  for (; m >= Math.SQRT2; m /= 2) e++;
  for (; m < Math.SQRT1_2; m *= 2) e--;
  const s = (m - 1) / (m + 1);
  let sum = 0;
  // |s| ≤ 0.172, so the first term left out is below 1e-17.
  for (let k = 21; k >= 1; k -= 2) sum = sum * s * s + 1 / k;
  return 2 * s * sum + e * LN2;
}

/** e^x: x = n·ln2 + r with |r| ≤ ln2/2, then Taylor's series. Relative error ≤ 1e-15 for |x| < 100. */
function exp(x: number): number {
  const n = Math.round(x / LN2);
  const r = x - n * LN2;
  let result = 1;
  for (let k = 18; k >= 1; k--) result = 1 + (r / k) * result;
  for (let i = 0; i < n; i++) result *= 2;
  for (let i = 0; i > n; i--) result /= 2;
  return result;
}

/** base^exponent for base > 0. `Math.pow` differs between engines. */
export function power(base: number, exponent: number): number {
  if (exponent === 0.5) return Math.sqrt(base);
  return exp(exponent * log(base));
}

/** The rate after `samples` training rows by "invscaling". */
export function inverseScaling(learningRateInit: number, samples: number, powerT: number): number {
  return learningRateInit / power(samples + 1, powerT);
}

/** Below this "adaptive" stops instead of dividing once more. */
const SMALLEST_ADAPTIVE_RATE = 1e-6;

/** The rate after an epoch that ended the patience, or undefined if training is to stop. */
export function rateAfterStall(rate: number, { solver, learningRate }: MLPParams): number | undefined {
  const adapts = solver === "sgd" && learningRate === "adaptive" && rate > SMALLEST_ADAPTIVE_RATE;
  return adapts ? rate / 5 : undefined;
}

/** The bias correction of Adam, step by step. */
export class AdamRate {
  readonly #decay: AdamDecay;
  #power1 = 1;
  #power2 = 1;

  constructor(decay: AdamDecay) {
    this.#decay = decay;
  }

  /** The rate of the next step. */
  next(learningRateInit: number): number {
    this.#power1 *= this.#decay.beta1;
    this.#power2 *= this.#decay.beta2;
    return (learningRateInit * Math.sqrt(1 - this.#power2)) / (1 - this.#power1);
  }
}
