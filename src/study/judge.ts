/** Everything that is read off the test set, in one look: scores, the report, the confusion matrix and the mistakes. */
import { argmaxRows } from "../core/estimator.js";
import type { Matrix } from "../core/matrix.js";
import {
  type ClassificationReport,
  classificationReport,
  classificationReportObject,
  confusionMatrix,
} from "../metrics/index.js";
import type { StudyContext } from "./context.js";
import { lossOf } from "./network-run.js";
import type { ConfusedPair, FinalResult, Mistake } from "./results.js";
import { wilson } from "./statistics.js";

/** What the published study looks at most closely. */
const GALLERY_CLASS = "Shirt";
const GALLERY_SIZE = 24;
const PAIRS = 10;

export type Judgement = Pick<
  FinalResult,
  | "testAccuracy"
  | "interval"
  | "testLoss"
  | "report"
  | "reportText"
  | "confusionMatrix"
  | "confusedPairs"
  | "galleryClass"
  | "gallery"
>;

export function judge({ test, summary }: StudyContext, proba: Matrix<Float32Array>): Judgement {
  const { classNames } = summary;
  const predicted = argmaxRows(proba.data, proba.rows, proba.cols);
  const hits = predicted.reduce((count, code, i) => count + Number(code === test.y[i]), 0);
  const testAccuracy = hits / test.y.length;
  const options = { labels: classNames.map((_, code) => code), targetNames: classNames };
  const report = classificationReportObject(test.y, predicted, options);
  const counts = confusionMatrix(test.y, predicted, { labels: options.labels });
  const galleryClass = classNames.includes(GALLERY_CLASS) ? GALLERY_CLASS : hardest(report);
  return {
    testAccuracy,
    interval: wilson(testAccuracy, test.y.length),
    testLoss: lossOf(proba, test.y),
    report,
    reportText: classificationReport(test.y, predicted, options),
    confusionMatrix: counts,
    confusedPairs: confusedPairs(counts, classNames),
    galleryClass,
    gallery: mistakesOf(galleryClass, test.y, predicted, proba.data, classNames),
  };
}

/** The class of least recall; the lower one among equals. */
function hardest({ classes }: ClassificationReport): string {
  return classes.reduce((worst, row) => (row.recall < worst.recall ? row : worst)).name;
}

/** The most frequent mistakes; the lower classes first among equals. */
function confusedPairs(counts: readonly (readonly number[])[], names: readonly string[]): ConfusedPair[] {
  return counts
    .flatMap((row, i) => {
      const total = row.reduce((sum, count) => sum + count, 0);
      return row.map((count, j) => ({ i, j, count, share: count / total }));
    })
    .filter(({ i, j, count }) => i !== j && count > 0)
    .sort((a, b) => b.count - a.count || a.i - b.i || a.j - b.j)
    .slice(0, PAIRS)
    .map(({ i, j, count, share }) => ({ trueClass: names[i], predictedClass: names[j], count, share }));
}

/** The most confident mistakes on one true class. */
function mistakesOf(
  trueClass: string,
  y: ArrayLike<number>,
  predicted: Int32Array,
  proba: Float32Array,
  names: readonly string[],
): Mistake[] {
  const wrong: Mistake[] = [];
  for (let index = 0; index < predicted.length; index++) {
    if (names[y[index]] !== trueClass || predicted[index] === y[index]) continue;
    const confidence = proba[index * names.length + predicted[index]];
    wrong.push({ index, trueClass, predictedClass: names[predicted[index]], confidence });
  }
  return wrong.sort((a, b) => b.confidence - a.confidence || a.index - b.index).slice(0, GALLERY_SIZE);
}
