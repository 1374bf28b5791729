/** Step 7: sigmoid units against rectified linear ones. */
import type { NetworkRun, StudyResults } from "../../results.js";
import { curveCharts } from "../charts/curves.js";
import { charts, type Section } from "../document.js";
import { count, distance, rowsName, score } from "../text.js";
import { comparedChoice } from "../verdict.js";
import { bestRun, CURVE_NOTE, epochsOf, networkTable } from "./network-runs.js";

export function activationSection({ activation, data, protocol }: StudyResults): Section | undefined {
  if (!activation?.runs.length) return undefined;
  const { runs } = activation;
  const finding = conclude(runs);
  return {
    id: "activation",
    title: "Sigmoid against relu",
    asked: "Which activation should the hidden units have?",
    protocol: `The same network, seed and learning rate, ${epochsOf(runs)} on the first ${count(protocol.tuning)} training ${rowsName(data)}, watched on the last ${count(protocol.validation)}. ${CURVE_NOTE}`,
    blocks: [
      charts(
        ...curveCharts({
          name: "activation",
          runs: runs.map(({ activation: name, history }) => ({ name, history })),
          alt: finding,
        }),
      ),
      networkTable("Activation", runs),
    ],
    compared: data.published ? [comparedChoice("Better activation", bestRun(runs).activation, "relu")] : undefined,
    finding,
  };
}

function conclude(runs: readonly (NetworkRun & { readonly activation: string })[]): string {
  const best = bestRun(runs);
  const others = runs.filter((run) => run !== best);
  if (others.length === 0) return `${best.activation} reaches ${score(best.validationAccuracy)}.`;
  const next = bestRun(others);
  const relation = distance(best.validationAccuracy, next.validationAccuracy);
  const reached = best.history.find(({ validationAccuracy = 0 }) => validationAccuracy > next.validationAccuracy);
  const lead = reached ? ` It has passed that after epoch ${reached.epoch} of ${best.history.length}.` : "";
  return `${best.activation} ends with validation accuracy ${score(best.validationAccuracy)}, ${relation} ${next.activation} (${score(next.validationAccuracy)}).${lead}`;
}
