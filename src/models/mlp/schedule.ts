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

/** cos(π·x) for 0 ≤ x ≤ 1: reduced to an angle of at most π/4, then Taylor's series. Error ≤ 3e-16. */
export function cosPi(x: number): number {
  if (x > 0.5) return -cosPi(1 - x);
  // cos(π·x) = sin(π·(½ − x)); each series begins with its own power and goes up by two.
  const [angle, first] = x > 0.25 ? [Math.PI * (0.5 - x), 1] : [Math.PI * x, 0];
  let sum = 1;
  for (let k = first + 18; k > first; k -= 2) sum = 1 - (angle * angle * sum) / (k * (k - 1));
  return first ? angle * sum : sum;
}

/** Half a cosine wave from `from` (part 0) to `to` (part 1). */
const anneal = (from: number, to: number, part: number) => to + ((from - to) / 2) * (1 + cosPi(part));

/** From the peak to 0 along half a cosine wave, as PyTorch's CosineAnnealingLR. Reference: Loshchilov & Hutter, SGDR, 2017. */
function cosine(peak: number, step: number, steps: number): number {
  return anneal(peak, 0, step / steps);
}

const ONE_CYCLE = { rise: 0.3, first: 1 / 25, last: 1 / 25e4 } as const;

/**
 * Up from peak / 25 over the first 30 % of the steps, then down to peak / 250,000, as PyTorch's OneCycleLR (which also cycles momentum).
 * Reference: Smith & Topin, Super-convergence, 2018.
 */
function oneCycle(peak: number, step: number, steps: number): number {
  const top = Math.max(0, ONE_CYCLE.rise * steps - 1);
  if (step < top) return anneal(peak * ONE_CYCLE.first, peak, step / top);
  const fall = steps - 1 - top;
  return anneal(peak, peak * ONE_CYCLE.last, fall > 0 ? (step - top) / fall : 0);
}

/** Whether the rate follows a plan over all steps to its end, so that maxIter is where a fit is meant to end. */
export function endsAtMaxIter({ learningRate }: Pick<MLPParams, "learningRate">): boolean {
  return learningRate === "cosine" || learningRate === "oneCycle";
}

/** The rate of step `step` of `steps`, counted from 0: `epochRate` unless the schedule goes by steps. */
export function rateOfStep(
  { learningRate, learningRateInit }: Pick<MLPParams, "learningRate" | "learningRateInit">,
  epochRate: number,
  step: number,
  steps: number,
): number {
  if (learningRate === "cosine") return cosine(learningRateInit, step, steps);
  if (learningRate === "oneCycle") return oneCycle(learningRateInit, step, steps);
  return epochRate;
}

/** Below this "adaptive" stops instead of dividing once more. */
const SMALLEST_ADAPTIVE_RATE = 1e-6;

/** The rate after an epoch that ended the patience, or undefined if training is to stop. */
export function rateAfterStall(rate: number, { solver, learningRate }: MLPParams): number | undefined {
  const adapts = solver === "sgd" && learningRate === "adaptive" && rate > SMALLEST_ADAPTIVE_RATE;
  return adapts ? rate / 5 : undefined;
}

/** What share new values have in their exponential moving average, corrected as Adam's moments are: at first all, in the end 1 − decay. */
export class AveragingShare {
  readonly #decay: number;
  #power = 1;

  constructor(decay: number) {
    this.#decay = decay;
  }

  /** Of the next step. */
  next(): number {
    this.#power *= this.#decay;
    return (1 - this.#decay) / (1 - this.#power);
  }
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
  next(rate: number): number {
    this.#power1 *= this.#decay.beta1;
    this.#power2 *= this.#decay.beta2;
    return (rate * Math.sqrt(1 - this.#power2)) / (1 - this.#power1);
  }
}
