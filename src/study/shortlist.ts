/** Step 1: six classifiers with their defaults on the first sixth of the training rows, judged on the last sixth. */
import type { Classifier } from "../core/estimator.js";
import { LogisticRegression } from "../models/linear/logistic-regression.js";
import { SGDClassifier } from "../models/linear/sgd-classifier.js";
import { MLPClassifier } from "../models/mlp/classifier.js";
import { KNeighborsClassifier } from "../models/neighbors/k-neighbors-classifier.js";
import { SVC } from "../models/svm/svc.js";
import { DecisionTreeClassifier } from "../models/tree/decision-tree-classifier.js";
import { protocol, runExperiment, type StudyContext } from "./context.js";
import type { ShortlistModel, ShortlistRow } from "./results.js";

/** The contenders: defaults throughout, but for the kernel the published study chose for its SVM. */
function contenders(randomState: number): Record<ShortlistModel, Classifier> {
  return {
    SGDClassifier: new SGDClassifier({ randomState }),
    LogisticRegression: new LogisticRegression({ maxIter: 1000 }),
    KNeighborsClassifier: new KNeighborsClassifier(),
    DecisionTreeClassifier: new DecisionTreeClassifier({ randomState }),
    SVC: new SVC({ kernel: "linear" }),
    MLPClassifier: new MLPClassifier({ randomState }),
  };
}

export async function runShortlist(context: StudyContext): Promise<ShortlistRow[]> {
  const rows: ShortlistRow[] = [];
  for (const [model, estimator] of Object.entries(contenders(context.seed)) as [ShortlistModel, Classifier][]) {
    rows.push(await runOne(context, model, estimator));
  }
  return rows;
}

function runOne(context: StudyContext, model: ShortlistModel, estimator: Classifier): Promise<ShortlistRow> {
  const { shortlistTrain: train, validation } = protocol(context);
  const { signal } = context;
  return runExperiment(context, {
    id: `shortlist-${model}`,
    title: model,
    total: 100,
    settings: { params: estimator.getParams(), rows: train.X.rows },
    async run(report) {
      const warnings: string[] = [];
      const fitStart = performance.now();
      await estimator.fit(train.X, train.y, {
        signal,
        onWarning: (warning) => warnings.push(warning.message),
        onProgress: ({ done, total, unit }) => report((99 * done) / total, `${unit} ${Math.round(done)}/${total}`),
      });
      const evalStart = performance.now();
      report(99, "evaluating");
      const score = await estimator.score(validation.X, validation.y, { signal });
      const end = performance.now();
      const params = estimator.getParams();
      return {
        model,
        params,
        score,
        fitSeconds: (evalStart - fitStart) / 1000,
        evalSeconds: (end - evalStart) / 1000,
        warnings,
      };
    },
    summarise: ({ score, fitSeconds, evalSeconds }) =>
      `score ${score.toFixed(4)}, fit ${fitSeconds.toFixed(1)} s, eval ${evalSeconds.toFixed(2)} s`,
  });
}
