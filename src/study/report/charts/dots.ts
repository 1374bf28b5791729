/** One or two figures of every row on a common axis: ours beside published ones, training beside validation. */
import type { Chart, Frame, Spec } from "./chart.js";
import { GRID, INK, OURS, THEIRS } from "./theme.js";

export interface DotRow {
  readonly name: string;
  readonly first: number;
  readonly second?: number;
}

export interface DotPlot extends Omit<Chart, "spec"> {
  readonly rows: readonly DotRow[];
  /** What the first and the second figure are. */
  readonly series: readonly [first: string, second: string];
  readonly axisTitle: string;
  /** The two figures of a row stand on one line, joined: their distance is the point. */
  readonly joined?: boolean;
}

export function dotChart({ rows, series, axisTitle, joined, ...chart }: DotPlot): Chart {
  const values = rows.flatMap(({ name, first, second }) => [
    { name, who: series[0], value: first },
    ...(second === undefined ? [] : [{ name, who: series[1], value: second }]),
  ]);
  const both = values.some(({ who }) => who === series[1]);
  const shares = values.map(({ value }) => value);
  const spec = ({ narrow }: Frame) => {
    const legend = both ? { columns: narrow ? 1 : 2 } : null;
    const domain = shareDomain(shares, narrow ? 0.5 : 0.25);
    const digits = domain[1] - domain[0] < 0.1 ? 3 : 2;
    const start = domain[0] > 0 ? [`(axis starts at ${domain[0].toFixed(digits)})`] : [];
    const title = narrow ? [axisTitle, ...start] : [axisTitle, ...start].join(" ");
    return {
      height: (both && !joined ? 44 : 32) * rows.length + 90,
      data: { values },
      encoding: {
        y: {
          field: "name",
          type: "nominal",
          sort: rows.map(({ name }) => name),
          axis: { title: null, labelColor: INK, labelLimit: narrow ? 155 : 280, ticks: false, domain: false },
        },
        ...(both && !joined && { yOffset: { field: "who", sort: series } }),
        x: {
          field: "value",
          type: "quantitative",
          scale: { domain },
          axis: { format: `.${digits}f`, title, tickCount: narrow ? 3 : 5 },
        },
      },
      layer: [
        ...(joined
          ? [{ mark: { type: "line", color: GRID, strokeWidth: 5 }, encoding: { detail: { field: "name" } } }]
          : []),
        {
          mark: { type: "point", filled: true, size: 110, opacity: 1 },
          encoding: {
            color: { field: "who", type: "nominal", scale: { domain: series, range: [OURS, THEIRS] }, legend },
            shape: { field: "who", type: "nominal", scale: { domain: series, range: ["circle", "diamond"] }, legend },
          },
        },
        ...(joined && narrow ? [] : labelLayers(joined ?? false)),
      ],
    } as Spec;
  };
  return { ...chart, spec };
}

/** The number beside its point; on a joined row the lower one to the left. */
function labelLayers(joined: boolean): object[] {
  const text = { field: "value", format: ".4f" };
  const right = { mark: { type: "text", align: "left", dx: 9 }, encoding: { text } };
  if (!joined) return [right];
  const ranked = { joinaggregate: [{ op: "max", field: "value", as: "top" }], groupby: ["name"] };
  const only = (filter: string) => ({ transform: [ranked, { filter }] });
  return [
    { ...right, ...only("datum.value === datum.top") },
    { mark: { type: "text", align: "right", dx: -9 }, encoding: { text }, ...only("datum.value < datum.top") },
  ];
}

/** A range for shares that shows their differences and leaves room for the labels. */
function shareDomain(values: readonly number[], room: number): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = Math.max(high - low, 0.02);
  const steps = span < 0.05 ? 200 : 50;
  const rounded = (value: number) => Math.round(value * steps) / steps;
  return [Math.max(0, rounded(low - 0.35 * span)), rounded(high + (room + 0.1) * span)];
}
