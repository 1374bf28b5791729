/** Accuracy against training time: labelled points, and the frontier of those that nothing faster beats. */

import { shortened } from "../text.js";
import type { Chart, Frame, Spec } from "./chart.js";
import { type Box, GAP, placeNames } from "./label-places.js";
import { haloed } from "./labels.js";
import { textWidth } from "./text-width.js";
import { MUTED, SERIES } from "./theme.js";

export interface Trade {
  readonly name: string;
  readonly seconds: number;
  readonly accuracy: number;
  readonly family: string;
  /** No other is at least as accurate in less time. */
  readonly onFrontier: boolean;
}

export interface TradePlot extends Omit<Chart, "spec"> {
  readonly trades: readonly Trade[];
  /** Families in an order that all charts share, so that each keeps its colour. */
  readonly families: readonly string[];
  readonly axisTitle: string;
}

/** A model that learns nothing has no place on a logarithmic axis; it stands at its left end. */
export const LEAST_SECONDS = 0.01;
/** With more points than this only those of the frontier are named. */
const MOST_LABELLED = 16;
const SHAPES = ["circle", "diamond", "square", "triangle-up", "cross"];

export function tradeChart({ trades, families, axisTitle, ...chart }: TradePlot): Chart {
  const values = trades.map((trade) => ({ ...trade, seconds: Math.max(trade.seconds, LEAST_SECONDS) }));
  const named = values.length > MOST_LABELLED ? values.filter(({ onFrontier }) => onFrontier) : values;
  const ranges = { seconds: timeRange(values), accuracy: accuracyRange(values) };
  const spec = (frame: Frame) => {
    const height = frame.narrow ? 420 : 470;
    const x = {
      field: "seconds",
      type: "quantitative",
      scale: { type: "log", domain: ranges.seconds, nice: false },
      axis: {
        title: "Training time (s, logarithmic)",
        format: "~g",
        grid: false,
        labelOverlap: true,
        tickCount: 5,
      },
    };
    const y = {
      field: "accuracy",
      type: "quantitative",
      scale: { domain: ranges.accuracy, nice: false },
      axis: { title: axisTitle, format: ".2f", tickCount: 6 },
    };
    const legend = { columns: frame.narrow ? 3 : families.length };
    const labels = placeLabels(named, values, ranges, { ...frame, height });
    return {
      height,
      layer: [
        {
          data: { values: values.filter(({ onFrontier }) => onFrontier).sort((a, b) => a.seconds - b.seconds) },
          mark: { type: "line", interpolate: "step-after", color: MUTED, strokeDash: [5, 4] },
          encoding: { x, y },
        },
        {
          data: { values },
          mark: { type: "point", filled: true, size: 90, opacity: 1 },
          encoding: {
            x,
            y,
            color: { field: "family", type: "nominal", scale: { domain: families, range: SERIES }, legend },
            shape: { field: "family", type: "nominal", scale: { domain: families, range: SHAPES }, legend },
          },
        },
        ...(["left", "right", "center"] as const).flatMap((align) =>
          haloed({
            data: { values: labels.filter((label) => label.align === align) },
            mark: { align, dx: { left: GAP, right: -GAP, center: 0 }[align], fontSize: frame.narrow ? 10 : 12 },
            encoding: { x, y: { ...y, field: "labelAt" }, text: { field: "text" } },
          }),
        ),
      ],
    } as Spec;
  };
  return { ...chart, spec };
}

type Range = [low: number, high: number];

function timeRange(values: readonly Trade[]): Range {
  const times = values.map(({ seconds }) => seconds);
  return [Math.min(...times) / 1.8, Math.max(...times) * 1.8];
}

function accuracyRange(values: readonly Trade[]): Range {
  const scores = values.map(({ accuracy }) => accuracy);
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const span = high - low || 0.02;
  return [low - 0.1 * span, high + 0.12 * span];
}

/** Names beside their points. The plot's size is what Vega makes of the frame, within a few pixels. */
function placeLabels(
  named: readonly Trade[],
  values: readonly Trade[],
  ranges: { readonly seconds: Range; readonly accuracy: Range },
  frame: Frame & { readonly height: number },
) {
  const fontSize = frame.narrow ? 10 : 12;
  const [width, height] = [frame.width - 75, frame.height - 95];
  const [low, high] = ranges.accuracy;
  const at = ({ seconds, accuracy }: Trade) => ({
    x: (width * Math.log(seconds / ranges.seconds[0])) / Math.log(ranges.seconds[1] / ranges.seconds[0]),
    y: (height * (accuracy - low)) / (high - low),
  });
  const texts = named.map(({ name }) => fitting(name, width / 2, fontSize));
  const places = placeNames(
    named.map((trade, i) => ({ ...at(trade), length: textWidth(texts[i], fontSize) })),
    { width, height, line: fontSize + 2, points: values.map((trade) => around(at(trade))), lines: stepsOf(values, at) },
  );
  return named.map((trade, i) => ({
    seconds: trade.seconds,
    text: texts[i],
    align: places[i].align,
    labelAt: low + (places[i].y / height) * (high - low),
  }));
}

const around = ({ x, y }: { x: number; y: number }): Box => ({ x0: x - 8, x1: x + 8, y0: y - 5, y1: y + 5 });

/** The frontier's steps as thin boxes. */
function stepsOf(values: readonly Trade[], at: (trade: Trade) => { x: number; y: number }): Box[] {
  const front = values.filter(({ onFrontier }) => onFrontier).sort((a, b) => a.seconds - b.seconds);
  return front.slice(1).flatMap((trade, i) => {
    const [from, to] = [at(front[i]), at(trade)];
    return [
      { x0: from.x, x1: to.x, y0: from.y - 1, y1: from.y + 1 },
      { x0: to.x - 1, x1: to.x + 1, y0: from.y, y1: to.y },
    ];
  });
}

function fitting(name: string, room: number, fontSize: number): string {
  let text = shortened(name, 60);
  for (let letters = text.length - 1; letters > 1 && textWidth(text, fontSize) > room; letters--) {
    text = shortened(name, letters);
  }
  return text;
}
