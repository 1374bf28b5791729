/** Step 2: how strong a penalty logistic regression needs. */
import { PUBLISHED } from "../../published.js";
import { bestOf, type CSweepResult, type StudyResults } from "../../results.js";
import { sweepChart } from "../charts/sweep.js";
import { charts, type Section, table } from "../document.js";
import { capitalised, count, inWords, number, rowsName, score, seconds } from "../text.js";
import { comparedChoice, comparedScore } from "../verdict.js";

export function cSweepSection({ cSweep, data }: StudyResults): Section | undefined {
  if (!cSweep?.points.length) return undefined;
  const { points, rows, folds } = cSweep;
  const best = bestOf(points);
  const finding = conclude(cSweep);
  const published = data.published ? PUBLISHED.cSweep : undefined;
  return {
    id: "c-sweep",
    title: "How strong a penalty?",
    asked: "At which C does logistic regression generalise best?",
    protocol: `${capitalised(inWords(points.length))} values of C on a logarithmic scale, each by ${inWords(folds)}-fold stratified cross-validation on ${rows === data.trainRows ? "all" : "the first"} ${count(rows)} training ${rowsName(data)}, solved to convergence. The band spans the folds.`,
    blocks: [
      charts(
        sweepChart({
          name: "c-sweep",
          title: "Cross-validated accuracy against C",
          alt: finding,
          points: points.map(({ C, meanAccuracy, foldAccuracies }) => ({
            x: C,
            mean: meanAccuracy,
            folds: foldAccuracies,
          })),
          xTitle: "C, inverse strength of the penalty (logarithmic)",
          yTitle: "Accuracy on the left-out fold",
          published: published && { x: published.C, y: published.accuracy },
        }),
      ),
      table(
        ["C", "Mean accuracy", "Std. deviation", "Lowest fold", "Highest fold", "Training"],
        points.map((row) => ({
          cells: [
            number(row.C),
            score(row.meanAccuracy),
            score(row.stdAccuracy),
            score(Math.min(...row.foldAccuracies)),
            score(Math.max(...row.foldAccuracies)),
            seconds(row.fitSeconds),
          ],
          chosen: row === best,
        })),
      ),
    ],
    compared: published && [
      comparedChoice("C of the peak", number(best.C), number(published.C), "another peak"),
      comparedScore(
        "Accuracy at the peak",
        best.meanAccuracy,
        published.accuracy,
        rows,
        rows >= published.rows
          ? undefined
          : `learned from ${count(rows)} rows, published from ${count(published.rows)}`,
      ),
    ],
    finding,
  };
}

function conclude({ points, warnings }: CSweepResult): string {
  const best = bestOf(points);
  const position = points.indexOf(best);
  const edge = points.length > 1 && (position === 0 || position === points.length - 1);
  const near = points.filter(({ meanAccuracy }) => meanAccuracy >= best.meanAccuracy - best.stdAccuracy);
  const spread =
    near.length === 1
      ? "no other value comes within one standard deviation of the folds"
      : `all values from ${number(near[0].C)} to ${number(near.at(-1)!.C)} lie within one standard deviation of the folds (${score(best.stdAccuracy)})`;
  const last = points.at(-1)!;
  const loss =
    last === best
      ? ""
      : `, and the weakest penalty, C = ${number(last.C)}, loses ${(100 * (best.meanAccuracy - last.meanAccuracy)).toFixed(2)} points`;
  const unfinished = warnings.length === 0 ? "" : ` Not every fit converged: ${warnings[0]}.`;
  return `Accuracy peaks at C = ${number(best.C)} with ${score(best.meanAccuracy)}${edge ? ", at the edge of the range" : ""}; ${spread}${loss}.${unfinished}`;
}
