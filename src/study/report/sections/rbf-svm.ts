/** Past the published study: an RBF support vector machine with C and gamma chosen on the validation rows. */
import { PUBLISHED } from "../../published.js";
import type { RbfSvmResult, StudyResults } from "../../results.js";
import { gridChart } from "../charts/heat-map.js";
import { charts, type Section, table } from "../document.js";
import { count, distance, highest, listed, lowest, number, percent, rowsName, score, seconds } from "../text.js";
import { comparedScore } from "../verdict.js";

type Cell = RbfSvmResult["grid"][number];

export function rbfSvmSection({ rbfSvm, data, protocol }: StudyResults): Section | undefined {
  if (!rbfSvm?.grid.length) return undefined;
  const { grid, final } = rbfSvm;
  const finding = conclude(rbfSvm, data.published);
  const sizes = [...new Set(grid.map(({ rows }) => rows))].sort((a, b) => a - b);
  const chosen = grid.findLast(({ C, gamma }) => C === rbfSvm.C && gamma === rbfSvm.gamma);
  return {
    id: "rbf-svm",
    title: "The best support vector machine",
    asked: "Which C and gamma suit an RBF kernel, and how far does it go with them?",
    protocol: `Every pair of C and gamma learns from ${listed(sizes.map(count))} training ${rowsName(data)} and is judged on the last ${count(protocol.validation)}; the best pair learns from all ${count(final.rows)} and meets the test set.`,
    blocks: [
      ...sizes.map((rows) =>
        charts(
          map(
            grid.filter((cell) => cell.rows === rows),
            rows,
            sizes.length,
          ),
        ),
      ),
      table(
        ["Chosen", "Rows", "Accuracy", "Support vectors", "Training", "Evaluation"],
        [
          ...(chosen
            ? [{ cells: [`C = ${number(chosen.C)}, gamma = ${number(chosen.gamma)}, validation`, ...costs(chosen)] }]
            : []),
          {
            cells: [`C = ${number(rbfSvm.C)}, gamma = ${number(rbfSvm.gamma)}, test`, ...costs(final)],
            notes: final.warnings,
            chosen: true,
          },
        ],
      ),
    ],
    compared: [
      comparedScore(
        "Test accuracy, beside scikit-learn's SVC(C=10)",
        final.accuracy,
        data.published ? PUBLISHED.rbfSvm : undefined,
        data.testRows,
      ),
    ],
    finding,
  };
}

const costs = ({ rows, accuracy, supportVectors, fitSeconds, evalSeconds }: Omit<Cell, "C" | "gamma">) => [
  count(rows),
  score(accuracy),
  count(supportVectors),
  seconds(fitSeconds),
  seconds(evalSeconds),
];

function map(cells: readonly Cell[], rows: number, maps: number) {
  const best = highest(cells, ({ accuracy }) => accuracy);
  return gridChart({
    name: maps === 1 ? "rbf-svm" : `rbf-svm-${rows}`,
    title: `Validation accuracy by C and gamma, ${count(rows)} rows`,
    alt: `Validation accuracy by C and gamma; highest, ${score(best.accuracy)}, at C = ${number(best.C)} and gamma = ${number(best.gamma)}.`,
    cells: [...cells]
      .sort((a, b) => b.gamma - a.gamma || a.C - b.C)
      .map(({ C, gamma, accuracy }) => ({ x: number(C), y: number(gamma), value: accuracy })),
    xTitle: "C",
    yTitle: "gamma",
  });
}

function conclude({ grid, C, gamma, final }: RbfSvmResult, published: boolean): string {
  const best = highest(grid, ({ accuracy }) => accuracy);
  const worst = lowest(grid, ({ accuracy }) => accuracy);
  const edges = [
    edge(
      "C",
      C,
      grid.map((cell) => cell.C),
    ),
    edge(
      "gamma",
      gamma,
      grid.map((cell) => cell.gamma),
    ),
  ].filter(Boolean);
  const relation = published
    ? `, ${distance(final.accuracy, PUBLISHED.rbfSvm)} what scikit-learn reaches with C = 10 (${number(PUBLISHED.rbfSvm)})`
    : "";
  return `Validation chooses C = ${number(C)} and gamma = ${number(gamma)} (scores from ${score(worst.accuracy)} to ${score(best.accuracy)} over the grid)${edges.length ? `, ${listed(edges)} at the edge of the grid` : ""}; on the test set that machine reads ${percent(final.accuracy)} correctly${relation}.`;
}

function edge(name: string, value: number, values: readonly number[]): string {
  const distinct = new Set(values);
  return distinct.size > 2 && (value === Math.min(...values) || value === Math.max(...values)) ? name : "";
}
