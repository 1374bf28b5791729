/** Heat maps: the confusion matrix of a classifier, and accuracy over two hyper-parameters. */

import { shortened } from "../text.js";
import type { Chart, Frame, Spec } from "./chart.js";
import { textWidth } from "./text-width.js";
import { GRID, INK, ON_COLOUR, OURS, THEIRS } from "./theme.js";

export interface ConfusionMap extends Omit<Chart, "spec"> {
  readonly names: readonly string[];
  /** Rows are true classes, columns predicted ones. */
  readonly matrix: readonly (readonly number[])[];
}

/** Pixels of a cell below which it has no room for a number. */
const LEAST_NUMBERED = 18;
/** Pixels of the largest cell. */
const LARGEST_CELL = 58;
/** Font sizes of class names. */
const LABEL = 12;
const SMALL_LABEL = 8.5;
/** From this strength on a cell is dark enough for light text. */
const STRONG = 0.6;

/** Right answers blue, errors orange; the strength follows the root of the share of the row, so that rare errors show. */
export function confusionChart({ names, matrix, ...chart }: ConfusionMap): Chart {
  const values = matrix.flatMap((row, i) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, j) => ({
      actual: i,
      predicted: j,
      count,
      right: i === j,
      strength: total === 0 ? 0 : Math.sqrt(count / total),
    }));
  });
  const spec = ({ width, narrow }: Frame) => {
    const shown = names.map((name) => shortened(name, narrow ? 11 : 24));
    const fit = matrixFit(shown, width, narrow);
    const labelExpr = `${JSON.stringify(shown)}[datum.value]`;
    const axis = {
      labelColor: INK,
      grid: false,
      ticks: false,
      domain: false,
      labelLimit: 0,
      labelExpr,
      labelOverlap: fit.cell < 8,
      labelFontSize: fit.fontSize,
    };
    const fontSize = Math.max(7, Math.min(13, Math.floor(fit.cell / 3)));
    return {
      width: fit.width,
      height: fit.height,
      data: { values },
      encoding: {
        x: { field: "predicted", type: "ordinal", axis: { ...axis, title: "Predicted class", labelAngle: -45 } },
        y: { field: "actual", type: "ordinal", axis: { ...axis, title: "True class" } },
      },
      layer: [
        {
          mark: { type: "rect", stroke: GRID, strokeWidth: 1 },
          encoding: {
            fill: { condition: { test: "datum.right", value: OURS }, value: THEIRS },
            fillOpacity: strengthScale([0, 0.95]),
          },
        },
        ...(fit.cell < LEAST_NUMBERED
          ? []
          : [
              {
                transform: [{ filter: "datum.count > 0" }],
                mark: { type: "text", fontSize },
                encoding: { text: { field: "count" }, color: textColour(`datum.strength > ${STRONG}`) },
              },
            ]),
      ],
    } as Spec;
  };
  return { ...chart, spec };
}

/** Square cells as large as the width allows, and room for the class names: level at the left, aslant below. */
function matrixFit(names: readonly string[], width: number, narrow: boolean) {
  const fontSize = names.length > 20 && narrow ? SMALL_LABEL : LABEL;
  const label = Math.max(...names.map((name) => textWidth(name, fontSize))) + 6;

  const beside = label + 40;
  const cell = Math.min((width - beside) / names.length, narrow ? 44 : LARGEST_CELL);
  const plot = cell * names.length;
  return {
    cell,
    fontSize,
    width: Math.max(260, Math.round(plot + beside)),
    height: Math.round(plot + 0.75 * label + 45),
  };
}

export interface GridCell {
  readonly x: string;
  readonly y: string;
  readonly value: number;
}

export interface GridMap extends Omit<Chart, "spec"> {
  readonly cells: readonly GridCell[];
  readonly xTitle: string;
  readonly yTitle: string;
}

/** A number in every cell; the stronger the colour, the higher the value. The best cell has a frame. */
export function gridChart({ cells, xTitle, yTitle, ...chart }: GridMap): Chart {
  const numbers = cells.map(({ value }) => value);
  const domain = [Math.min(...numbers), Math.max(...numbers)];
  const best = cells.reduce((top, cell) => (cell.value > top.value ? cell : top));
  const values = cells.map((cell) => ({ ...cell, strength: (cell.value - domain[0]) / (domain[1] - domain[0] || 1) }));
  const rows = new Set(cells.map(({ y }) => y)).size;
  const columns = new Set(cells.map(({ x }) => x)).size;
  const spec = ({ width, narrow }: Frame) =>
    ({
      width: Math.min(width, columns * 120 + 90),
      height: rows * (narrow ? 38 : 46) + 70,
      data: { values },
      encoding: {
        x: axisOf(
          "x",
          xTitle,
          cells.map(({ x }) => x),
        ),
        y: axisOf(
          "y",
          yTitle,
          cells.map(({ y }) => y),
        ),
      },
      layer: [
        { mark: { type: "rect", color: OURS }, encoding: { fillOpacity: strengthScale([0.04, 0.95]) } },
        { data: { values: [best] }, mark: { type: "rect", filled: false, stroke: INK, strokeWidth: 2 } },
        {
          mark: { type: "text", fontSize: narrow ? 10 : 13 },
          encoding: {
            text: { field: "value", format: ".4f" },
            color: textColour(`datum.strength > ${STRONG}`),
          },
        },
      ],
    }) as Spec;
  return { ...chart, spec };
}

const axisOf = (field: string, title: string, order: readonly string[]) => ({
  field,
  type: "ordinal",
  sort: [...new Set(order)],
  axis: { title, labelAngle: 0, grid: false, ticks: false, domain: false, labelColor: INK },
});

const strengthScale = (range: [number, number]) => ({
  field: "strength",
  type: "quantitative",
  scale: { domain: [0, 1], range },
  legend: null,
});

const textColour = (test: string) => ({ condition: { test, value: ON_COLOUR }, value: INK });
