/** When a machine of stochastic gradient descent is done: scikit-learn's rule, one epoch after the other. */

/** Below this, "adaptive" has no smaller rate to try. */
const SMALLEST_ETA = 1e-6;

export interface StoppingRule {
  /** Null never stops. */
  readonly tol: number | null;
  readonly nIterNoChange: number;
  readonly adaptive: boolean;
}

export type Verdict = "go on" | "lower the rate" | "stop";

/** Watches a cost that should fall: the sum of losses, or minus the validation accuracy. */
export class Stopping {
  readonly #rule: StoppingRule;
  #best = Number.POSITIVE_INFINITY;
  #stuck = 0;

  constructor(rule: StoppingRule) {
    this.#rule = rule;
  }

  /** `needed` is the fall of the cost that counts as progress; `eta` the rate at the end of the epoch. */
  judge(cost: number, needed: number, eta: number): Verdict {
    const { tol, nIterNoChange, adaptive } = this.#rule;
    this.#stuck = tol !== null && cost > this.#best - needed ? this.#stuck + 1 : 0;
    this.#best = Math.min(this.#best, cost);
    if (this.#stuck < nIterNoChange) return "go on";
    if (!adaptive || eta <= SMALLEST_ETA) return "stop";
    this.#stuck = 0;
    return "lower the rate";
  }
}
