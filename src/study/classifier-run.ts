/** Any classifier, fitted and scored. */
import type { Classifier } from "../core/estimator.js";
import type { SvcFitOptions } from "../models/svm/train.js";
import type { LabelledSet, StudyContext } from "./context.js";
import { runExperiment } from "./experiment.js";
import { secondsSince } from "./statistics.js";

export interface ClassifierSpec {
  readonly title: string;
  readonly estimator: Classifier;
  readonly train: LabelledSet;
  readonly judge: LabelledSet;
  readonly judgedOn: "validation" | "test";
}

export interface ClassifierRun {
  readonly params: object;
  readonly accuracy: number;
  readonly fitSeconds: number;
  readonly evalSeconds: number;
  readonly warnings: readonly string[];
}

export function runClassifier(context: StudyContext, spec: ClassifierSpec): Promise<ClassifierRun> {
  const { title, estimator, train, judge, judgedOn } = spec;
  const { signal, executor } = context;
  return runExperiment(context, {
    id: estimator.name,
    title,
    total: 100,
    settings: { params: estimator.getParams(), rows: train.X.rows, judgedOn },
    async run(report) {
      const warnings: string[] = [];
      const started = performance.now();
      const options: SvcFitOptions = {
        signal,
        // For an estimator whose fit takes one.
        executor,
        onWarning: (warning) => warnings.push(warning.message),
        onProgress: ({ done, total, unit }) =>
          report({ done: (99 * done) / total, detail: `${unit} ${Math.round(done)}/${total}` }),
      };
      await estimator.fit(train.X, train.y, options);
      const fitSeconds = secondsSince(started);
      report({ done: 99, detail: "evaluating" });
      const fitted = performance.now();
      const accuracy = await estimator.score(judge.X, judge.y, { signal });
      return { params: estimator.getParams(), accuracy, fitSeconds, evalSeconds: secondsSince(fitted), warnings };
    },
    summarise: ({ accuracy, fitSeconds, evalSeconds }) =>
      `${judgedOn} accuracy ${accuracy.toFixed(4)}, fit ${fitSeconds.toFixed(1)} s, evaluation ${evalSeconds.toFixed(2)} s`,
  });
}
