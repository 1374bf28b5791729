// @ts-check
/** From measured times to result rows. */
import { powerExponent, summarise } from "./stats.mjs";

/** @typedef {import("../types.d.ts").Row} Row */
/** @typedef {import("../types.d.ts").Case} Case */

/**
 * Names a case in the results.
 * @param {{ group: string, case: string }} row
 */
export function caseKey(row) {
  return `${row.group}|${row.case}`;
}

/** @param {import("../types.d.ts").Variant} variant */
export function variantName({ contender, threads, turbo }) {
  return labelOf({ contender: contender.name, threads, turbo });
}

/** @param {{ contender: string, threads: number, turbo: boolean }} row */
export function labelOf({ contender, threads, turbo }) {
  return `${contender}${turbo ? " turbo" : ""}, ${threads} thread${threads === 1 ? "" : "s"}`;
}

/**
 * @param {Case} item
 * @param {import("../types.d.ts").Variant} variant
 * @param {{ version: string, times: number[], peakMb?: number, score?: number, note?: string, unavailable?: string }} outcome
 * @returns {Row}
 */
export function makeRow(item, { contender, threads, turbo }, outcome) {
  const { version, times, peakMb, score, unavailable } = outcome;
  const base = { group: item.group, case: item.name, contender: contender.name, version, threads, turbo };
  const note = contender.differs?.note;
  if (unavailable !== undefined) return { ...base, runs: 0, ...(note && { note }), unavailable };
  const summary = summarise(times);
  return {
    ...base,
    ...summary,
    ...(item.flops !== undefined && { gflops: item.flops / summary.medianMs / 1e6 }),
    ...(score !== undefined && { score }),
    ...(peakMb !== undefined && { peakMb }),
    ...(note && { note }),
  };
}

/**
 * The rows of one case with their ratios: to Heddle's fastest variant of as many threads, and to its fastest of all.
 * @param {Row[]} rows
 * @returns {Row[]}
 */
export function withRatios(rows) {
  const best = (/** @type {(row: Row) => boolean} */ wanted) =>
    Math.min(...rows.filter((row) => row.contender === "heddle" && wanted(row)).map((row) => row.medianMs ?? Infinity));
  const overall = best(() => true);
  return rows.map((row) => {
    if (row.medianMs === undefined) return row;
    const same = best(({ threads }) => threads === row.threads);
    return {
      ...row,
      ...(Number.isFinite(same) && { ratioToHeddle: row.medianMs / same }),
      ...(Number.isFinite(overall) && { ratioToHeddleBest: row.medianMs / overall }),
    };
  });
}

/**
 * The exponent of every series of cases, for every contender that ran in at least two of them.
 * @param {readonly Case[]} cases
 * @param {readonly Row[]} rows
 * @returns {import("../types.d.ts").Fit[]}
 */
export function fitSeries(cases, rows) {
  /** @type {Map<string, import("../types.d.ts").Fit>} */
  const fits = new Map();
  for (const { group, name, series } of cases) {
    if (!series) continue;
    for (const { medianMs, contender, threads, turbo } of rows.filter(
      (row) => row.group === group && row.case === name,
    )) {
      if (medianMs === undefined) continue;
      const key = [series.name, series.axis, contender, threads, turbo].join("|");
      const fit = fits.get(key) ?? {
        series: series.name,
        axis: series.axis,
        contender,
        threads,
        turbo,
        exponent: 0,
        points: [],
      };
      fit.points.push([series.x, medianMs]);
      fits.set(key, fit);
    }
  }
  return [...fits.values()].flatMap((fit) => {
    const exponent = powerExponent(fit.points);
    return exponent === undefined ? [] : [{ ...fit, exponent }];
  });
}
