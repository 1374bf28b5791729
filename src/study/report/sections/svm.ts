/** Step 3: support vector machines, linear and with the kernels the published study leaves open. */
import { PUBLISHED } from "../../published.js";
import type { StudyResults, SvmResult, SvmRun } from "../../results.js";
import { dotChart } from "../charts/dots.js";
import { type Block, charts, type Section, table } from "../document.js";
import { count, distance, highest, lowest, percent, rowsName, score, seconds } from "../text.js";
import { comparedScore } from "../verdict.js";

export function svmSection({ svm, data, protocol }: StudyResults): Section | undefined {
  if (!svm?.kernels.length) return undefined;
  const finding = conclude(svm);
  const blocks: Block[] = [
    charts(
      dotChart({
        name: "svm-kernels",
        title: "Accuracy by kernel",
        alt: finding,
        rows: [...svm.kernels]
          .sort((a, b) => b.accuracy - a.accuracy)
          .map(({ label, accuracy }) => ({ name: label, first: accuracy })),
        series: ["Heddle", "published"],
        axisTitle: "Validation accuracy",
      }),
    ),
    runTable("Kernel, with defaults", svm.kernels),
  ];
  if (svm.full?.length) blocks.push(runTable(`All ${count(data.trainRows)} ${rowsName(data)}, test set`, svm.full));
  const linear = svm.full?.find(({ label }) => label === "linear");
  const machines = svm.kernels[0].machines;
  return {
    id: "svm",
    title: "Support vector machines",
    asked: "How far does a linear separation go, and does another kernel go further?",
    protocol: `One binary machine for every pair of classes (${machines} in all), kernels with their defaults, learning from the first ${count(protocol.shortlist)} training ${rowsName(data)}, judged on the last ${count(protocol.validation)}.${svm.full?.length ? ` The linear kernel and the best other one then learn from all ${count(data.trainRows)} and meet the test set.` : ""}`,
    blocks,
    compared:
      linear && data.published
        ? [
            comparedScore(
              `Linear kernel, ${count(linear.rows)} ${rowsName(data)}`,
              linear.accuracy,
              PUBLISHED.linearSvm,
              data.testRows,
            ),
          ]
        : undefined,
    finding,
  };
}

function runTable(what: string, runs: readonly SvmRun[]): Block {
  const best = highest(runs, ({ accuracy }) => accuracy);
  return table(
    [what, "Accuracy", "95 % interval", "Support vectors", "Training", "Evaluation"],
    runs.map((run) => ({
      cells: [
        run.label,
        score(run.accuracy),
        `${score(run.interval[0])} – ${score(run.interval[1])}`,
        `${count(run.supportVectors)} (${percent(run.supportVectors / run.rows, 0)})`,
        seconds(run.fitSeconds),
        seconds(run.evalSeconds),
      ],
      notes: run.warnings,
      chosen: run === best,
    })),
  );
}

function conclude({ kernels, full }: SvmResult): string {
  return [ranking(kernels, "With their defaults"), full?.length ? ranking(full, "Learning from all rows") : ""]
    .filter(Boolean)
    .join(" ");
}

function ranking(runs: readonly SvmRun[], where: string): string {
  const best = highest(runs, ({ accuracy }) => accuracy);
  const worst = lowest(runs, ({ accuracy }) => accuracy);
  const linear = runs.find(({ label }) => label === "linear");
  if (runs.length === 1) return `${where}, the ${best.label} kernel reaches ${score(best.accuracy)}.`;
  if (!linear)
    return `${where}, the ${best.label} kernel does best with ${score(best.accuracy)}, ${worst.label} worst with ${score(worst.accuracy)}.`;
  if (best === linear) {
    const next = highest(
      runs.filter((run) => run !== linear),
      ({ accuracy }) => accuracy,
    );
    return `${where}, no kernel beats the linear one (${score(linear.accuracy)}); ${next.label} comes next with ${score(next.accuracy)}.`;
  }
  return `${where}, the ${best.label} kernel does best: ${score(best.accuracy)}, ${distance(best.accuracy, linear.accuracy)} the linear one (${score(linear.accuracy)}).`;
}
