/** Keeping the results of fits as they come, so that a search that was stopped goes on where it was. */
import type { FitResult } from "./fit-and-score.js";

/** What tells the fits of one search from each other. */
export interface FitKey {
  /** What the candidate changes in the estimator's parameters. */
  readonly params: object;
  readonly fold: number;
  /** How many rows were fitted on, and how many scored. */
  readonly trainRows: number;
  readonly testRows: number;
}

/**
 * Results of finished fits, in memory, on a disk or anywhere. Only its owner can tell that they are of the same data, folds, estimator and build of
 * Heddle, so all of that belongs in the name of the place where they are kept; and what is drawn has to be drawn again alike, so a search by halving
 * and a splitter that shuffles need a `randomState`.
 */
export interface FitStore {
  /** What `save` was given for the same key, or undefined. */
  load(key: FitKey): Promise<FitResult | undefined>;
  /** Called while other fits run; fits that failed are not kept. If it rejects, the search is cancelled and rejects with the same. */
  save(key: FitKey, result: FitResult): Promise<void>;
}

/** The saves of one search, under way while others are computed. The first that fails cancels the search. */
export class Saving {
  /** The caller's signal, and that of a save that failed. */
  readonly signal: AbortSignal | undefined;
  readonly #store: FitStore | undefined;
  readonly #stop = new AbortController();
  readonly #underWay: Promise<void>[] = [];

  constructor(store: FitStore | undefined, signal: AbortSignal | undefined) {
    this.#store = store;
    const signals = signal ? [signal, this.#stop.signal] : [this.#stop.signal];
    this.signal = store ? AbortSignal.any(signals) : signal;
  }

  keep(key: FitKey, result: FitResult): void {
    if (!this.#store || result.failure) return;
    const saved = this.#store.save(key, result);
    this.#underWay.push(saved.catch((error) => this.#stop.abort(error)));
  }

  /** When nothing is under way any more; throws what the first failed save rejected with. */
  async end(): Promise<void> {
    await Promise.all(this.#underWay);
    const { aborted, reason } = this.#stop.signal;
    if (aborted) throw reason;
  }
}
