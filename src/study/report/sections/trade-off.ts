/** What accuracy costs: every model of the study against its training time. */
import type { StudyResults, TradeOffRow } from "../../results.js";
import { LEAST_SECONDS, tradeChart } from "../charts/scatter.js";
import { type Block, charts, type Section, table } from "../document.js";
import { count, highest, lowest, rowsName, score, seconds } from "../text.js";

/** The families in the order of the legend, as it names them. */
const FAMILIES = [
  ["linear", "linear"],
  ["neighbours", "neighbours"],
  ["tree", "tree"],
  ["svm", "SVM"],
  ["network", "network"],
] as const satisfies readonly (readonly [TradeOffRow["family"], string])[];

type Judge = TradeOffRow["judgedOn"];

export function tradeOffSection({ tradeOff, data }: StudyResults): Section | undefined {
  if (!tradeOff?.length) return undefined;
  const judges = (["test", "validation"] as const).filter((judge) =>
    tradeOff.some(({ judgedOn }) => judgedOn === judge),
  );
  return {
    id: "trade-off",
    title: "What accuracy costs",
    asked: "Which model gives most for the training time one has?",
    protocol: `All models of this study, by training time on this machine. The dashed line is the frontier: no model of the same judge is at least as accurate in less time. Models are judged on the ${judges.join(" or the ")} ${rowsName(data)}, each by itself.${tradeOff.some(({ fitSeconds }) => fitSeconds < LEAST_SECONDS) ? ` Times below ${LEAST_SECONDS} s stand at ${LEAST_SECONDS} s.` : ""}`,
    blocks: judges.flatMap((judge) =>
      blocksOf(
        tradeOff.filter(({ judgedOn }) => judgedOn === judge),
        judge,
        judges.length,
      ),
    ),
    finding: judges
      .map((judge) =>
        conclude(
          tradeOff.filter(({ judgedOn }) => judgedOn === judge),
          judge,
        ),
      )
      .join(" "),
  };
}

function blocksOf(rows: readonly TradeOffRow[], judge: Judge, judges: number): Block[] {
  const title = judge === "test" ? "Test accuracy" : "Validation accuracy";
  return [
    charts(
      tradeChart({
        name: judges === 1 ? "trade-off" : `trade-off-${judge}`,
        title: `${title} against training time`,
        alt: conclude(rows, judge),
        trades: rows.map(({ label, fitSeconds, accuracy, family, onFrontier }) => ({
          name: label,
          seconds: fitSeconds,
          accuracy,
          family: FAMILIES.find(([id]) => id === family)![1],
          onFrontier,
        })),
        families: FAMILIES.map(([, name]) => name),
        axisTitle: title,
      }),
    ),
    table(
      ["Model", title, "Rows", "Training", "Evaluation", "Frontier"],
      [...rows]
        .sort((a, b) => b.accuracy - a.accuracy)
        .map((row) => ({
          cells: [
            row.label,
            score(row.accuracy),
            count(row.rows),
            seconds(row.fitSeconds),
            seconds(row.evalSeconds),
            row.onFrontier ? "yes" : "",
          ],
          chosen: row.onFrontier,
        })),
    ),
  ];
}

function conclude(rows: readonly TradeOffRow[], judge: Judge): string {
  const best = highest(rows, ({ accuracy }) => accuracy);
  const quick = lowest(rows, ({ fitSeconds }) => fitSeconds);
  const front = rows.filter(({ onFrontier }) => onFrontier);
  const within = lowest(
    rows.filter(({ accuracy }) => best.accuracy - accuracy <= 0.01),
    ({ fitSeconds }) => fitSeconds,
  );
  const most = `On the ${judge} rows the most accurate is ${best.label} (${score(best.accuracy)} after ${seconds(best.fitSeconds)})`;
  if (within === best)
    return `${most}; nothing within one point of it is faster, and ${count(front.length)} of ${count(rows.length)} models stand on the frontier.`;
  const saved =
    within.fitSeconds > 0 ? `${(best.fitSeconds / within.fitSeconds).toFixed(1)} times faster` : "without any training";
  return `${most}; ${within.label} comes within one point of it ${saved}${quick === within ? "" : `, the quickest to train is ${quick.label} (${score(quick.accuracy)})`}; ${count(front.length)} of ${count(rows.length)} models stand on the frontier.`;
}
