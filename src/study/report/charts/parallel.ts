/** Parallel coordinates of a search: an upright axis for every hyper-parameter, the score at the right, a line for every candidate. */
import type { Chart, Frame, Spec } from "./chart.js";
import { haloed } from "./labels.js";
import { GRID, INK, MUTED, OURS, THEIRS } from "./theme.js";

export interface SearchLine {
  readonly params: Readonly<Record<string, number>>;
  readonly score: number;
  /** How far the search followed it. */
  readonly fate: "dropped" | "kept" | "chosen";
}

export interface SearchPlot extends Omit<Chart, "spec"> {
  readonly lines: readonly SearchLine[];
  readonly paramNames: readonly string[];
  readonly paramValues: Readonly<Record<string, readonly number[]>>;
  readonly scoreTitle: string;
  readonly fates: Readonly<Record<SearchLine["fate"], string>>;
  readonly formatValue: (value: number) => string;
  readonly formatName: (name: string) => string;
}

/** Lines that share a value are spread over a band, the better the higher, or they would hide each other. */
const BAND = 0.2;
const STRENGTH = { dropped: 0.35, kept: 0.8, chosen: 1 } as const;
const THICKNESS = { dropped: 1.2, kept: 1.8, chosen: 3.5 } as const;
const COLOUR = { dropped: MUTED, kept: OURS, chosen: THEIRS } as const;
const FATES = ["dropped", "kept", "chosen"] as const;

export function searchChart(plot: SearchPlot): Chart {
  const { lines, paramNames, paramValues, scoreTitle, fates, formatValue, formatName, ...chart } = plot;
  const titles = Object.fromEntries(paramNames.map((name) => [name, formatName(name)]));
  const axes = [...paramNames, scoreTitle];
  const scores = lines.map(({ score }) => score);
  const low = Math.min(...scores);
  const span = Math.max(...scores) - low || 1;
  const place = (name: string, value: number) => {
    const steps = paramValues[name];
    return steps.length === 1 ? 0.5 : steps.indexOf(value) / (steps.length - 1);
  };
  const ranks = [...lines.keys()].sort((a, b) => scores[a] - scores[b]);
  const shift = (line: number) => BAND * ((ranks.indexOf(line) + 0.5) / lines.length - 0.5);
  const values = lines.flatMap(({ params, score, fate }, line) => [
    ...paramNames.map((axis) => ({ line, fate, axis, at: place(axis, params[axis]) + shift(line) })),
    { line, fate, axis: scoreTitle, at: (score - low) / span },
  ]);
  const ticks = [
    ...paramNames.flatMap((axis) => paramValues[axis].map((v) => ({ axis, at: place(axis, v), text: formatValue(v) }))),
    ...[0, 0.25, 0.5, 0.75, 1].map((at) => ({ axis: scoreTitle, at, text: (low + at * span).toFixed(3) })),
  ];
  const present = FATES.filter((fate) => lines.some((line) => line.fate === fate));
  const axisAt = (narrow: boolean) => ({
    field: "axis",
    type: "nominal",
    sort: axes,
    axis: {
      title: null,
      orient: "top",
      ...(narrow ? { labelAngle: -30, labelAlign: "left", labelFontSize: 10 } : { labelAngle: 0 }),
      labelColor: INK,
      labelFontWeight: 600,
      labelExpr: `${JSON.stringify({ ...titles, [scoreTitle]: scoreTitle })}[datum.value]`,
      ticks: false,
      domain: false,
    },
    scale: { type: "point", padding: 0.45 },
  });
  const y = {
    field: "at",
    type: "quantitative",
    axis: null,
    scale: { domain: [-BAND / 2, 1 + BAND / 2], nice: false },
  };
  const linesOf = (fate: SearchLine["fate"], x: object, columns: number) => ({
    data: { values: values.filter((value) => value.fate === fate) },
    mark: { type: "line", strokeWidth: THICKNESS[fate], opacity: STRENGTH[fate], interpolate: "monotone" },
    encoding: {
      x,
      y,
      detail: { field: "line" },
      color: {
        field: "fate",
        type: "nominal",
        scale: { domain: present, range: present.map((one) => COLOUR[one]) },
        legend: { symbolType: "stroke", labelExpr: `${JSON.stringify(fates)}[datum.label]`, symbolOpacity: 1, columns },
      },
    },
  });
  const spec = ({ narrow }: Frame) => {
    const x = axisAt(narrow);
    return {
      height: narrow ? 380 : 420,
      layer: [
        {
          data: { values: axes.map((axis) => ({ axis, from: -BAND / 2, to: 1 + BAND / 2 })) },
          mark: { type: "rule", color: GRID, strokeWidth: 1.5 },
          encoding: {
            x,
            y: { ...y, field: "from" },
            y2: { field: "to" },
          },
        },
        ...present.map((fate) => linesOf(fate, x, narrow ? 2 : 3)),
        ...haloed({
          data: { values: ticks },
          mark: { align: "left", dx: 6, fontSize: narrow ? 10 : 12, fontWeight: 600 },
          encoding: { x, y, text: { field: "text" } },
        }),
      ],
    } as Spec;
  };
  return { ...chart, spec };
}
