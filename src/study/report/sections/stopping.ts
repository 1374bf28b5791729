/** Step 8: when training should have stopped. */
import { PUBLISHED } from "../../published.js";
import type { StoppingResult, StudyResults } from "../../results.js";
import { curveCharts } from "../charts/curves.js";
import { charts, type Section, table } from "../document.js";
import { count, distance, percent, plural, rowsName, score } from "../text.js";
import { comparedChoice } from "../verdict.js";
import { CURVE_NOTE } from "./network-runs.js";

export function stoppingSection({ stopping, data, protocol }: StudyResults): Section | undefined {
  if (!stopping) return undefined;
  const { run, keptEpoch, stoppedEpoch, maxEpochs, patience } = stopping;
  const finding = conclude(stopping);
  const rows = [...new Set([1, keptEpoch, stoppedEpoch])].map((epoch) => run.history[epoch - 1]).filter(Boolean);
  return {
    id: "stopping",
    title: "When to stop",
    asked: "After how many epochs does training stop to help?",
    protocol: `The settings of the final network on the first ${count(protocol.tuning)} training ${rowsName(data)}, at most ${plural(maxEpochs, "epoch")}, ended by ${plural(patience, "epoch")} without a lower loss on the last ${count(protocol.validation)}. The dotted line marks the epoch that is kept. ${CURVE_NOTE}`,
    blocks: [
      charts(
        ...curveCharts({
          name: "stopping",
          runs: [{ name: run.label, history: run.history }],
          kept: keptEpoch,
          alt: finding,
        }),
      ),
      table(
        ["Epoch", "Training loss", "Validation loss", "Training acc.", "Validation acc."],
        rows.map((record) => ({
          cells: [
            String(record.epoch),
            score(record.loss),
            record.validationLoss === undefined ? "–" : score(record.validationLoss),
            score(record.accuracy),
            record.validationAccuracy === undefined ? "–" : score(record.validationAccuracy),
          ],
          chosen: record.epoch === keptEpoch,
        })),
      ),
    ],
    compared: data.published
      ? [
          comparedChoice(
            "Epochs",
            String(keptEpoch),
            `about ${PUBLISHED.epochs}`,
            Math.abs(keptEpoch - PUBLISHED.epochs) <= 5 ? "meets it" : "another epoch",
          ),
        ]
      : undefined,
    finding,
  };
}

function conclude({ run, keptEpoch, stoppedEpoch, stoppedEarly, maxEpochs, patience }: StoppingResult): string {
  const kept = run.history[keptEpoch - 1];
  const last = run.history[stoppedEpoch - 1];
  const least = `Validation loss is lowest after epoch ${keptEpoch} (${score(run.bestValidationLoss)}, accuracy ${percent(run.bestValidationAccuracy)})`;
  if (keptEpoch === stoppedEpoch) return `${least}, the last one run: more epochs than ${maxEpochs} may help.`;
  const ending = stoppedEarly
    ? `${plural(patience, "epoch")} without a lower one ${patience === 1 ? "ends" : "end"} the run at ${stoppedEpoch}`
    : `the run goes on to its limit of ${stoppedEpoch}`;
  const since = `training loss ${last.loss < kept.loss ? "falls on" : "rises"} from ${score(kept.loss)} to ${score(last.loss)}, validation accuracy ends ${distance(last.validationAccuracy ?? 0, kept.validationAccuracy ?? 0)} where it was`;
  return `${least}; ${ending}. In between ${since.replace("equal to where", "equal to what")}.`;
}
