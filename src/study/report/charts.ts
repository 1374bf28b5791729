/** The study's charts: Vega-Lite specifications, rendered to SVG that follows the page's light or dark colours. */
import type { TopLevelSpec } from "vega-lite";
import { PUBLISHED } from "../published.js";
import type { CoreResults, CSweepRow } from "../results.js";

/** Colours are drawn as these stand-ins and become CSS variables in the SVG. */
const INK = "#111111";
const MUTED = "#777777";
const GRID = "#dddddd";
const OURS = "#0f6fc6";
const THEIRS = "#c46a0a";
const VARIABLES: Record<string, string> = {
  [INK]: "var(--ink, #1c2430)",
  [MUTED]: "var(--muted, #5b6675)",
  [GRID]: "var(--grid, #dfe4ea)",
  [OURS]: "var(--ours, #0f6fc6)",
  [THEIRS]: "var(--theirs, #c46a0a)",
};
const FONT = "system-ui, sans-serif";

export type ChartName = "shortlist" | "c-sweep" | "loss" | "accuracy" | "confusion";

type Spec = Omit<TopLevelSpec, "$schema" | "config" | "background">;

/** Every chart of the report as SVG text. */
export async function renderCharts(results: CoreResults): Promise<Record<ChartName, string>> {
  return {
    shortlist: await render(shortlistSpec(results)),
    "c-sweep": await render(cSweepSpec(results.cSweep.points)),
    loss: await render(curveSpec(results, "loss", "validationLoss", "Cross-entropy loss")),
    accuracy: await render(curveSpec(results, "accuracy", "validationAccuracy", "Accuracy")),
    confusion: await render(confusionSpec(results)),
  };
}

/** Loaded on first use: importing the study must not cost a chart library. */
async function render(spec: Spec): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")]);
  const axis = {
    labelColor: MUTED,
    titleColor: INK,
    gridColor: GRID,
    domainColor: GRID,
    tickColor: GRID,
    labelFontSize: 12,
    titleFontSize: 13,
    titleFontWeight: 500,
    titlePadding: 10,
  };
  const config = {
    font: FONT,
    axis,
    legend: {
      labelColor: INK,
      labelFontSize: 12,
      labelLimit: 0,
      symbolStrokeWidth: 3,
      orient: "top" as const,
      title: null,
    },
    view: { stroke: null },
    text: { fontSize: 12 },
  };
  const compiled = vegaLite.compile({ ...spec, background: undefined, config } as TopLevelSpec).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return themed(svg);
}

function themed(svg: string): string {
  const coloured = Object.entries(VARIABLES).reduce((text, [stand, variable]) => text.replaceAll(stand, variable), svg);
  // The size comes from the page; viewBox keeps the proportions.
  return coloured.replace(/ width="\d+(?:\.\d+)?" height="\d+(?:\.\d+)?"/, ' role="img"');
}

const colour = { scale: { domain: ["Heddle", "published"], range: [OURS, THEIRS] } };

function shortlistSpec({ shortlist }: CoreResults): Spec {
  const values = shortlist.flatMap(({ model, score }) => [
    { model, who: "Heddle", score },
    { model, who: "published", score: PUBLISHED.shortlist[model] },
  ]);
  const order = [...shortlist].sort((a, b) => b.score - a.score).map(({ model }) => model);
  const y = {
    field: "model",
    type: "nominal" as const,
    sort: order,
    axis: { title: null, labelColor: INK, labelLimit: 220 },
  };
  const yOffset = { field: "who", sort: ["Heddle", "published"] };
  const x = {
    field: "score",
    type: "quantitative" as const,
    scale: { domain: [0.7, 0.9] },
    axis: { format: ".2f", title: "Validation accuracy (axis starts at 0.70)" },
  };
  return {
    width: 560,
    height: { step: 19 },
    data: { values },
    encoding: { y, yOffset, x },
    layer: [
      {
        mark: { type: "point", filled: true, size: 110, opacity: 1 },
        encoding: { color: { field: "who", type: "nominal", ...colour } },
      },
      {
        mark: { type: "text", align: "left", dx: 9, color: INK },
        encoding: { text: { field: "score", format: ".4f" } },
      },
    ],
  } as Spec;
}

function cSweepSpec(rows: readonly CSweepRow[]): Spec {
  const values = rows.map(({ C, meanAccuracy, foldAccuracies }) => ({
    C,
    meanAccuracy,
    low: Math.min(...foldAccuracies),
    high: Math.max(...foldAccuracies),
  }));
  const best = values.reduce((top, row) => (row.meanAccuracy > top.meanAccuracy ? row : top));
  const lowest = Math.min(...values.map(({ low }) => low));
  const highest = Math.max(...values.map(({ high }) => high));
  const domain = [Math.floor(lowest * 100 - 0.5) / 100, Math.ceil(highest * 100 + 0.5) / 100];
  const x = {
    field: "C",
    type: "quantitative" as const,
    scale: { type: "log" as const },
    axis: { title: "C (inverse strength of the penalty)", format: "~g", values: rows.map(({ C }) => C), grid: false },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative" as const,
    scale: { domain },
    axis: { title: "Cross-validated accuracy", format: ".2f" },
  });
  return {
    width: 560,
    height: 260,
    data: { values },
    encoding: { x },
    layer: [
      { mark: { type: "area", color: OURS, opacity: 0.15 }, encoding: { y: y("low"), y2: { field: "high" } } },
      {
        mark: { type: "line", color: OURS, point: { filled: true, color: OURS, size: 60 } },
        encoding: { y: y("meanAccuracy") },
      },
      {
        data: { values: [best] },
        mark: { type: "text", dy: -14, color: INK, fontWeight: 600 },
        encoding: { y: y("meanAccuracy"), text: { field: "meanAccuracy", format: ".4f" } },
      },
    ],
  } as Spec;
}

/** Training and validation curves of the tuning run, and the epoch that was kept. */
function curveSpec(
  { final }: CoreResults,
  train: "loss" | "accuracy",
  validation: "validationLoss" | "validationAccuracy",
  title: string,
): Spec {
  const values = final.history.flatMap((record) => [
    { epoch: record.epoch, set: "training (with dropout)", value: record[train] },
    { epoch: record.epoch, set: "validation", value: record[validation] },
  ]);
  const scale = { domain: ["training (with dropout)", "validation"], range: [OURS, THEIRS] };
  return {
    width: 400,
    height: 240,
    layer: [
      {
        data: { values },
        mark: { type: "line", strokeWidth: 2 },
        encoding: {
          x: {
            field: "epoch",
            type: "quantitative",
            axis: { title: "Epoch", format: "d", tickMinStep: 1, tickCount: 8, grid: false },
            scale: { nice: false },
          },
          y: { field: "value", type: "quantitative", scale: { zero: false }, axis: { title } },
          color: { field: "set", type: "nominal", scale },
        },
      },
      {
        data: { values: [{ epoch: final.epochs }] },
        mark: { type: "rule", strokeDash: [4, 4], color: MUTED },
        encoding: { x: { field: "epoch", type: "quantitative" } },
      },
    ],
  } as Spec;
}

function confusionSpec({ final, data }: CoreResults): Spec {
  const names = data.classNames;
  const values = final.confusionMatrix.flatMap((row, i) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, j) => ({
      actual: names[i],
      predicted: names[j],
      count,
      share: total === 0 ? 0 : count / total,
    }));
  });
  const axis = { labelColor: INK, grid: false, ticks: false, domain: false };
  return {
    width: 520,
    height: 420,
    data: { values },
    encoding: {
      x: {
        field: "predicted",
        type: "nominal",
        sort: names,
        axis: { ...axis, title: "Predicted class", labelAngle: -40 },
      },
      y: { field: "actual", type: "nominal", sort: names, axis: { ...axis, title: "True class" } },
    },
    layer: [
      {
        mark: { type: "rect", color: OURS },
        encoding: {
          opacity: {
            field: "share",
            type: "quantitative",
            scale: { domain: [0, 1], range: [0.03, 0.95] },
            legend: null,
          },
        },
      },
      {
        transform: [{ filter: "datum.count > 0" }],
        mark: { type: "text" },
        encoding: {
          text: { field: "count" },
          color: { condition: { test: "datum.share > 0.5", value: "#ffffff" }, value: INK },
        },
      },
    ],
  } as Spec;
}
