// @ts-check
/** The results as a Markdown page. */
import { caseKey, labelOf } from "../harness/rows.mjs";
import { byCase, byGroup, ratio, time } from "./format.mjs";
import { idlePeak, judgeMemory, judgeTargets, metCount } from "./judge.mjs";
import { LIMITS } from "./limits.mjs";
import { TARGETS } from "./targets.mjs";

/** @typedef {import("../types.d.ts").Row} Row */

/** @param {(string | undefined)[]} cells */
const line = (cells) => `| ${cells.map((cell) => cell ?? "").join(" | ")} |`;

/** @param {Row} row */
function rowLine(row) {
  if (row.unavailable)
    return line([labelOf(row), row.version, `not available: ${row.unavailable.replaceAll("|", "\\|")}`]);
  return line([
    `${labelOf(row)}${row.note ? ` (${row.note})` : ""}`,
    row.version,
    row.medianMs === undefined ? "" : time(row.medianMs),
    row.minMs === undefined ? "" : time(row.minMs),
    row.spreadMs === undefined ? "" : time(row.spreadMs),
    String(row.runs),
    row.gflops?.toFixed(1),
    row.score?.toFixed(4),
    row.peakMb?.toFixed(0),
    row.ratioToHeddle === undefined ? "" : ratio(row.ratioToHeddle),
    row.ratioToHeddleBest === undefined ? "" : ratio(row.ratioToHeddleBest),
  ]);
}

const HEAD = [
  line([
    "contender",
    "version",
    "median",
    "min",
    "spread",
    "runs",
    "GFLOP/s",
    "score",
    "peak MB",
    "× Heddle",
    "× its best",
  ]),
  line(["---", "---", ...Array(9).fill("---:")]),
];

/**
 * @param {{ machine: Record<string, unknown>, rows: Row[], fits: import("../types.d.ts").Fit[], tolerances: Record<string, string> }} results
 */
export function markdownPage({ machine, rows, fits, tolerances }) {
  const parts = [
    "# Benchmark",
    Object.entries(machine)
      .map(([key, value]) => `${key}: ${value}`)
      .join("; "),
  ];
  parts.push(
    "Times of one run: median, minimum, interquartile range. × Heddle: how many times as long as Heddle's fastest variant with as many threads; × its best: as Heddle's fastest variant of all. Below 1, Heddle is the slower one.",
  );
  for (const [group, groupRows] of byGroup(rows)) {
    parts.push(`## ${group}`);
    for (const [name, caseRows] of byCase(groupRows)) {
      const agreed = tolerances[caseKey({ group, case: name })];
      parts.push(
        `### ${name}`,
        ...(agreed ? [`Answers agree: ${agreed}.`] : []),
        [...HEAD, ...caseRows.map(rowLine)].join("\n"),
      );
    }
  }
  if (fits.length > 0) parts.push("## Fitted exponents", fitLines(fits));
  parts.push(...targetParts(rows), ...memoryParts(rows));
  return `${parts.join("\n\n")}\n`;
}

/** @param {Row[]} rows */
function targetParts(rows) {
  const verdicts = judgeTargets(TARGETS, rows);
  if (verdicts.length === 0) return [];
  const about = `Medians; peers at their fastest number of threads. GFLOP/s and milliseconds were chosen on another machine. ${metCount(verdicts)}.`;
  return ["## Against the targets", about, verdictLines(verdicts)];
}

/** @param {Row[]} rows */
function memoryParts(rows) {
  const verdicts = judgeMemory(LIMITS, rows);
  if (verdicts.length === 0) return [];
  const idle = idlePeak(rows);
  const about = `Peak resident size of Heddle's process in MiB (2²⁰ bytes), of its variant that takes most. Node and the images are in it${idle === undefined ? "" : `; a process that has only loaded Heddle has a peak of ${idle.toFixed(0)}`}. ${metCount(verdicts)}.`;
  return ["## Memory", about, verdictLines(verdicts)];
}

/** @param {import("../types.d.ts").Verdict[]} verdicts */
function verdictLines(verdicts) {
  const head = [
    line(["group", "case", "Heddle", "wanted", "measured", ""]),
    line(["---", "---", "---", "---:", "---:", "---"]),
  ];
  const body = verdicts.map(({ group, case: name, variant, wanted, measured, met }) =>
    line([
      group,
      name,
      variant.replace("heddle", "").replace(/^[ ,]+/, ""),
      wanted,
      measured,
      met ? "met" : "**not met**",
    ]),
  );
  return [...head, ...body].join("\n");
}

/** @param {import("../types.d.ts").Fit[]} fits */
function fitLines(fits) {
  const head = [line(["series", "contender", "cost grows as", "points"]), line(["---", "---", "---", "---"])];
  const body = fits.map((fit) =>
    line([
      fit.series,
      labelOf(fit),
      `${fit.axis}^${fit.exponent.toFixed(2)}`,
      fit.points.map(([x, ms]) => `${x}: ${time(ms)}`).join(", "),
    ]),
  );
  return [...head, ...body].join("\n");
}
