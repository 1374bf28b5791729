/** Step 4: how large a network should be. */
import { PUBLISHED } from "../../published.js";
import type { NetworkRun, StudyResults } from "../../results.js";
import { curveCharts } from "../charts/curves.js";
import { charts, type Section } from "../document.js";
import { count, distance, rowsName, score, seconds } from "../text.js";
import { comparedScore, uncertainty } from "../verdict.js";
import { bestRun, CURVE_NOTE, epochsOf, networkTable } from "./network-runs.js";

export function architecturesSection({ architectures, data, protocol }: StudyResults): Section | undefined {
  if (!architectures?.runs.length) return undefined;
  const runs = [...architectures.runs].sort((a, b) => a.parameters - b.parameters);
  const finding = conclude(runs, protocol.validation);
  return {
    id: "architectures",
    title: "How large a network?",
    asked: "How many hidden layers, and how wide?",
    protocol: `${runs.map(({ label }) => label).join(", ")}: the same settings otherwise, ${epochsOf(runs)} on the first ${count(protocol.tuning)} training ${rowsName(data)}, watched on the last ${count(protocol.validation)}. ${CURVE_NOTE}`,
    blocks: [
      charts(
        ...curveCharts({
          name: "architectures",
          runs: runs.map(({ label: name, history }) => ({ name, history })),
          alt: finding,
        }),
      ),
      networkTable("Hidden layers", runs, { "An epoch": (run) => seconds(run.fitSeconds / run.history.length) }),
    ],
    compared: data.published
      ? runs
          .filter(({ label }) => label.startsWith("2 ×"))
          .map((run) =>
            comparedScore(
              `${run.label}, validation accuracy`,
              run.validationAccuracy,
              PUBLISHED.validationAccuracy,
              protocol.validation,
            ),
          )
      : undefined,
    finding,
  };
}

function conclude(runs: readonly NetworkRun[], rows: number): string {
  const best = bestRun(runs);
  const said = `${best.label} reaches the highest validation accuracy, ${score(best.validationAccuracy)}`;
  if (runs.length === 1) return `${said}.`;
  const enough = runs.find(
    (run) => best.validationAccuracy - run.validationAccuracy <= uncertainty(best.validationAccuracy, rows),
  )!;
  const smallest = runs[0];
  const against =
    smallest === best || smallest === enough
      ? ""
      : `, ${distance(best.validationAccuracy, smallest.validationAccuracy)} ${smallest.label}`;
  const choice =
    enough === best
      ? "no smaller network comes within the uncertainty of the validation set"
      : `${enough.label} is as good within the uncertainty of the validation set, with ${ratio(best.parameters, enough.parameters)} fewer weights${faster(enough, best)}`;
  return `${said}${against}; ${choice}.`;
}

function faster(run: NetworkRun, than: NetworkRun): string {
  const [ours, theirs] = [run, than].map(({ fitSeconds, history }) => fitSeconds / history.length);
  return ours < theirs ? ` and an epoch ${ratio(theirs, ours)} faster` : "";
}

const ratio = (a: number, b: number) => `${(a / b).toFixed(1)} times`;
