/** The report as Markdown, with the charts as SVG files beside it. */
import { PUBLISHED } from "../published.js";
import type { CoreResults } from "../results.js";
import { count, findingsOf, score, seconds } from "./findings.js";

export function renderMarkdown(results: CoreResults): string {
  const { data, environment, final, shortlist, cSweep, protocol } = results;
  const findings = findingsOf(results);
  return [
    `# ${data.name} study`,
    findings.headline,
    "## Shortlist",
    `First ${count(protocol.shortlist)} training images to learn from, last ${count(protocol.validation)} to judge on.`,
    table(
      ["classifier", "score", "published", "training", "evaluation"],
      shortlist.map(({ model, score: ours, fitSeconds, evalSeconds }) => [
        model,
        score(ours),
        score(PUBLISHED.shortlist[model]),
        seconds(fitSeconds),
        seconds(evalSeconds),
      ]),
    ),
    findings.shortlist,
    "![Scores](shortlist.svg)",
    "## C of logistic regression",
    table(
      ["C", "mean accuracy", "folds"],
      cSweep.points.map(({ C, meanAccuracy, foldAccuracies }) => [
        String(C),
        score(meanAccuracy),
        foldAccuracies.map(score).join(", "),
      ]),
    ),
    findings.cSweep,
    "![Accuracy against C](c-sweep.svg)",
    "## The network",
    findings.curves,
    "![Loss](loss.svg)\n![Accuracy](accuracy.svg)",
    "## Test set",
    `${final.epochs} epochs on all ${count(data.trainRows)} rows in ${seconds(final.fitSeconds)}; test accuracy ${score(final.testAccuracy)}, published ${score(PUBLISHED.testAccuracy)}.`,
    `\`\`\`\n${final.reportText.trimEnd()}\n\`\`\``,
    findings.errors,
    "![Confusion matrix](confusion.svg)",
    "## Where it ran",
    `Heddle ${environment.heddle}, Node ${environment.node}, ${environment.cpu}, ${environment.threads} threads, turbo ${environment.turbo ? "on" : "off"}, seed ${results.seed}, ${seconds(results.totalSeconds)} in all.`,
    "",
  ].join("\n\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
