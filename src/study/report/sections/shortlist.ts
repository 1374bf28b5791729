/** Step 1: which kind of model suits the data. */
import { PUBLISHED } from "../../published.js";
import type { ShortlistRow, StudyResults } from "../../results.js";
import { dotChart } from "../charts/dots.js";
import { charts, type Section, table } from "../document.js";
import { againstPublished, capitalised, count, highest, inWords, lowest, rowsName, score, seconds } from "../text.js";

export function shortlistSection({ shortlist: rows, data, protocol }: StudyResults): Section | undefined {
  if (!rows?.length) return undefined;
  const published = (row: ShortlistRow) => (data.published ? PUBLISHED.shortlist[row.model] : undefined);
  const finding = conclude(rows, data.published);
  const chart = dotChart({
    name: "shortlist",
    title: data.published ? "Scores beside the published ones" : "Scores",
    alt: finding,
    rows: [...rows]
      .sort((a, b) => b.score - a.score)
      .map((row) => ({ name: row.model, first: row.score, second: published(row) })),
    series: ["Heddle", "published"],
    axisTitle: "Validation accuracy",
  });
  const theirs = data.published ? ["Published"] : [];
  return {
    id: "shortlist",
    title: "Shortlist",
    asked: `Which kind of model suits these ${rowsName(data)}?`,
    protocol: `${capitalised(inWords(rows.length))} classifiers with their defaults (the support vector machine with a linear kernel, logistic regression with as many iterations as it needs) learn from the first ${count(protocol.shortlist)} training ${rowsName(data)} and are judged on the last ${count(protocol.validation)}, which none of them has seen. Times are wall time on this machine.`,
    blocks: [
      charts(chart),
      table(
        ["Classifier", "Score", ...theirs, "Training", "Evaluation"],
        rows.map((row) => ({
          cells: [
            row.model,
            score(row.score),
            ...(data.published ? [score(PUBLISHED.shortlist[row.model])] : []),
            seconds(row.fitSeconds),
            seconds(row.evalSeconds),
          ],
          notes: row.warnings,
          chosen: row === highest(rows, ({ score }) => score),
        })),
      ),
    ],
    finding,
  };
}

function conclude(rows: readonly ShortlistRow[], published: boolean): string {
  const first = highest(rows, ({ score }) => score);
  if (rows.length === 1) return `${first.model} scores ${score(first.score)}.`;
  const last = lowest(rows, ({ score }) => score);
  const total = ({ fitSeconds, evalSeconds }: ShortlistRow) => fitSeconds + evalSeconds;
  const quick = lowest(rows, total);
  const speed =
    quick === first
      ? "and is also the fastest"
      : `in ${seconds(total(first))}; the fastest, ${quick.model}, takes ${seconds(total(quick))} and scores ${score(quick.score)}`;
  const end = last === quick ? ", the least of all" : `; ${last.model} comes last with ${score(last.score)}`;
  return `${first.model} leads with ${score(first.score)} ${speed}${end}.${published ? ` ${met(rows)}` : ""}`;
}

function met(rows: readonly ShortlistRow[]): string {
  const below = rows.filter(({ model, score: ours }) => ours < PUBLISHED.shortlist[model]);
  if (below.length === 0) return `All ${inWords(rows.length)} meet or beat the published score.`;
  const named = below.map(
    ({ model, score: ours }) => `${model} stays ${againstPublished(ours, PUBLISHED.shortlist[model])}`,
  );
  return `${capitalised(inWords(rows.length - below.length))} of ${inWords(rows.length)} meet or beat the published score; ${named.join(", ")}.`;
}
