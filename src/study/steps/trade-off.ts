/**
 * Past the published study: accuracy against training time for every model that learned from all training rows and met the test set. The quick
 * ones of the shortlist are fitted on all rows here; the others come from the steps before.
 */
import type { Classifier } from "../../core/estimator.js";
import { LogisticRegression } from "../../models/linear/logistic-regression.js";
import { SGDClassifier } from "../../models/linear/sgd-classifier.js";
import { KNeighborsClassifier } from "../../models/neighbors/k-neighbors-classifier.js";
import { DecisionTreeClassifier } from "../../models/tree/decision-tree-classifier.js";
import { runClassifier } from "../classifier-run.js";
import type { StudyContext } from "../context.js";
import { layersLabel } from "../network-run.js";
import { bestOf, type StepResults, type SvmRun, type TradeOffRow } from "../results.js";
import { mean } from "../statistics.js";
import type { Step } from "./step.js";

type Row = Omit<TradeOffRow, "onFrontier">;

export const tradeOff: Step<"tradeOff"> = {
  id: "tradeOff",
  title: "Accuracy against training time",
  async run(context, earlier) {
    const rows = [...(await quickModels(context, earlier)), ...svmRows(earlier), ...networkRows(context, earlier)];
    return rows.map((row) => ({ ...row, onFrontier: !rows.some((other) => beats(other, row)) }));
  },
  summarise(rows) {
    const best = rows.reduce((top, row) => (row.accuracy > top.accuracy ? row : top));
    return `${rows.length} models; the most accurate: ${best.label}, ${best.accuracy.toFixed(4)}`;
  },
};

/** At least as accurate in less training time, or as fast and more accurate. */
function beats(a: Row, b: Row): boolean {
  if (a.fitSeconds < b.fitSeconds) return a.accuracy >= b.accuracy;
  return a.fitSeconds === b.fitSeconds && a.accuracy > b.accuracy;
}

async function quickModels(context: StudyContext, { cSweep }: StepResults): Promise<Row[]> {
  const { seed: randomState, train, test } = context;
  const C = cSweep ? bestOf(cSweep.points).C : 1;
  const models: { readonly family: Row["family"]; readonly label: string; readonly estimator: Classifier }[] = [
    { family: "linear", label: "SGDClassifier", estimator: new SGDClassifier({ randomState }) },
    { family: "linear", label: `LogisticRegression, C ${C}`, estimator: new LogisticRegression({ C, maxIter: 1000 }) },
    { family: "neighbours", label: "KNeighborsClassifier", estimator: new KNeighborsClassifier() },
    { family: "tree", label: "DecisionTreeClassifier", estimator: new DecisionTreeClassifier({ randomState }) },
  ];
  const rows: Row[] = [];
  for (const { family, label, estimator } of models) {
    const title = `${label}, ${train.X.rows.toLocaleString("en")} rows`;
    const run = await runClassifier(context, { title, estimator, train, judge: test, judgedOn: "test" });
    const { accuracy, fitSeconds, evalSeconds } = run;
    rows.push({
      step: "tradeOff",
      label,
      family,
      rows: train.X.rows,
      judgedOn: "test",
      accuracy,
      fitSeconds,
      evalSeconds,
    });
  }
  return rows;
}

function svmRows({ svm, rbfSvm }: StepResults): Row[] {
  const rowOf = (step: "svm" | "rbfSvm", run: SvmRun): Row => {
    const { label, rows, judgedOn, accuracy, fitSeconds, evalSeconds } = run;
    return { step, label: `SVC ${label}`, family: "svm", rows, judgedOn, accuracy, fitSeconds, evalSeconds };
  };
  return [...(svm?.full ?? []).map((run) => rowOf("svm", run)), ...(rbfSvm ? [rowOf("rbfSvm", rbfSvm.final)] : [])];
}

function networkRows({ train, profile }: StudyContext, { final, bestNetwork }: StepResults): Row[] {
  const shared = { family: "network", rows: train.X.rows, judgedOn: "test" } as const;
  const rows: Row[] = [];
  if (final) {
    const { testAccuracy: accuracy, fitSeconds, evalSeconds } = final;
    const label = `network ${layersLabel(profile.final.hidden)}`;
    rows.push({ ...shared, step: "final", label, accuracy, fitSeconds, evalSeconds });
  }
  if (bestNetwork) {
    const { seeds, ensemble, meanTestAccuracy } = bestNetwork;
    const label = `best network ${layersLabel(profile.bestNetwork.hidden)}`;
    const fitSeconds = mean(seeds.map((run) => run.fitSeconds));
    const evalSeconds = mean(seeds.map((run) => run.evalSeconds));
    rows.push({ ...shared, step: "bestNetwork", label, accuracy: meanTestAccuracy, fitSeconds, evalSeconds });
    rows.push({
      ...shared,
      step: "bestNetwork",
      label: `${ensemble.members.length} best networks`,
      accuracy: ensemble.testAccuracy,
      fitSeconds: ensemble.fitSeconds,
      evalSeconds: ensemble.evalSeconds,
    });
  }
  return rows;
}
