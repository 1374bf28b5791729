/** What SVC makes of the decisions of its machines. Pure. */
import { argmaxRows } from "../../core/estimator.js";
import type { Matrix } from "../../core/matrix.js";
import { classPairs } from "./layout.js";

/** Class codes; with `breakTies` the highest one-versus-rest score decides. */
export function decidedCodes(decisions: Float64Array, rows: number, nClasses: number, breakTies: boolean): Int32Array {
  if (!breakTies || nClasses === 2) return vote(decisions, nClasses);
  return argmaxRows(oneVersusRest(decisions, nClasses), rows, nClasses);
}

/** What `decisionFunction` returns: one number per pair of classes ("ovo", and two classes), or one per class. */
export function asDecisions(
  decisions: Float64Array,
  rows: number,
  nClasses: number,
  shape: "ovr" | "ovo",
): Matrix<Float32Array> {
  const wantsPairs = nClasses === 2 || shape === "ovo";
  const data = Float32Array.from(wantsPairs ? decisions : oneVersusRest(decisions, nClasses));
  return { data, rows, cols: data.length / rows };
}

/** The class with the most votes in every row; the lower class among equals (libsvm's rule). With two classes, the sign decides. */
export function vote(decisions: Float64Array, nClasses: number): Int32Array {
  const pairs = classPairs(nClasses);
  const rows = decisions.length / pairs.length;
  if (nClasses === 2) return Int32Array.from(decisions, (decision) => (decision < 0 ? 0 : 1));
  const codes = new Int32Array(rows);
  const votes = new Int32Array(nClasses);
  for (let r = 0; r < rows; r++) {
    votes.fill(0);
    pairs.forEach(([a, b], pair) => {
      votes[decisions[r * pairs.length + pair] > 0 ? a : b]++;
    });
    codes[r] = votes.indexOf(Math.max(...votes));
  }
  return codes;
}

/**
 * One score per class: its votes, plus the sum of its decisions squeezed into (−⅓, ⅓), so that it only separates equal votes.
 * scikit-learn's _ovr_decision_function.
 */
export function oneVersusRest(decisions: Float64Array, nClasses: number): Float64Array {
  const pairs = classPairs(nClasses);
  const rows = decisions.length / pairs.length;
  const scores = new Float64Array(rows * nClasses);
  const confidence = new Float64Array(nClasses);
  for (let r = 0; r < rows; r++) {
    confidence.fill(0);
    pairs.forEach(([a, b], pair) => {
      const decision = decisions[r * pairs.length + pair];
      confidence[a] += decision;
      confidence[b] -= decision;
      scores[r * nClasses + (decision < 0 ? b : a)]++;
    });
    for (let c = 0; c < nClasses; c++) {
      scores[r * nClasses + c] += confidence[c] / (3 * (Math.abs(confidence[c]) + 1));
    }
  }
  return scores;
}
