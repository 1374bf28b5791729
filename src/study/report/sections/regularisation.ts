/** Step 6: what L2 and dropout do to the gap between training and validation. */
import type { RegularisationResult, StudyResults } from "../../results.js";
import { curveCharts } from "../charts/curves.js";
import { dotChart } from "../charts/dots.js";
import { charts, type Section } from "../document.js";
import { count, distance, lowest, number, percent, points, rowsName } from "../text.js";
import { CURVE_NOTE, epochsOf, networkTable } from "./network-runs.js";

type Run = RegularisationResult["runs"][number];

export function regularisationSection({ regularisation, data, protocol }: StudyResults): Section | undefined {
  if (!regularisation?.runs.length) return undefined;
  const { runs } = regularisation;
  const { before, after } = ends(runs);
  const finding = conclude(runs);
  return {
    id: "regularisation",
    title: "Before and after regularisation",
    asked: "Do an L2 penalty and dropout close the gap between training and validation?",
    protocol: `The same network without regularisation, with either, and with both (L2 ${number(after.l2)}, dropout ${number(after.dropout)}), ${epochsOf(runs)} on the first ${count(protocol.tuning)} training ${rowsName(data)}. The gap is training accuracy, measured at the end without dropout, less validation accuracy. ${CURVE_NOTE}`,
    blocks: [
      charts(
        ...curveCharts({
          name: "regularisation",
          runs: (before === after ? [after] : [before, after]).map(({ label: name, history }) => ({ name, history })),
          alt: finding,
        }),
      ),
      charts(
        dotChart({
          name: "regularisation-gap",
          title: "The gap at the end",
          alt: finding,
          rows: runs.map((run) => ({ name: run.label, first: run.trainAccuracy, second: run.validationAccuracy })),
          series: ["training", "validation"],
          axisTitle: "Accuracy",
          joined: true,
        }),
      ),
      networkTable("Regularisation", runs, { Gap: (run) => `${points(run.gap)} points` }),
    ],
    finding,
  };
}

/** The run without regularisation and the one with most of it. */
function ends(runs: readonly Run[]): { before: Run; after: Run } {
  const weight = ({ l2, dropout }: Run) => Number(l2 > 0) + Number(dropout > 0);
  const sorted = [...runs].sort((a, b) => weight(a) - weight(b));
  return { before: sorted[0], after: sorted.at(-1)! };
}

function conclude(runs: readonly Run[]): string {
  const { before, after } = ends(runs);
  if (before === after) return `The gap is ${points(after.gap)} points.`;
  const change = before.gap - after.gap;
  const closing =
    change > 0
      ? `the gap shrinks from ${points(before.gap)} to ${points(after.gap)} points`
      : `the gap does not shrink (${points(before.gap)} points before, ${points(after.gap)} after)`;
  const effect = `validation accuracy ends ${distance(after.validationAccuracy, before.validationAccuracy)} the run without (${percent(after.validationAccuracy)} and ${percent(before.validationAccuracy)})`;
  const smallest = lowest(runs, ({ gap }) => gap);
  const other =
    smallest === after ? "" : ` The smallest gap is that of ${smallest.label}, ${points(smallest.gap)} points.`;
  return `With ${after.label === "both" ? "L2 and dropout together" : after.label} ${closing}; ${effect}.${other}`;
}
