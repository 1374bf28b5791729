/** Charts to SVG: one drawing for a wide screen, one for a phone, both in the page's colours. */
import type { TopLevelSpec } from "vega-lite";
import { escapeHtml } from "../html-text.js";
import type { Chart, Frame, Spec } from "./chart.js";
import { measureText } from "./text-width.js";
import { colourRules, GRID, INK, MUTED, themed } from "./theme.js";

export interface Drawing {
  readonly wide: string;
  readonly narrow: string;
}

const WIDE = 760;
const HALF = 460;
const NARROW = 350;

export async function drawChart(chart: Chart): Promise<Drawing> {
  const wide: Frame = { width: chart.half ? HALF : WIDE, narrow: false };
  const narrow: Frame = { width: NARROW, narrow: true };
  return {
    wide: labelled(await render(chart.spec(wide), wide), chart),
    narrow: labelled(await render(chart.spec(narrow), narrow), chart),
  };
}

/** A drawing as a file of its own: it carries its colours and its paper with it. */
export function standalone(svg: string): string {
  const style = `<style>${colourRules("svg")}</style><rect width="100%" height="100%" fill="var(--paper)"/>`;
  return svg.replace(/^<svg[^>]*>/, (tag) => `${tag}${style}`);
}

/** Loaded on first use: importing the study must not cost a chart library. */
async function render(spec: Spec, { width }: Frame): Promise<string> {
  const vega = await import("vega");
  const vegaLite = await import("vega-lite");
  measureText(vega);
  const whole: object = {
    autosize: { type: "fit", contains: "padding" },
    padding: 4,
    width,
    ...spec,
    config: CONFIG,
  };
  const compiled = vegaLite.compile(whole as TopLevelSpec).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return themed(svg);
}

function labelled(svg: string, { alt }: Chart): string {
  // A function, since "$" in a replacement text has a meaning of its own.
  return svg.replace(/^<svg/, () => `<svg role="img" aria-label="${escapeHtml(alt)}"`);
}

const CONFIG = {
  // The page's own shines through; Vega-Lite's is white.
  background: null,
  font: "system-ui, sans-serif",
  axis: {
    labelColor: MUTED,
    titleColor: INK,
    gridColor: GRID,
    domainColor: GRID,
    tickColor: GRID,
    labelFontSize: 12,
    titleFontSize: 13,
    titleFontWeight: 500,
    titlePadding: 10,
  },
  legend: {
    labelColor: INK,
    labelFontSize: 12,
    labelLimit: 0,
    symbolStrokeWidth: 3,
    symbolSize: 90,
    orient: "top",
    title: null,
    offset: 6,
    layout: { top: { direction: "vertical", anchor: "start", margin: 4 } },
  },
  view: { stroke: null },
  text: { fontSize: 12, color: INK },
} as const;
