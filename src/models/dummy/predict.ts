/** What a fitted DummyClassifier answers. Pure: shares of the classes and a seed in, codes or probabilities out. */
import { argmaxRows } from "../../core/estimator.js";
import type { Matrix } from "../../core/matrix.js";
import { Random } from "../../core/random.js";

export type DummyStrategy = "most_frequent" | "prior" | "stratified" | "uniform" | "constant";

export interface DummyState {
  readonly strategy: DummyStrategy;
  readonly randomState: number | null;
  /** Share of every class, f64. */
  readonly prior: Float64Array;
  readonly constantCode?: number;
}

/** One class code for each of `rows` rows. */
export function dummyCodes(state: DummyState, rows: number): Int32Array {
  const codes = new Int32Array(rows);
  if (state.strategy === "constant") return codes.fill(state.constantCode!);
  if (state.strategy === "stratified" || state.strategy === "uniform") return draw(state, codes);
  return codes.fill(argmaxRows(state.prior, 1, state.prior.length)[0]);
}

/** Probabilities of the classes, rows × classes. */
export function dummyProbabilities(state: DummyState, rows: number): Matrix<Float32Array> {
  const cols = state.prior.length;
  const data = new Float32Array(rows * cols);
  if (state.strategy === "uniform") data.fill(1 / cols);
  else if (state.strategy === "prior") for (let i = 0; i < rows; i++) data.set(state.prior, i * cols);
  else
    dummyCodes(state, rows).forEach((code, i) => {
      data[i * cols + code] = 1;
    });
  return { data, rows, cols };
}

function draw({ strategy, prior, randomState }: DummyState, codes: Int32Array): Int32Array {
  const random = new Random(randomState ?? crypto.getRandomValues(new Uint32Array(1))[0]);
  const next = strategy === "uniform" ? () => random.below(prior.length) : () => pick(prior, random.float());
  return codes.map(next);
}

/** The class in whose part of [0, 1) `u` falls; rounding can leave a gap at the very top, which goes to the last class. */
function pick(prior: Float64Array, u: number): number {
  let top = 0;
  for (let k = 0; k < prior.length - 1; k++) {
    top += prior[k];
    if (u < top) return k;
  }
  return prior.length - 1;
}
