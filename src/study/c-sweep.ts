/** Step 2: accuracy of logistic regression against C, by stratified cross-validation on the shortlist's training rows. */
import { LogisticRegression } from "../models/linear/logistic-regression.js";
import { validationCurve } from "../selection/index.js";
import { protocol, runExperiment, type StudyContext } from "./context.js";
import { bestOf, type CSweepResult } from "./results.js";

const C_VALUES = [0.001, 0.01, 0.1, 1, 10, 100, 1000];
const FOLDS = 5;
/** Far beyond what the smallest penalty needs; a fit that still stops here warns, and the warning is reported. */
const MAX_ITERATIONS = 5000;

export function runCSweep(context: StudyContext): Promise<CSweepResult> {
  const { shortlistTrain: train } = protocol(context);
  const estimator = new LogisticRegression({ maxIter: MAX_ITERATIONS });
  const fits = C_VALUES.length * FOLDS;
  return runExperiment(context, {
    id: "c-sweep",
    title: "C of logistic regression",
    total: fits,
    settings: { values: C_VALUES, folds: FOLDS, params: estimator.getParams(), rows: train.X.rows },
    async run(report) {
      const warnings: string[] = [];
      const { testScores, fitTimes } = await validationCurve(estimator, train.X, train.y, {
        paramName: "C",
        paramRange: C_VALUES,
        cv: FOLDS,
        signal: context.signal,
        onWarning: (warning) => warnings.push(warning.message),
        onProgress: ({ done }) => report(done, `${done}/${fits} fits`),
      });
      const points = C_VALUES.map((C, index) => ({
        C,
        meanAccuracy: mean(testScores[index]),
        foldAccuracies: [...testScores[index]],
        stdAccuracy: deviation(testScores[index]),
        fitSeconds: sum(fitTimes[index]),
      }));
      return { rows: train.X.rows, folds: FOLDS, points, warnings };
    },
    summarise({ points }) {
      const best = bestOf(points);
      return `best C ${best.C}, accuracy ${best.meanAccuracy.toFixed(4)}`;
    },
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) * (value - centre))));
}
