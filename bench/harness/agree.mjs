// @ts-check
/** Do two answers agree? Nothing is timed before this says yes. */

/** @typedef {import("../types.d.ts").Answer} Answer */
/** @typedef {import("../types.d.ts").Tolerances} Tolerances */

/**
 * What is wrong with `answer`, or undefined. Fields that only one side has are not compared; at least one must be.
 * @param {Answer} answer
 * @param {Answer} reference
 * @param {Tolerances} tolerances
 * @returns {string | undefined}
 */
export function disagreement(answer, reference, tolerances) {
  const found = [
    valuesApart(answer, reference, tolerances),
    labelsApart(answer, reference, tolerances),
    scoreApart(answer, reference, tolerances),
    objectiveApart(answer, reference, tolerances),
  ].filter((verdict) => verdict !== undefined);
  if (found.length === 0) return "nothing in its answer could be compared";
  return found.find((verdict) => verdict !== "");
}

/**
 * Each of these is undefined where there is nothing to compare, "" where all is well, else the complaint.
 * @param {Answer} answer
 * @param {Answer} reference
 * @param {Tolerances} tolerances
 */
function valuesApart({ values: a }, { values: b }, { values: tolerance }) {
  if (!a || !b || tolerance === undefined) return undefined;
  if (a.length !== b.length) return `${a.length} values instead of ${b.length}`;
  // NaN stays NaN through Math.max, and fails the test below.
  const worst = a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
  return worst <= tolerance ? "" : `values differ by ${worst.toPrecision(3)}, more than ${tolerance}`;
}

/**
 * @param {Answer} answer
 * @param {Answer} reference
 * @param {Tolerances} tolerances
 */
function labelsApart({ labels: a }, { labels: b }, { labels: tolerance }) {
  if (!a || !b || tolerance === undefined) return undefined;
  if (a.length !== b.length) return `${a.length} labels instead of ${b.length}`;
  const share = a.filter((label, i) => label === b[i]).length / a.length;
  return share >= tolerance
    ? ""
    : `only ${(100 * share).toFixed(2)} % of the labels are equal, not ${100 * tolerance} %`;
}

/**
 * @param {Answer} answer
 * @param {Answer} reference
 * @param {Tolerances} tolerances
 */
function scoreApart({ score: a }, { score: b }, { score: tolerance }) {
  if (a === undefined || b === undefined || tolerance === undefined) return undefined;
  return a >= b - tolerance ? "" : `score ${a.toFixed(4)} is more than ${tolerance} below ${b.toFixed(4)}`;
}

/**
 * @param {Answer} answer
 * @param {Answer} reference
 * @param {Tolerances} tolerances
 */
function objectiveApart({ objective: a }, { objective: b }, { objective: tolerance }) {
  if (a === undefined || b === undefined || tolerance === undefined) return undefined;
  const excess = a / b - 1;
  return excess <= tolerance
    ? ""
    : `objective ${a.toPrecision(7)} exceeds ${b.toPrecision(7)} by more than ${tolerance} of it`;
}

/**
 * The tolerances in words.
 * @param {Tolerances} tolerances
 */
export function describeTolerances({ values, labels, score, objective }) {
  return [
    values !== undefined && `values within ${values}`,
    labels !== undefined && `at least ${100 * labels} % equal labels`,
    score !== undefined && `score at most ${score} below`,
    objective !== undefined && `objective at most ${100 * objective} % above`,
  ]
    .filter(Boolean)
    .join(", ");
}
