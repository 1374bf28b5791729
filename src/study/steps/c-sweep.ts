/** Step 2: accuracy of logistic regression against C, by stratified cross-validation. */
import { StratifiedKFold } from "../../data/k-fold.js";
import { LogisticRegression } from "../../models/linear/logistic-regression.js";
import { validationCurve } from "../../selection/index.js";
import { type LabelledSet, protocol, type StudyContext } from "../context.js";
import { type Experiment, type Parts, runExperiment } from "../experiment.js";
import { bestOf, type CSweepResult, type CSweepRow } from "../results.js";
import { deviation, mean, secondsSince, sum } from "../statistics.js";
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

/** One fit of the sweep. */
interface Fit {
  readonly C: number;
  readonly fold: number;
  readonly accuracy: number;
  readonly fitSeconds: number;
  readonly warnings: readonly string[];
}

function sweep(context: StudyContext): Experiment<CSweepResult> {
  const { rows: which, values, folds: wanted } = context.profile.cSweep;
  const set = which === "train" ? context.train : protocol(context).shortlistTrain;
  const folds = Math.min(wanted, smallestClass(set));
  const estimator = new LogisticRegression({ maxIter: MAX_ITERATIONS });
  const settings = { params: estimator.getParams(), rows: set.X.rows, folds };
  const total = values.length * folds;
  return {
    id: "c-sweep",
    title: `${values.length} values of C, ${folds} folds`,
    total,
    settings: { ...settings, values },
    async run(report, parts) {
      const done: Fit[] = [];
      const keep = (fit: Fit) => {
        done.push(fit);
        report({ done: done.length, detail: `${done.length}/${total} fits` });
      };
      const missing = await recall(parts, settings, values, folds, keep);
      await fitAll(context, set, estimator, folds, missing, (fit, seconds) => {
        keep(fit);
        return parts.save(keyOf(settings, fit), fit, seconds);
      });
      const points = values.map((C) => pointOf(C, done));
      const warnings = inOrder(done).flatMap((fit) => fit.warnings);
      return { rows: set.X.rows, folds, points, warnings };
    },
    summarise: cSweep.summarise,
  };
}

const keyOf = (settings: object, { C, fold }: Pick<Fit, "C" | "fold">) => ({
  id: "c-sweep-fit",
  settings: { ...settings, C, fold },
});

/** Keeps the fits of an earlier run; answers which values of C each fold still lacks. */
async function recall(
  parts: Parts,
  settings: object,
  values: readonly number[],
  folds: number,
  keep: (fit: Fit) => void,
): Promise<number[][]> {
  const missing: number[][] = [];
  for (let fold = 0; fold < folds; fold++) {
    missing.push([]);
    for (const C of values) {
      const known = await parts.load<Fit>(keyOf(settings, { C, fold }));
      if (known) keep(known);
      else missing[fold].push(C);
    }
  }
  return missing;
}

/** `missing[fold]`: values of C. Folds that lack the same go to the pool together, so that it is never short of work. */
async function fitAll(
  { signal, executor }: StudyContext,
  { X, y }: LabelledSet,
  estimator: LogisticRegression,
  count: number,
  missing: readonly (readonly number[])[],
  onFit: (fit: Fit, seconds: number) => Promise<void>,
): Promise<void> {
  const folds = new StratifiedKFold({ nSplits: count }).split(X, y);
  const groups = new Map<string, number[]>();
  missing.forEach((values, fold) => {
    const key = JSON.stringify(values);
    if (values.length > 0) groups.set(key, [...(groups.get(key) ?? []), fold]);
  });
  for (const group of groups.values()) {
    const saves: Promise<void>[] = [];
    let last = performance.now();
    await validationCurve(estimator, X, y, {
      paramName: "C",
      paramRange: missing[group[0]],
      cv: group.map((fold) => folds[fold]),
      signal,
      executor,
      onWarning() {}, // Every fit brings its own.
      onProgress({ params, fold, value, fitTime, warnings }) {
        const { C } = params as { C: number };
        const fit = { C, fold: group[fold!], accuracy: value!, fitSeconds: fitTime!, warnings: warnings! };
        saves.push(onFit(fit, secondsSince(last)));
        last = performance.now();
      },
    });
    await Promise.all(saves);
  }
}

function pointOf(C: number, fits: readonly Fit[]): CSweepRow {
  const own = inOrder(fits).filter((fit) => fit.C === C);
  const foldAccuracies = own.map(({ accuracy }) => accuracy);
  return {
    C,
    meanAccuracy: mean(foldAccuracies),
    foldAccuracies,
    stdAccuracy: deviation(foldAccuracies),
    fitSeconds: sum(own.map(({ fitSeconds }) => fitSeconds)),
  };
}

/** By C, then by fold: fits end in any order. */
function inOrder(fits: readonly Fit[]): Fit[] {
  return [...fits].sort((a, b) => a.C - b.C || a.fold - b.fold);
}

function smallestClass({ y }: LabelledSet): number {
  const counts = new Map<number, number>();
  for (const code of y) counts.set(code, (counts.get(code) ?? 0) + 1);
  return Math.min(...counts.values());
}
