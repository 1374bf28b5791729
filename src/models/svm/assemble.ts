/** Puts the machines of all pairs together the way libsvm and scikit-learn lay out a model. */
import { type Matrix, takeRows } from "../../core/matrix.js";
import type { KernelFunction } from "../../kernels/svm-products.js";
import { classPairs } from "./layout.js";
import type { SvcState } from "./state.js";
import type { TrainedPairs } from "./train.js";

export interface AssembledModel {
  readonly state: SvcState;
  /** Row of X of every support vector. */
  readonly support: Int32Array;
}

export function assemble(X: Matrix, kernel: KernelFunction, { layout, pairs }: TrainedPairs): AssembledModel {
  const nClasses = layout.counts.length;
  const ofPair = classPairs(nClasses);
  const members = layout.counts.map((count, code) => {
    const betas = ofPair.flatMap(([a, b], p) =>
      a === code ? [pairs[p].beta[0]] : b === code ? [pairs[p].beta[1]] : [],
    );
    return Array.from({ length: count }, (_, t) => t).filter((t) => betas.some((beta) => beta[t] !== 0));
  });
  const nSupport = Int32Array.from(members, (list) => list.length);
  const support = Int32Array.from(
    members.flatMap((list, code) => list.map((t) => layout.order[layout.starts[code] + t])),
  );
  // scikit-learn lets a positive decision of two classes mean the second, libsvm the first.
  const turn = nClasses === 2 ? (value: number) => 0 - value : (value: number) => value;
  const dualCoef = new Float64Array((nClasses - 1) * support.length);
  const firsts = nSupport.map((_, code) => nSupport.subarray(0, code).reduce((sum, count) => sum + count, 0));
  ofPair.forEach(([a, b], p) => {
    const place = (code: number, row: number, beta: Float64Array) =>
      members[code].forEach((t, s) => {
        dualCoef[row * support.length + firsts[code] + s] = turn(beta[t]);
      });
    place(a, b - 1, pairs[p].beta[0]);
    place(b, a, pairs[p].beta[1]);
  });
  const state: SvcState = {
    kernel,
    nClasses,
    supportVectors: takeRows(X, support),
    nSupport,
    dualCoef,
    intercept: Float64Array.from(pairs, (pair) => turn(pair.intercept)),
    coef: kernel.name === "linear" ? joinWeights(pairs.map((pair) => pair.weights!)).map(turn) : undefined,
  };
  return { state, support };
}

function joinWeights(rows: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(rows.length * rows[0].length);
  rows.forEach((row, pair) => {
    joined.set(row, pair * row.length);
  });
  return joined;
}
