/** Past the published study: the best network of dense layers that the validation rows can find. */
import { PUBLISHED } from "../../published.js";
import type { BestNetworkResult, StudyResults } from "../../results.js";
import { curveCharts } from "../charts/curves.js";
import { dotChart } from "../charts/dots.js";
import { charts, type Section, table } from "../document.js";
import {
  capitalised,
  count,
  distance,
  highest,
  inWords,
  mean,
  percent,
  points,
  rowsName,
  score,
  seconds,
} from "../text.js";
import { comparedScore } from "../verdict.js";

export function bestNetworkSection({ bestNetwork, data, protocol }: StudyResults): Section | undefined {
  if (!bestNetwork?.candidates.length) return undefined;
  const { candidates, seeds, ensemble, testTimeFlips } = bestNetwork;
  const chosen = candidates.find(({ label }) => label === bestNetwork.chosen) ?? candidates[0];
  const finding = conclude(bestNetwork, data.published);
  const flips = candidates.some(({ flippedValidationAccuracy }) => flippedValidationAccuracy !== undefined);
  const published = data.published ? PUBLISHED.testAccuracy : undefined;
  return {
    id: "best-network",
    title: "The best network",
    asked: "How far does a network of dense layers go when validation may choose among more than its size?",
    protocol: `${capitalised(inWords(candidates.length))} candidates learn from the first ${count(protocol.tuning)} training ${rowsName(data)} and are judged on the last ${count(protocol.validation)}${flips ? ", also with the mean over an image and its mirror image" : ""}. The best one learns anew from all ${count(data.trainRows)} with ${inWords(seeds.length)} seeds and meets the test set; an ensemble averages the probabilities of ${inWords(ensemble.members.length)}.${testTimeFlips ? " Test images are read together with their mirror images." : ""}`,
    blocks: [
      charts(
        dotChart({
          name: "best-network",
          title: "Candidates on the validation rows",
          alt: finding,
          rows: [...candidates]
            .sort((a, b) => b.validationAccuracy - a.validationAccuracy)
            .map((one) => ({ name: one.label, first: one.validationAccuracy, second: one.flippedValidationAccuracy })),
          series: ["as it is", "with its mirror image"],
          axisTitle: "Validation accuracy",
          joined: true,
        }),
      ),
      candidateTable(bestNetwork, flips),
      charts(
        ...curveCharts({
          name: "best-network",
          runs: [{ name: chosen.label, history: chosen.history }],
          alt: `How ${chosen.label} learned.`,
        }),
      ),
      testTable(bestNetwork),
    ],
    compared: [
      comparedScore(
        `One network, mean of ${inWords(seeds.length)} seeds`,
        bestNetwork.meanTestAccuracy,
        published,
        data.testRows,
      ),
      comparedScore(
        `${capitalised(inWords(ensemble.members.length))} together`,
        ensemble.testAccuracy,
        published,
        data.testRows,
      ),
    ],
    finding,
  };
}

function candidateTable({ candidates, chosen }: BestNetworkResult, flips: boolean) {
  return table(
    [
      "Candidate",
      "Weights",
      "Epochs",
      "Training acc.",
      "Validation acc.",
      ...(flips ? ["With mirror"] : []),
      "Training",
    ],
    candidates.map((one) => ({
      cells: [
        one.label,
        count(one.parameters),
        String(one.history.length),
        score(one.trainAccuracy),
        score(one.validationAccuracy),
        ...(flips ? [one.flippedValidationAccuracy === undefined ? "–" : score(one.flippedValidationAccuracy)] : []),
        seconds(one.fitSeconds),
      ],
      notes: [one.about],
      chosen: one.label === chosen,
    })),
  );
}

function testTable({ seeds, meanTestAccuracy, ensemble }: BestNetworkResult) {
  const interval = ([low, high]: readonly [number, number]) => `${score(low)} – ${score(high)}`;
  return table(
    ["On the test set", "Accuracy", "95 % interval", "Loss", "Training", "Evaluation"],
    [
      ...seeds.map((run) => ({
        cells: [
          `seed ${run.seed}`,
          score(run.testAccuracy),
          interval(run.interval),
          score(run.testLoss),
          seconds(run.fitSeconds),
          seconds(run.evalSeconds),
        ],
      })),
      {
        cells: [
          `mean of ${inWords(seeds.length)}`,
          score(meanTestAccuracy),
          "–",
          score(mean(seeds.map(({ testLoss }) => testLoss))),
          seconds(mean(seeds.map(({ fitSeconds }) => fitSeconds))),
          seconds(mean(seeds.map(({ evalSeconds }) => evalSeconds))),
        ],
        chosen: true,
      },
      {
        cells: [
          `${capitalised(inWords(ensemble.members.length))} together`,
          score(ensemble.testAccuracy),
          interval(ensemble.interval),
          score(ensemble.testLoss),
          seconds(ensemble.fitSeconds),
          seconds(ensemble.evalSeconds),
        ],
      },
    ],
  );
}

function conclude(
  { seeds, meanTestAccuracy, ensemble, chosen, candidates }: BestNetworkResult,
  published: boolean,
): string {
  const scores = seeds.map(({ testAccuracy }) => testAccuracy);
  const spread =
    seeds.length < 2
      ? ""
      : `, ${score(Math.min(...scores))} to ${score(Math.max(...scores))} over ${inWords(seeds.length)} seeds`;
  const relation = published ? `, ${distance(meanTestAccuracy, PUBLISHED.testAccuracy)} the published network` : "";
  const gain = ensemble.testAccuracy - meanTestAccuracy;
  const together =
    gain > 0
      ? `${inWords(ensemble.members.length)} together reach ${percent(ensemble.testAccuracy)}, ${points(gain)} points more`
      : `${inWords(ensemble.members.length)} together do not do better (${percent(ensemble.testAccuracy)})`;
  const top = highest(candidates, ({ validationAccuracy }) => validationAccuracy);
  const election =
    top.label === chosen
      ? "the best on validation"
      : `chosen on validation although ${top.label} scored higher without mirror images`;
  return `${chosen}, ${election}, reads ${percent(meanTestAccuracy)} of the test set correctly${spread}${relation}; ${together}.`;
}
