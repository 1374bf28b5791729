// @ts-check
/** One chart of everything: per case, how many times as long as Heddle each contender takes, both at their best, on a log axis. */
import { byGroup } from "./format.mjs";

/** @typedef {import("../types.d.ts").Row} Row */

/** Colours are drawn as these stand-ins and become CSS variables, so that the SVG follows a page's light or dark theme. */
const INK = "#111111";
const MUTED = "#777777";
const GRID = "#dddddd";
const OURS = "#0f6fc6";
const VARIABLES = {
  [INK]: "var(--ink, #1c2430)",
  [MUTED]: "var(--muted, #5b6675)",
  [GRID]: "var(--grid, #dfe4ea)",
  [OURS]: "var(--ours, #0f6fc6)",
};
/** Distinguishable without colour vision (Okabe & Ito), and by shape. */
const PALETTE = ["#c46a0a", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#8a8f98", "#7b4fb0", "#b0413e"];
const SHAPES = ["circle", "square", "diamond", "triangle-up", "cross", "triangle-down"];
/** Groups whose points are series, not contests. */
const LEFT_OUT = ["scaling"];
const AXIS_TITLE = "times as long as Heddle, each at its best setting (log scale; left of the line, Heddle is slower)";
const TICKS = [0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100, 1000, 10_000];

/**
 * Each contender's best variant in each case.
 * @param {Row[]} rows
 */
export function bestPoints(rows) {
  const contests = rows.filter(({ group, ratioToHeddleBest }) => ratioToHeddleBest && !LEFT_OUT.includes(group));
  /** @type {Map<string, { group: string, case: string, contender: string, ratio: number }>} */
  const best = new Map();
  for (const { group, case: name, contender, ratioToHeddleBest } of contests) {
    if (contender === "heddle" || ratioToHeddleBest === undefined) continue;
    const key = `${group}|${name}|${contender}`;
    if ((best.get(key)?.ratio ?? Infinity) > ratioToHeddleBest)
      best.set(key, { group, case: name, contender: contender.replace(" (fit)", ""), ratio: ratioToHeddleBest });
  }
  return [...best.values()];
}

/**
 * SVG text, or undefined where there is nothing to compare.
 * @param {Row[]} rows
 */
export async function chart(rows) {
  const points = bestPoints(rows);
  if (points.length === 0) return undefined;
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")]);
  const compiled = vegaLite.compile(/** @type {any} */ (specification(points))).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return Object.entries(VARIABLES).reduce((text, [stand, variable]) => text.replaceAll(stand, variable), svg);
}

/** @param {ReturnType<typeof bestPoints>} points */
function specification(points) {
  const contenders = [...new Set(points.map(({ contender }) => contender))];
  const rows = [...byGroup(/** @type {any} */ (points)).entries()];
  const scale = {
    domain: contenders,
    range: contenders.map((_, i) => PALETTE[i % PALETTE.length]),
  };
  const shape = { domain: contenders, range: contenders.map((_, i) => SHAPES[i % SHAPES.length]) };
  const ratios = points.map(({ ratio }) => ratio);
  const domain = [Math.min(0.5, ...ratios) / 1.2, Math.max(2, ...ratios) * 1.2];
  return {
    background: null,
    spacing: 14,
    resolve: { scale: { x: "shared" } },
    vconcat: rows.map(([group, values], i) =>
      groupChart(group, values, { scale, shape, domain, last: i === rows.length - 1 }),
    ),
    config: {
      font: "system-ui, sans-serif",
      axis: {
        labelColor: MUTED,
        titleColor: INK,
        gridColor: GRID,
        domainColor: GRID,
        tickColor: GRID,
        labelFontSize: 12,
        labelLimit: 0,
      },
      legend: { labelColor: INK, labelFontSize: 12, orient: "top", title: null, columns: 5, labelLimit: 0 },
      title: { color: INK, anchor: "start", frame: "group", fontSize: 13 },
      view: { stroke: null },
    },
  };
}

/**
 * @param {string} group
 * @param {object[]} values
 * @param {{ scale: object, shape: object, domain: number[], last: boolean }} shared
 */
function groupChart(group, values, { scale, shape, domain, last }) {
  const x = {
    field: "ratio",
    type: "quantitative",
    scale: { type: "log", domain },
    axis: { title: last ? AXIS_TITLE : null, format: "~g", values: TICKS, labels: last, ticks: last, grid: true },
  };
  return {
    title: group,
    width: 520,
    height: { step: 26 },
    data: { values },
    encoding: {
      y: { field: "case", type: "nominal", sort: null, axis: { title: null, labelColor: INK } },
    },
    layer: [
      {
        mark: { type: "rule", color: OURS, strokeWidth: 2 },
        encoding: { x: { datum: 1, type: "quantitative" }, y: null },
      },
      {
        mark: { type: "point", filled: true, size: 90, opacity: 0.95 },
        encoding: {
          x,
          color: { field: "contender", type: "nominal", scale },
          shape: { field: "contender", type: "nominal", scale: shape },
        },
      },
    ],
  };
}
