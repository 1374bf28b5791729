/** Accuracy against one hyper-parameter on a logarithmic axis: the mean of the folds, and the band they span. */

import { brokenAt } from "../text.js";
import type { Chart, Frame, Spec } from "./chart.js";
import { INK, MUTED, OURS, THEIRS } from "./theme.js";

export interface SweepPoint {
  readonly x: number;
  readonly mean: number;
  readonly folds: readonly number[];
}

export interface Sweep extends Omit<Chart, "spec"> {
  readonly points: readonly SweepPoint[];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly published?: { readonly x: number; readonly y: number };
}

export function sweepChart({ points, xTitle, yTitle, published, ...chart }: Sweep): Chart {
  const values = points.map(({ x, mean, folds }) => ({
    x,
    mean,
    low: Math.min(...folds),
    high: Math.max(...folds),
    what: "mean of the folds",
  }));
  const best = values.reduce((top, row) => (row.mean > top.mean ? row : top));
  const marked = [
    ...values.map(({ x, mean, what }) => ({ x, y: mean, what })),
    ...(published ? [{ ...published, what: "published peak" }] : []),
  ];
  const ys = [...values.flatMap(({ low, high }) => [low, high]), ...(published ? [published.y] : [])];
  const domain = [Math.floor(Math.min(...ys) * 100 - 0.5) / 100, Math.ceil(Math.max(...ys) * 100 + 0.8) / 100];
  const y = (field: string) => ({
    field,
    type: "quantitative",
    scale: { domain },
    axis: { title: yTitle, format: ".2f", tickCount: 6 },
  });
  const series = { domain: ["mean of the folds", "published peak"], range: [OURS, THEIRS] };
  const spec = ({ narrow }: Frame) =>
    ({
      height: narrow ? 280 : 330,
      data: { values },
      encoding: {
        x: {
          field: "x",
          type: "quantitative",
          scale: { type: "log" },
          axis: {
            title: narrow ? brokenAt(xTitle, " (") : xTitle,
            format: "~g",
            values: points.map(({ x }) => x),
            grid: false,
            labelOverlap: true,
          },
        },
      },
      layer: [
        { mark: { type: "area", color: OURS, opacity: 0.18 }, encoding: { y: y("low"), y2: { field: "high" } } },
        {
          data: { values: [best] },
          mark: { type: "rule", color: MUTED, strokeDash: [4, 4] },
        },
        { mark: { type: "line", color: OURS, strokeWidth: 2.5 }, encoding: { y: y("mean") } },
        {
          data: { values: marked },
          mark: { type: "point", filled: true, size: 80, opacity: 1 },
          encoding: {
            y: y("y"),
            color: { field: "what", type: "nominal", scale: series, legend: published ? {} : null },
            shape: {
              field: "what",
              type: "nominal",
              scale: { domain: series.domain, range: ["circle", "diamond"] },
              legend: published ? {} : null,
            },
          },
        },
        {
          data: { values: [best] },
          mark: { type: "text", dy: -16, dx: 6, align: "left", fontWeight: 600, color: INK },
          encoding: { y: y("mean"), text: { field: "mean", format: ".4f" } },
        },
      ],
    }) as Spec;
  return { ...chart, spec };
}
