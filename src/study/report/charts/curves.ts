/** Learning curves: one quantity by epoch, training dashed and validation solid, a colour for every run. */
import type { EpochRecord } from "../../../models/mlp/history.js";
import type { Chart, Frame, Spec } from "./chart.js";
import { MUTED, SERIES } from "./theme.js";

export interface CurveRun {
  readonly name: string;
  readonly history: readonly EpochRecord[];
}

export interface Curves {
  /** Of the pair: files are `<name>-loss` and `<name>-accuracy`. */
  readonly name: string;
  readonly runs: readonly CurveRun[];
  /** The epoch that was kept, as a dashed line. */
  readonly kept?: number;
  readonly alt: string;
}

const TRAINING = "training";
const VALIDATION = "validation";

interface CurvePoint {
  readonly run: string;
  readonly set: string;
  readonly epoch: number;
  readonly value: number;
}

/** Loss and accuracy of the same runs, side by side. */
export function curveCharts({ name, runs, kept, alt }: Curves): [Chart, Chart] {
  const loss = pointsOf(runs, "loss", "validationLoss");
  const accuracy = pointsOf(runs, "accuracy", "validationAccuracy");
  const shared = { half: true } as const;
  return [
    {
      ...shared,
      name: `${name}-loss`,
      title: "Loss by epoch",
      alt: `Cross-entropy loss by epoch. ${alt}`,
      spec: (frame) => curveSpec(frame, runs, loss, "Cross-entropy (nats)", kept, cutOf(runs, loss)),
    },
    {
      ...shared,
      name: `${name}-accuracy`,
      title: "Accuracy by epoch",
      alt: `Accuracy by epoch. ${alt}`,
      spec: (frame) => curveSpec(frame, runs, accuracy, "Accuracy (share of rows)", kept),
    },
  ];
}

/** Only finite values: a run that diverged ends where it left the numbers. */
function pointsOf(
  runs: readonly CurveRun[],
  train: "loss" | "accuracy",
  validation: "validationLoss" | "validationAccuracy",
): CurvePoint[] {
  const points = runs.flatMap(({ name: run, history }) =>
    history.flatMap((record) => [
      { run, set: TRAINING, epoch: record.epoch, value: record[train] },
      { run, set: VALIDATION, epoch: record.epoch, value: record[validation] },
    ]),
  );
  return points.filter((point): point is CurvePoint => Number.isFinite(point.value));
}

function curveSpec(
  { narrow }: Frame,
  runs: readonly CurveRun[],
  values: readonly CurvePoint[],
  title: string,
  kept: number | undefined,
  cut?: number,
): Spec {
  const names = runs.map(({ name }) => name);
  const least = Math.min(...values.map(({ value }) => value));
  const epochs = Math.max(...values.map(({ epoch }) => epoch));
  const scale = { domain: names, range: SERIES.slice(0, names.length) };
  const line = {
    data: { values },
    mark: { type: "line", clip: true, point: epochs === 1 },
    encoding: {
      x: {
        field: "epoch",
        type: "quantitative",
        axis: { title: "Epoch", format: "d", tickMinStep: 1, tickCount: narrow ? 5 : 8, grid: false },
        scale: { nice: false, zero: false },
      },
      y: {
        field: "value",
        type: "quantitative",
        scale: { zero: false, ...(cut && { domain: [Math.floor(least * 10) / 10, cut] }) },
        axis: { title: cut ? `${title}, cut at ${cut}` : title, tickCount: 6 },
      },
      color: {
        field: "run",
        type: "nominal",
        scale,
        legend: names.length > 1 ? { columns: narrow ? 2 : 3, symbolType: "stroke", symbolSize: 300 } : null,
      },
      strokeWidth: { condition: { test: `datum.set === "${VALIDATION}"`, value: 2.2 }, value: 1.4 },
      strokeDash: {
        field: "set",
        type: "nominal",
        scale: {
          domain: [VALIDATION, TRAINING],
          range: [
            [1, 0],
            [5, 3],
          ],
        },
        legend: { symbolType: "stroke", symbolStrokeColor: MUTED, symbolSize: 300 },
      },
    },
  };
  const rule = {
    data: { values: [{ epoch: kept }] },
    mark: { type: "rule", strokeDash: [2, 3], strokeWidth: 1.5, color: MUTED },
    encoding: { x: { field: "epoch", type: "quantitative" } },
  };
  return { height: narrow ? 300 : 320, layer: kept === undefined ? [line] : [line, rule] } as Spec;
}

/** A run that stays within the numbers and ends lower than it began. */
function learns({ history }: CurveRun): boolean {
  const losses = history.map(({ validationLoss, loss }) => validationLoss ?? loss);
  return losses.every(Number.isFinite) && (losses.length < 2 || losses.at(-1)! < losses[0]);
}

/** Where the loss axis ends, if a run that diverges would press the others flat. */
function cutOf(runs: readonly CurveRun[], points: readonly CurvePoint[]): number | undefined {
  const sound = new Set(runs.filter(learns).map(({ name }) => name));
  const top = Math.max(...points.filter(({ run }) => sound.has(run)).map(({ value }) => value));
  const highest = Math.max(...points.map(({ value }) => value));
  return sound.size > 0 && highest > 1.5 * top ? Math.ceil(top * 10.5) / 10 : undefined;
}
