/** Step 5: how fast a network should learn. */
import { PUBLISHED } from "../../published.js";
import type { LearningRateResult, StudyResults } from "../../results.js";
import { curveCharts } from "../charts/curves.js";
import { charts, type Section } from "../document.js";
import { count, distance, inWords, listed, number, rowsName, score } from "../text.js";
import { comparedChoice } from "../verdict.js";
import { bestRun, CURVE_NOTE, epochsOf, networkTable } from "./network-runs.js";

export function learningRateSection({ learningRate, data, protocol }: StudyResults): Section | undefined {
  if (!learningRate?.runs.length) return undefined;
  const runs = [...learningRate.runs].sort((a, b) => a.learningRate - b.learningRate);
  const finding = conclude({ ...learningRate, runs });
  return {
    id: "learning-rate",
    title: "How fast should it learn?",
    asked: "Which learning rate of plain stochastic gradient descent?",
    protocol: `The same network and seed at ${inWords(runs.length)} rates, ${epochsOf(runs)} on the first ${count(protocol.tuning)} training ${rowsName(data)}, watched on the last ${count(protocol.validation)}. ${CURVE_NOTE}`,
    blocks: [
      charts(
        ...curveCharts({
          name: "learning-rate",
          runs: runs.map((run) => ({ name: number(run.learningRate), history: run.history })),
          alt: finding,
        }),
      ),
      networkTable("Learning rate", runs),
    ],
    compared: data.published
      ? [
          comparedChoice(
            "Learning rate chosen",
            number(learningRate.chosen),
            number(PUBLISHED.learningRate),
            otherwise(learningRate),
          ),
        ]
      : undefined,
    finding,
  };
}

function otherwise({ runs }: LearningRateResult): string {
  const theirs = runs.find((run) => run.learningRate === PUBLISHED.learningRate);
  if (!theirs) return "another choice";
  return `another choice: ${number(PUBLISHED.learningRate)} is ${distance(theirs.validationAccuracy, bestRun(runs).validationAccuracy)} it here`;
}

function conclude({ runs, chosen }: LearningRateResult): string {
  const best = runs.find(({ learningRate }) => learningRate === chosen) ?? bestRun(runs);
  const diverged = runs.filter(({ history }) => !history.every(({ loss }) => Number.isFinite(loss)));
  const slow = runs.filter((run) => run.learningRate < chosen && run.bestEpoch === run.history.length && run !== best);
  const overfit = runs.filter(
    (run) => run.learningRate > chosen && run.bestEpoch < run.history.length && !diverged.includes(run),
  );
  const names = (some: LearningRateResult["runs"]) => listed(some.map(({ learningRate }) => number(learningRate)));
  const verb = (some: readonly object[], one: string, many: string) => (some.length === 1 ? one : many);
  const clauses = [
    `At ${number(chosen)} the network ends with the highest validation accuracy, ${score(best.validationAccuracy)}`,
    slow.length > 0 && `at ${names(slow)} its validation loss was still falling when training ended`,
    overfit.length > 0 && `at ${names(overfit)} the loss was rising again`,
    diverged.length > 0 && `${names(diverged)} ${verb(diverged, "diverges", "diverge")}`,
  ];
  return `${clauses.filter(Boolean).join("; ")}.`;
}
