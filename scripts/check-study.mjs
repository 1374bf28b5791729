/** Holds a finished study, of the default or the full size, against what it promises: `node scripts/check-study.mjs REPORT-FOLDER`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [folder] = process.argv.slice(2);
const results = JSON.parse(readFileSync(join(folder, "results.json"), "utf8"));
const page = readFileSync(join(folder, "index.html"), "utf8");
const score = Object.fromEntries(results.shortlist.map(({ model, score }) => [model, score]));

const always = {
  "KNN scores exactly .8221": score.KNeighborsClassifier === 0.8221,
  "SVC scores .8299 ± .001": Math.abs(score.SVC - 0.8299) <= 0.001,
  "the tree scores .745 or more": score.DecisionTreeClassifier >= 0.745,
  "LogisticRegression scores .830 ± .004": Math.abs(score.LogisticRegression - 0.83) <= 0.004,
  "SGD scores .790 or more": score.SGDClassifier >= 0.79,
  "the MLP scores .845 or more": score.MLPClassifier >= 0.845,
  "the final network reaches .8812 on the test set": results.final.testAccuracy >= 0.8812,
  "the confusion matrix counts every test image":
    results.final.confusionMatrix.flat().reduce((a, b) => a + b, 0) === results.data.testRows,
  "the sweep has seven values of C with five folds each":
    results.cSweep.points.length === 7 && results.cSweep.points.every((row) => row.foldAccuracies.length === 5),
  "the tuning run kept its epoch of least validation loss":
    results.final.history[results.final.epochs - 1].validationLoss ===
    Math.min(...results.final.history.map((record) => record.validationLoss)),
  "the page loads nothing from elsewhere": !/(?:src|href)="(?!data:|#)/.test(page),
};
const full = results.profile === "full";
const ofDefault = () => ({
  "the sweep used the shortlist's rows": results.cSweep.rows === results.protocol.shortlist,
  "the study took ten minutes at most": results.totalSeconds <= 600,
});
const ofFull = () => ({
  "all thirteen steps ran": results.steps.length === 13,
  "the sweep peaks at C = 0.1": bestOf(results.cSweep.points, "meanAccuracy").C === 0.1,
  "the linear SVM on all rows reaches .845": results.svm.full[0].accuracy >= 0.845,
  "2 × 512 is within .01 of 2 × 2048": Math.abs(accuracyOf("2 × 512") - accuracyOf("2 × 2048")) <= 0.01,
  "dropout and L2 shrink the gap": gapOf("both") < gapOf("neither"),
  "relu beats sigmoid": results.activation.runs[0].validationAccuracy > results.activation.runs[1].validationAccuracy,
  "the best network reaches .910 on the test set, mean of three seeds": results.bestNetwork.meanTestAccuracy >= 0.91,
  "five of them together reach .915": results.bestNetwork.ensemble.testAccuracy >= 0.915,
  "the RBF SVM beats .9002 on the test set": results.rbfSvm.final.accuracy > 0.9002,
  "the study took half an hour at most": results.totalSeconds <= 1800,
});
const bestOf = (rows, field) => rows.reduce((top, row) => (row[field] > top[field] ? row : top));
const accuracyOf = (name) => results.architectures.runs.find(({ label }) => label === name).validationAccuracy;
const gapOf = (name) => results.regularisation.runs.find(({ label }) => label === name).gap;
const checks = { ...always, ...(full ? ofFull() : ofDefault()) };
for (const [claim, holds] of Object.entries(checks)) console.log(`${holds ? "ok  " : "FAIL"} ${claim}`);
console.log(JSON.stringify(score), "test", results.final.testAccuracy, "seconds", Math.round(results.totalSeconds));
process.exitCode = Object.values(checks).every(Boolean) ? 0 : 1;
