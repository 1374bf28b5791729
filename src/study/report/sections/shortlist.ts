/** Step 1: which kind of model suits the data. */
import { PUBLISHED } from "../../published.js";
import type { ShortlistRow, StudyResults } from "../../results.js";
import { dotChart } from "../charts/dots.js";
import { charts, type Section, table } from "../document.js";
import { capitalised, count, highest, inWords, listed, lowest, points, rowsName, score, seconds } from "../text.js";
import { uncertainty } from "../verdict.js";

export function shortlistSection({ shortlist: rows, data, protocol }: StudyResults): Section | undefined {
  if (!rows?.length) return undefined;
  const published = (row: ShortlistRow) => (data.published ? PUBLISHED.shortlist[row.model] : undefined);
  const finding = conclude(rows, data.published ? protocol.validation : undefined);
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

/** `publishedOn` is the number of rows behind the scores, where there are published ones beside them. */
function conclude(rows: readonly ShortlistRow[], publishedOn?: number): string {
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
  return `${first.model} leads with ${score(first.score)} ${speed}${end}.${publishedOn ? ` ${met(rows, publishedOn)}` : ""}`;
}

/** How many keep up with the published scores, which do not, and whether that means anything. */
function met(rows: readonly ShortlistRow[], judgedOn: number): string {
  const below = rows.flatMap(({ model, score: ours }) => {
    const by = PUBLISHED.shortlist[model] - ours;
    return by > 0 ? [{ model, by, noise: uncertainty(ours, judgedOn) }] : [];
  });
  if (below.length === 0) return `All ${inWords(rows.length)} meet or beat the published score.`;
  const named = listed(below.map(({ model, by }) => `${model} (by ${points(by)} points)`));
  const others = rows.length - below.length;
  const keepUp =
    others === 0
      ? `None of the ${inWords(rows.length)} meets`
      : `${capitalised(inWords(others))} of the ${inWords(rows.length)} meet or beat`;
  const chance = below.every(({ by, noise }) => by <= noise)
    ? `, less than the ±${points(Math.max(...below.map(({ noise }) => noise)))} that ${count(judgedOn)} rows leave open`
    : "";
  return `${keepUp} the published score; below it ${below.length === 1 ? "stays" : "stay"} ${named}${chance}.`;
}
