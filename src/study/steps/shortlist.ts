/** Step 1: six classifiers with their defaults on the first sixth of the training rows, judged on the last sixth. */
import type { Classifier } from "../../core/estimator.js";
import { LogisticRegression } from "../../models/linear/logistic-regression.js";
import { SGDClassifier } from "../../models/linear/sgd-classifier.js";
import { MLPClassifier } from "../../models/mlp/classifier.js";
import { KNeighborsClassifier } from "../../models/neighbors/k-neighbors-classifier.js";
import { SVC } from "../../models/svm/svc.js";
import { DecisionTreeClassifier } from "../../models/tree/decision-tree-classifier.js";
import { runClassifier } from "../classifier-run.js";
import { protocol, type StudyContext } from "../context.js";
import type { ShortlistModel, ShortlistRow } from "../results.js";
import type { Step } from "./step.js";

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

export const shortlist: Step<"shortlist"> = {
  id: "shortlist",
  title: "Shortlist",
  async run(context) {
    const rows: ShortlistRow[] = [];
    for (const [model, estimator] of Object.entries(contenders(context.seed)) as [ShortlistModel, Classifier][]) {
      rows.push(await runOne(context, model, estimator));
    }
    return rows;
  },
  summarise(rows) {
    const best = rows.reduce((top, row) => (row.score > top.score ? row : top));
    return `${best.model} leads with ${best.score.toFixed(4)}`;
  },
};

async function runOne(context: StudyContext, model: ShortlistModel, estimator: Classifier): Promise<ShortlistRow> {
  const { shortlistTrain: train, validation: judge } = protocol(context);
  const run = await runClassifier(context, { title: model, estimator, train, judge, judgedOn: "validation" });
  const { params, accuracy: score, fitSeconds, evalSeconds, warnings } = run;
  return { model, params, score, fitSeconds, evalSeconds, warnings };
}
