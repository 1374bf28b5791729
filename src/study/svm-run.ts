/** One support vector machine, fitted and judged: what the steps about SVMs compare. */
import { SVC } from "../models/svm/svc.js";
import type { LabelledSet, StudyContext } from "./context.js";
import { runExperiment } from "./experiment.js";
import type { SvmRun } from "./results.js";
import { secondsSince, wilson } from "./statistics.js";

export interface SvmSpec {
  readonly label: string;
  readonly params: ConstructorParameters<typeof SVC>[0];
  readonly train: LabelledSet;
  readonly judge: LabelledSet;
  readonly judgedOn: "validation" | "test";
}

export async function runSvm(context: StudyContext, spec: SvmSpec): Promise<SvmRun> {
  const { label, params, train, judge, judgedOn } = spec;
  const { signal, executor } = context;
  const run = await runExperiment(context, {
    id: "svm",
    title: `SVC ${label}, ${train.X.rows.toLocaleString("en")} rows`,
    total: 100,
    settings: { params, rows: train.X.rows, judgedOn },
    async run(report) {
      const svc = new SVC(params);
      const warnings: string[] = [];
      const started = performance.now();
      await svc.fit(train.X, train.y, {
        signal,
        executor,
        onWarning: (warning) => warnings.push(warning.message),
        onProgress: ({ done, total, unit }) =>
          report({ done: (90 * done) / total, detail: `${Math.round(done)}/${total} ${unit}` }),
      });
      const fitSeconds = secondsSince(started);
      report({ done: 90, detail: "evaluating" });
      const fitted = performance.now();
      const accuracy = await svc.score(judge.X, judge.y, { signal });
      return {
        params: svc.getParams(),
        rows: train.X.rows,
        judgedOn,
        accuracy,
        interval: wilson(accuracy, judge.y.length),
        machines: svc.intercept_!.length,
        supportVectors: svc.supportVectors_!.rows,
        fitSeconds,
        evalSeconds: secondsSince(fitted),
        warnings,
      };
    },
    summarise: ({ accuracy, supportVectors, fitSeconds, evalSeconds }) =>
      `${judgedOn} accuracy ${accuracy.toFixed(4)}, ${supportVectors} support vectors, fit ${fitSeconds.toFixed(1)} s, evaluation ${evalSeconds.toFixed(2)} s`,
  });
  return { label, ...run };
}
