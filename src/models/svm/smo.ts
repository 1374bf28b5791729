/**
 * Sequential minimal optimisation of the dual of a two-class support vector machine.
 *
 *   minimise ½ βᵀKβ − yᵀβ   subject to   Σβ = 0,  lowest[t] ≤ β[t] ≤ highest[t]
 *
 * with β = y·α (so 0 ≤ β ≤ C for the class that counts +1, −C ≤ β ≤ 0 for the other) and residuals v = y − Kβ, minus the gradient.
 * The optimum is where no variable that may grow has a larger v than one that may shrink; the solver stops when the gap between the two
 * is below `tol`, over all variables. Working sets: WSS 2 of Fan, Chen & Lin (JMLR 6, 2005). Shrinking: as libsvm (Chang & Lin, ACM TIST
 * 2:27, 2011): variables stuck at a bound leave the scans, and come back, with v computed anew, before the solver may stop.
 */
import { AbortError } from "../../core/errors.js";
import { PANEL_ROWS, padded } from "../../kernels/svm-products.js";
import { SmoState } from "../../kernels/svm-smo.js";
import type { Workspace } from "../../kernels/tensor.js";
import { RowCache } from "./row-cache.js";
import type { RowSource } from "./row-source.js";

/** Smallest curvature that counts, libsvm's TAU. */
const TAU = 1e-12;
/** Steps between looks at what can be left out, at most (libsvm's number). */
const SHRINK_PERIOD = 1000;
/** Leaving out fewer than a tenth of the variables costs more than it saves. */
const SHRINK_WORTH = 0.9;
const CANCEL_PERIOD = 512;

export interface SmoProblem {
  /** Place of every variable in the training order, −1 for padding; a multiple of 16. */
  readonly places: Int32Array;
  /** +1 or −1, 0 for padding. */
  readonly y: Int8Array;
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
  readonly tol: number;
  /** −1: no limit. */
  readonly maxIter: number;
  readonly shrinking: boolean;
  readonly cacheBytes: number;
}

export interface SmoSolution {
  readonly beta: Float64Array;
  /** The decision is Σ β·k(x) + intercept. */
  readonly intercept: number;
  readonly iterations: number;
  readonly converged: boolean;
}

export function solveSmo(
  workspace: Workspace,
  problem: SmoProblem,
  source: RowSource,
  cancelled: () => boolean,
): SmoSolution {
  return new Smo(workspace, problem, source).solve(cancelled);
}

class Smo {
  readonly #problem: SmoProblem;
  readonly #state: SmoState;
  readonly #cache: RowCache;
  readonly #diagonal: Float32Array;
  readonly #beta: Float64Array;
  /** Variable at every position of the scans, −1 for padding. */
  #active: Int32Array;
  #iterations = 0;
  /** Steps until the next look at what can be left out. */
  #countdown = 0;
  /** The variables that were left out have come back once, near the end. */
  #unshrunk = false;

  constructor(workspace: Workspace, problem: SmoProblem, source: RowSource) {
    const { places, cacheBytes } = problem;
    this.#problem = problem;
    this.#state = new SmoState(workspace, places.length);
    this.#diagonal = source.diagonal(places);
    this.#cache = new RowCache(workspace, source, places, cacheBytes);
    this.#beta = new Float64Array(places.length);
    this.#active = allOf(places);
  }

  solve(cancelled: () => boolean): SmoSolution {
    const { maxIter } = this.#problem;
    this.#loadState();
    this.#restartCountdown();
    let i = this.#state.selectUp();
    let converged = false;
    while (this.#iterations !== maxIter) {
      if (this.#iterations % CANCEL_PERIOD === 0 && cancelled()) throw new AbortError("SVC.fit");
      const j = this.#selectPartner(i);
      if (j < 0) {
        converged = this.#isWhole;
        if (converged) break;
        this.#restore();
        this.#countdown = 1;
        i = this.#state.selectUp();
      } else if (this.#reconsider()) {
        i = this.#state.selectUp();
      } else {
        i = this.#step(i, j);
      }
    }
    if (!this.#isWhole) this.#restore();
    const intercept = this.#intercept();
    return { beta: this.#beta, intercept, iterations: this.#iterations, converged };
  }

  get #isWhole(): boolean {
    return this.#active.length === this.#beta.length;
  }

  /** The partner of position i, or −1 when the gap is below the tolerance among the variables in play. */
  #selectPartner(i: number): number {
    const state = this.#state;
    if (i < 0) return -1;
    const row = this.#cache.get(i, i, (count) => this.#nextUp(i, count));
    const vi = state.found;
    const j = state.selectLow(row, vi, state.diagonal[i]);
    return vi - state.leastLow < this.#problem.tol ? -1 : j;
  }

  /** Moves β[i] up and β[j] down by the same amount, to the minimum along that line or to a bound. */
  #step(i: number, j: number): number {
    const state = this.#state;
    const cache = this.#cache;
    const rowJ = cache.get(j, i, (count) => this.#nextLow(j, count));
    const rowI = cache.get(i, j, () => []);
    const curvature = Math.max(state.diagonal[i] + state.diagonal[j] - 2 * cache.at(i, j), TAU);
    const { highest, lowest } = this.#problem;
    const beta = this.#beta;
    const [a, b] = [this.#active[i], this.#active[j]];
    const [roomA, roomB] = [highest[a] - beta[a], beta[b] - lowest[b]];
    const delta = Math.min((state.v[i] - state.v[j]) / curvature, roomA, roomB);
    beta[a] = delta === roomA ? highest[a] : beta[a] + delta;
    beta[b] = delta === roomB ? lowest[b] : beta[b] - delta;
    this.#mark(i);
    this.#mark(j);
    this.#iterations++;
    return state.updateAndSelectUp(rowI, rowJ, delta);
  }

  /** Says in the scans whether the variable at `position` may grow and shrink. */
  #mark(position: number): void {
    const { highest, lowest } = this.#problem;
    const t = this.#active[position];
    this.#state.up[position] = t >= 0 && this.#beta[t] < highest[t] ? 0 : Number.NEGATIVE_INFINITY;
    this.#state.low[position] = t >= 0 && this.#beta[t] > lowest[t] ? 0 : Number.POSITIVE_INFINITY;
  }

  /** Fills the scans for all variables: v = y − Kβ, summed over the variables in order. */
  #loadState(): void {
    const { y } = this.#problem;
    const state = this.#state;
    const support = this.#active.filter((t) => t >= 0 && this.#beta[t] !== 0);
    state.n = this.#active.length;
    state.v.set(y);
    state.diagonal.set(this.#diagonal);
    for (let t = 0; t < state.n; t++) this.#mark(t);
    support.forEach((t, at) => {
      const row = this.#cache.get(t, t, (count) => this.#missing(support, at + 1, count));
      state.subtractRow(row, this.#beta[t]);
    });
  }

  #restartCountdown(): void {
    this.#countdown = Math.min(this.#beta.length, SHRINK_PERIOD);
  }

  /** Now and then leaves out what is stuck, or brings it back. True when the scans have changed. */
  #reconsider(): boolean {
    if (!this.#problem.shrinking || --this.#countdown > 0) return false;
    this.#restartCountdown();
    const { found, leastLow } = this.#gap();
    if (!this.#unshrunk && found - leastLow <= 10 * this.#problem.tol) {
      this.#unshrunk = true;
      if (!this.#isWhole) {
        this.#restore();
        this.#countdown = 1;
        return true;
      }
    }
    return this.#shrink(found, leastLow);
  }

  /** The ends of the gap. Both scans write to one place, so the first is read off v. */
  #gap(): { found: number; leastLow: number } {
    const { leastLow } = this.#state;
    const i = this.#state.selectUp();
    return { found: this.#state.v[i], leastLow };
  }

  /** Leaves out variables at a bound that they would only leave against the ends of the gap. */
  #shrink(most: number, least: number): boolean {
    const { v, up, low, diagonal, n } = this.#state;
    const kept: number[] = [];
    for (let t = 0; t < n; t++) {
      const grows = up[t] === 0;
      const shrinks = low[t] === 0;
      const stuck = grows ? !shrinks && v[t] < least : !shrinks || v[t] > most;
      if (!stuck) kept.push(t);
    }
    const length = padded(kept.length);
    if (length > n * SHRINK_WORTH) return false;
    const active = this.#active;
    this.#active = Int32Array.from({ length }, (_, t) => (t < kept.length ? active[kept[t]] : -1));
    this.#cache.shrink(Int32Array.from(kept), this.#placesInPlay());
    for (let t = 0; t < length; t++) {
      v[t] = t < kept.length ? v[kept[t]] : 0;
      diagonal[t] = t < kept.length ? diagonal[kept[t]] : 0;
      this.#mark(t);
    }
    this.#state.n = length;
    return true;
  }

  /** Brings all variables back. */
  #restore(): void {
    this.#active = allOf(this.#problem.places);
    this.#cache.reset(this.#problem.places);
    this.#loadState();
  }

  #placesInPlay(): Int32Array {
    return this.#active.map((t) => (t < 0 ? -1 : this.#problem.places[t]));
  }

  /** Positions with the largest v that may grow, whose rows are not at hand. */
  #nextUp(except: number, count: number): number[] {
    const { v, up, n } = this.#state;
    return this.#extremes(n, except, count, (t) => v[t] + up[t]);
  }

  /** Positions with the smallest v that may shrink, whose rows are not at hand. */
  #nextLow(except: number, count: number): number[] {
    const { v, low, n } = this.#state;
    return this.#extremes(n, except, count, (t) => -(v[t] + low[t]));
  }

  #extremes(n: number, except: number, count: number, rank: (t: number) => number): number[] {
    const best: number[] = [];
    const ranks: number[] = [];
    let bar = Number.NEGATIVE_INFINITY;
    for (let t = 0; t < n; t++) {
      const value = rank(t);
      if (value <= bar || t === except || this.#cache.has(t)) continue;
      let at = best.length;
      while (at > 0 && ranks[at - 1] < value) at--;
      best.splice(at, 0, t);
      ranks.splice(at, 0, value);
      if (best.length > count) {
        best.pop();
        ranks.pop();
      }
      if (best.length === count) bar = ranks[count - 1];
    }
    return best;
  }

  /** The next of `positions` from `from` on whose rows are not at hand. */
  #missing(positions: Int32Array, from: number, count: number): number[] {
    const found: number[] = [];
    for (let at = from; at < positions.length && found.length < count; at++) {
      if (!this.#cache.has(positions[at])) found.push(positions[at]);
    }
    return found;
  }

  /** The mean of v over variables inside their bounds; without any, the middle of the gap (libsvm's −ρ). */
  #intercept(): number {
    const { v, up, low, n } = this.#state;
    let sum = 0;
    let free = 0;
    let most = Number.NEGATIVE_INFINITY;
    let least = Number.POSITIVE_INFINITY;
    for (let t = 0; t < n; t++) {
      if (up[t] === 0 && low[t] === 0) {
        sum += v[t];
        free++;
      } else if (up[t] === 0) most = Math.max(most, v[t]);
      else if (low[t] === 0) least = Math.min(least, v[t]);
    }
    return free > 0 ? sum / free : (most + least) / 2;
  }
}

/** Every variable at its own position. */
function allOf(places: Int32Array): Int32Array {
  if (places.length % PANEL_ROWS !== 0) throw new RangeError("svm: variables must come in whole panels");
  return places.map((place, t) => (place < 0 ? -1 : t));
}
