/** Step 2: accuracy of logistic regression against C, by stratified cross-validation. */
import { StratifiedKFold } from "../../data/k-fold.js";
import { LogisticRegression } from "../../models/linear/logistic-regression.js";
import { type SelectionProgress, validationCurve } from "../../selection/index.js";
import { type LabelledSet, protocol, type StudyContext } from "../context.js";
import { type Experiment, runExperiment } from "../experiment.js";
import { fitParts } from "../fit-parts.js";
import { bestOf, type CSweepResult, type CSweepRow } from "../results.js";
import { deviation, mean, sum } from "../statistics.js";
import type { Step } from "./step.js";

/** Far beyond what the smallest penalty needs; a fit that still stops here warns, and the warning is reported. */
const MAX_ITERATIONS = 5000;

export const cSweep: Step<"cSweep"> = {
  id: "cSweep",
  title: "C of logistic regression",
  run: (context) => runExperiment(context, sweep(context)),
  summarise({ points }) {
    const best = bestOf(points);
    return `best C ${best.C}, accuracy ${best.meanAccuracy.toFixed(4)}`;
  },
};

function sweep(context: StudyContext): Experiment<CSweepResult> {
  const { rows: which, values, folds: wanted } = context.profile.cSweep;
  const { X, y } = which === "train" ? context.train : protocol(context).shortlistTrain;
  const folds = Math.min(wanted, smallestClass(y));
  const estimator = new LogisticRegression({ maxIter: MAX_ITERATIONS });
  const settings = { params: estimator.getParams(), rows: X.rows, folds };
  return {
    id: "c-sweep",
    title: `${values.length} values of C, ${folds} folds`,
    total: values.length * folds,
    settings: { ...settings, values },
    async run(report, parts) {
      const { signal, executor } = context;
      const done: SelectionProgress[] = [];
      const { testScores, fitTimes } = await validationCurve(estimator, X, y, {
        paramName: "C",
        paramRange: values,
        cv: new StratifiedKFold({ nSplits: folds }),
        signal,
        executor,
        store: fitParts(parts, "c-sweep-fit", settings),
        onWarning() {}, // Every fit brings its own.
        onProgress(fit) {
          done.push(fit);
          report({ done: fit.done, detail: `${fit.done}/${fit.total} fits` });
        },
      });
      const points = values.map((C, i) => pointOf(C, testScores[i], fitTimes[i]));
      return { rows: X.rows, folds, points, warnings: inOrder(done).flatMap(({ warnings }) => warnings!) };
    },
    summarise: cSweep.summarise,
  };
}

function pointOf(C: number, foldAccuracies: readonly number[], fitTimes: readonly number[]): CSweepRow {
  return {
    C,
    meanAccuracy: mean(foldAccuracies),
    foldAccuracies,
    stdAccuracy: deviation(foldAccuracies),
    fitSeconds: sum(fitTimes),
  };
}

/** By C, then by fold: fits end in any order. */
function inOrder(fits: readonly SelectionProgress[]): SelectionProgress[] {
  const strength = ({ params }: SelectionProgress) => (params as { C: number }).C;
  return [...fits].sort((a, b) => strength(a) - strength(b) || a.fold! - b.fold!);
}

function smallestClass(y: LabelledSet["y"]): number {
  const counts = new Map<number, number>();
  for (const code of y) counts.set(code, (counts.get(code) ?? 0) + 1);
  return Math.min(...counts.values());
}
