// @ts-check
/** The table on the terminal: one block a case, contenders side by side. */
import { labelOf } from "../harness/rows.mjs";
import { ratio, time } from "./format.mjs";
import { metCount } from "./judge.mjs";

const HEADINGS = ["", "median", "min", "spread", "runs", "GFLOP/s", "score", "peak MB", "× Heddle", "× its best"];

/** @param {import("../types.d.ts").Row} row */
function cells(row) {
  const { medianMs, minMs, spreadMs, runs, gflops, score, peakMb, ratioToHeddle, ratioToHeddleBest } = row;
  const or = (/** @type {number | undefined} */ value, /** @type {(value: number) => string} */ format) =>
    value === undefined ? "" : format(value);
  return [
    `${labelOf(row)}${row.note ? " *" : ""}`,
    or(medianMs, time),
    or(minMs, time),
    or(spreadMs, time),
    String(runs),
    or(gflops, (value) => value.toFixed(1)),
    or(score, (value) => value.toFixed(4)),
    or(peakMb, (value) => value.toFixed(0)),
    or(ratioToHeddle, ratio),
    or(ratioToHeddleBest, ratio),
  ];
}

/**
 * The lines of one case.
 * @param {string} title
 * @param {import("../types.d.ts").Row[]} rows
 */
export function caseTable(title, rows) {
  const lines = [HEADINGS, ...rows.filter(({ unavailable }) => !unavailable).map(cells)];
  const shown = HEADINGS.map((_, i) => i).filter((i) => i === 0 || lines.slice(1).some((line) => line[i] !== ""));
  const widths = new Map(shown.map((i) => [i, Math.max(...lines.map((line) => line[i].length))]));
  const text = lines.map((line) =>
    shown.map((i) => (i === 0 ? line[i].padEnd(widths.get(i) ?? 0) : line[i].padStart(widths.get(i) ?? 0))).join("  "),
  );
  const missing = rows
    .filter(({ unavailable }) => unavailable)
    .map((row) => `${labelOf(row)}: not available: ${row.unavailable}`);
  const notes = [...new Set(rows.filter(({ note }) => note).map(({ contender, note }) => `* ${contender}: ${note}`))];
  return [title, ...text, ...missing, ...notes].join("\n");
}

/** @param {import("../types.d.ts").Fit[]} fits */
export function fitTable(fits) {
  const lines = fits.map((fit) => `${fit.series} ~ ${fit.axis}^${fit.exponent.toFixed(2)}  (${labelOf(fit)})`);
  return ["Cost against size, fitted exponents", ...lines].join("\n");
}

/**
 * @param {string} title
 * @param {import("../types.d.ts").Verdict[]} verdicts
 */
export function verdictTable(title, verdicts) {
  const lines = verdicts.map(({ group, case: name, variant, wanted, measured, met }) => [
    met ? "met" : "NOT",
    `${group}: ${name}`,
    variant,
    `wanted ${wanted}`,
    `measured ${measured}`,
  ]);
  const width = (/** @type {number} */ i) => Math.max(...lines.map((line) => line[i].length));
  const widths = [0, 1, 2, 3].map(width);
  const text = lines.map((line) => line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  "));
  return [`${title}: ${metCount(verdicts)}`, ...text].join("\n");
}
