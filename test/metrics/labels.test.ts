/** Metrics of label vectors agree with scikit-learn 1.2.1 to 1e-12, and refuse what it refuses. */
import { describe, expect, test } from "@jest/globals";
import { HeddleError } from "../../src/core/errors.js";
import {
  accuracyScore,
  balancedAccuracyScore,
  classificationReport,
  classificationReportObject,
  confusionMatrix,
  f1Score,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
} from "../../src/metrics/index.js";
import { loadMetrics, type MetricCall } from "../support/fixtures.js";
import { expectClose } from "./close.js";

/** Runs `metric` with the options of each call and hands its value and scikit-learn's to `compare`. */
function replay<T, R>(
  calls: readonly MetricCall<T>[],
  metric: (options: object) => R,
  compare: (actual: R, expected: T, options: object) => void,
): void {
  expect(calls.length).toBeGreaterThan(0);
  for (const { options, value, raises } of calls) {
    if (raises) expect(() => metric(options)).toThrow(HeddleError);
    else compare(metric(options), value, options);
  }
}

describe.each(loadMetrics().labels)("$name", ({ yTrue, yPred, ...fixture }) => {
  test("accuracyScore equals accuracy_score", () => {
    replay(fixture.accuracy, (options) => accuracyScore(yTrue, yPred, options), expectClose);
  });

  test("balancedAccuracyScore equals balanced_accuracy_score", () => {
    replay(fixture.balancedAccuracy, (options) => balancedAccuracyScore(yTrue, yPred, options), expectClose);
  });

  test("confusionMatrix equals confusion_matrix", () => {
    replay(fixture.confusionMatrix, (options) => confusionMatrix(yTrue, yPred, options), expectClose);
  });

  test("precisionRecallFscoreSupport equals precision_recall_fscore_support", () => {
    replay(
      fixture.precisionRecall,
      (options) => precisionRecallFscoreSupport(yTrue, yPred, options),
      ({ precision, recall, fscore, support }, expected) => expectClose([precision, recall, fscore, support], expected),
    );
  });

  test("precisionScore, recallScore and f1Score are its columns", () => {
    for (const { options, value } of fixture.precisionRecall.filter(
      (call) => !call.raises && !("beta" in call.options),
    )) {
      const given = options as { average: "macro" };
      expectClose(precisionScore(yTrue, yPred, given), value[0]);
      expectClose(recallScore(yTrue, yPred, given), value[1]);
      expectClose(f1Score(yTrue, yPred, given), value[2]);
    }
  });

  test("classificationReport prints the same characters as classification_report", () => {
    replay(
      fixture.report,
      (options) => classificationReport(yTrue, yPred, options),
      // Where no prediction at all is right, scikit-learn's supports become floats and print as "2.0".
      (actual, expected) => expect(actual).toBe(expected.replace(/(\d+)\.0$/gm, "  $1")),
    );
  });

  test("classificationReportObject holds the numbers of output_dict", () => {
    const row = (one: { precision: number; recall: number; f1Score: number; support: number }) => ({
      precision: one.precision,
      recall: one.recall,
      "f1-score": one.f1Score,
      support: one.support,
    });
    const calls = fixture.reportObject.filter(({ options }) => !("digits" in options));
    replay(
      calls,
      (options) => classificationReportObject(yTrue, yPred, options),
      (report, expected) => {
        const averages = [
          report.microAvg ? ["micro avg", row(report.microAvg)] : ["accuracy", report.accuracy],
          ["macro avg", row(report.macroAvg)],
          ["weighted avg", row(report.weightedAvg)],
        ];
        expectClose([...report.classes.map((one) => [one.name, row(one)]), ...averages], expected);
      },
    );
  });
});
