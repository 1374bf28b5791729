// @ts-check
/** Measured rows against what was wanted; pure. What did not run is left out. */
import { labelOf } from "../harness/rows.mjs";
import { ratio, time } from "./format.mjs";

/** @typedef {import("../types.d.ts").Row} Row */
/** @typedef {import("../types.d.ts").Target} Target */
/** @typedef {import("../types.d.ts").Verdict} Verdict */

const MIB = 2 ** 20;
/** The case whose process has done nothing but load Heddle. */
const IDLE = { group: "startup", case: "process to library" };

/**
 * @param {readonly Row[]} rows
 * @param {{ group: string, case: string }} place
 * @param {string} contender
 */
const rowsOf = (rows, place, contender) =>
  rows.filter((row) => row.group === place.group && row.case === place.case && row.contender === contender);

/**
 * The fastest of a contender's rows that have a time.
 * @param {readonly Row[]} rows
 * @returns {Row & { medianMs: number } | undefined}
 */
function fastest(rows) {
  const timed = rows.flatMap((row) => (row.medianMs === undefined ? [] : [{ ...row, medianMs: row.medianMs }]));
  return timed.reduce(
    (/** @type {typeof timed[0] | undefined} */ best, row) => (best && best.medianMs <= row.medianMs ? best : row),
    undefined,
  );
}

/**
 * What was wanted and measured, in words; undefined where the peer has nothing to compare with.
 * @param {Target["wants"]} wants
 * @param {Row & { medianMs: number }} ours
 * @param {(contender: string) => Row[]} peerRows
 */
function compareWith(wants, ours, peerRows) {
  if ("gflops" in wants) {
    const { gflops = 0 } = ours;
    return { wanted: `≥ ${wants.gflops} GFLOP/s`, measured: gflops.toFixed(1), met: gflops >= wants.gflops };
  }
  if ("ms" in wants)
    return { wanted: `≤ ${time(wants.ms)}`, measured: time(ours.medianMs), met: ours.medianMs <= wants.ms };
  if ("scoreOf" in wants) {
    const score = fastest(peerRows(wants.scoreOf))?.score;
    if (score === undefined || ours.score === undefined) return undefined;
    const wanted = `score of ${wants.scoreOf}, ${score.toFixed(4)}`;
    return { wanted, measured: ours.score.toFixed(4), met: ours.score >= score };
  }
  const peer = fastest(peerRows(wants.than));
  if (!peer) return undefined;
  const times = peer.medianMs / ours.medianMs;
  const wanted = `≥ ${ratio(wants.times)} × ${labelOf(peer)}`;
  return { wanted, measured: `${ratio(times)} ×`, met: times >= wants.times };
}

/**
 * @param {readonly Target[]} targets
 * @param {readonly Row[]} rows
 * @returns {Verdict[]}
 */
export function judgeTargets(targets, rows) {
  return targets.flatMap(({ group, case: name, turbo, threads, wants }) => {
    const place = { group, case: name };
    const ours = rowsOf(rows, place, "heddle").find((row) => row.turbo === turbo && row.threads === threads);
    if (!ours) return [];
    const base = { ...place, variant: labelOf(ours) };
    const { medianMs } = ours;
    if (medianMs === undefined) return [{ ...base, wanted: "a time", measured: "none", met: false }];
    const found = compareWith(wants, { ...ours, medianMs }, (contender) => rowsOf(rows, place, contender));
    return found ? [{ ...base, ...found }] : [];
  });
}

/**
 * Of every job, Heddle's variant with the largest peak.
 * @param {readonly import("../types.d.ts").MemoryLimit[]} limits
 * @param {readonly Row[]} rows
 * @returns {Verdict[]}
 */
export function judgeMemory(limits, rows) {
  return limits.flatMap(({ group, case: name, bytes, rule }) => {
    const place = { group, case: name };
    const [worst] = rowsOf(rows, place, "heddle")
      .filter(({ peakMb }) => peakMb !== undefined)
      .sort((a, b) => (b.peakMb ?? 0) - (a.peakMb ?? 0));
    if (worst?.peakMb === undefined) return [];
    return [
      {
        ...place,
        variant: labelOf(worst),
        wanted: `≤ ${(bytes / MIB).toFixed(0)} (${rule})`,
        measured: worst.peakMb.toFixed(0),
        met: worst.peakMb * MIB <= bytes,
      },
    ];
  });
}

/**
 * Peak of a process that has only loaded Heddle, in MiB; undefined if that case did not run.
 * @param {readonly Row[]} rows
 */
export function idlePeak(rows) {
  return rowsOf(rows, IDLE, "heddle")[0]?.peakMb;
}

/** @param {readonly Verdict[]} verdicts */
export const metCount = (verdicts) => `${verdicts.filter(({ met }) => met).length} of ${verdicts.length} met`;
