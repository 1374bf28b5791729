/** What the metrics of label vectors refuse, and what their messages say. */
import { describe, expect, test } from "@jest/globals";
import { DataError, ParameterError, ShapeError } from "../../src/core/errors.js";
import type { Label } from "../../src/core/labels.js";
import {
  accuracyScore,
  balancedAccuracyScore,
  classificationReport,
  classificationReportObject,
  confusionMatrix,
  f1Score,
  type LabelArray,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
} from "../../src/metrics/index.js";

const METRICS: Record<string, (yTrue: LabelArray, yPred: LabelArray, options?: object) => unknown> = {
  accuracyScore,
  balancedAccuracyScore,
  classificationReport,
  classificationReportObject,
  confusionMatrix,
  f1Score,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
};

describe.each(Object.entries(METRICS))("%s", (name, metric) => {
  test("names itself and both lengths when they differ", () => {
    expect(() => metric([0, 1, 1], [0, 1])).toThrow(new ShapeError(`${name}: yTrue has 3 labels, yPred has 2`));
  });

  test("refuses what is no array", () => {
    expect(() => metric([0, 1], null as unknown as Label[])).toThrow(ShapeError);
    expect(() => metric("01", "01")).toThrow(ShapeError);
  });

  test("refuses empty vectors, NaN, and numbers against strings", () => {
    expect(() => metric([], [])).toThrow(DataError);
    expect(() => metric([0, Number.NaN], [0, 1])).toThrow(DataError);
    expect(() => metric([0, 1], ["0", "1"])).toThrow(`${name}: yTrue holds numbers, yPred strings; use one kind`);
  });

  test("refuses an option it does not have", () => {
    expect(() => metric([0, 1], [0, 1], { color: 1 })).toThrow(ParameterError);
  });

  test("leaves its arguments as they were, and takes typed arrays for arrays", () => {
    const yTrue = [1, 0, 1, 0, 1];
    const yPred = Uint8Array.of(1, 1, 0, 0, 1);
    const result = metric(yTrue, yPred);
    expect(yTrue).toEqual([1, 0, 1, 0, 1]);
    expect(metric(Float64Array.from(yTrue), Array.from(yPred))).toEqual(result);
  });
});

describe.each([
  ["accuracyScore", accuracyScore],
  ["balancedAccuracyScore", balancedAccuracyScore],
  ["confusionMatrix", confusionMatrix],
  ["precisionRecallFscoreSupport", precisionRecallFscoreSupport],
] as const)("%s with weights", (_, metric) => {
  test("refuses weights of another length, and negative or infinite ones", () => {
    expect(() => metric([0, 1], [0, 1], { sampleWeight: [1] })).toThrow(ShapeError);
    expect(() => metric([0, 1], [0, 1], { sampleWeight: [1, -1] })).toThrow(ParameterError);
    expect(() => metric([0, 1], [0, 1], { sampleWeight: [1, Infinity] })).toThrow(ParameterError);
  });

  test("counts a sample of weight 2 as two samples", () => {
    expect(metric([0, 1, 1], [0, 1, 0], { sampleWeight: [1, 2, 1] })).toEqual(metric([0, 1, 1, 1], [0, 1, 1, 0]));
  });
});

describe("particular rules", () => {
  test("accuracyScore and balancedAccuracyScore refuse weights that sum to 0", () => {
    expect(() => accuracyScore([0, 1], [0, 1], { sampleWeight: [0, 0] })).toThrow(ParameterError);
    expect(() => balancedAccuracyScore([0, 1], [0, 1], { sampleWeight: [0, 0] })).toThrow(ParameterError);
  });

  test("balancedAccuracyScore cannot adjust for chance with one class", () => {
    expect(() => balancedAccuracyScore([1, 1], [1, 0], { adjusted: true })).toThrow(DataError);
  });

  test("confusionMatrix refuses labels that are empty, doubled, or all absent", () => {
    expect(() => confusionMatrix([0, 1], [0, 1], { labels: [] })).toThrow(ParameterError);
    expect(() => confusionMatrix([0, 1], [0, 1], { labels: [1, 1] })).toThrow(ParameterError);
    expect(() => confusionMatrix([0, 1], [0, 7], { labels: [7] })).toThrow(DataError);
  });

  test("an average that would ignore posLabel or labels refuses them", () => {
    expect(() => f1Score([0, 1], [0, 1], { average: "macro", posLabel: 0 })).toThrow(ParameterError);
    expect(() => f1Score([0, 1], [0, 1], { labels: [0] })).toThrow(ParameterError);
  });

  test("binary scores need two classes, and posLabel among them", () => {
    expect(() => f1Score([0, 1, 2], [0, 1, 1])).toThrow(DataError);
    expect(() => f1Score(["no", "yes"], ["no", "yes"])).toThrow(
      'f1Score: posLabel is 1; it must be one of ["no","yes"]',
    );
    expect(f1Score(["no", "yes"], ["no", "yes"], { posLabel: "yes" })).toBe(1);
  });

  test("precisionRecallFscoreSupport with infinite beta gives recall as F", () => {
    const { fscore, recall } = precisionRecallFscoreSupport([0, 1, 1, 0], [0, 1, 0, 1], { beta: Infinity });
    expect(fscore).toEqual(recall);
    expect(() => precisionRecallFscoreSupport([0, 1], [0, 1], { beta: -1 })).toThrow(ParameterError);
  });

  test("classificationReport refuses names that are not one per class, and digits out of range", () => {
    expect(() => classificationReport([0, 1], [0, 1], { targetNames: ["a"] })).toThrow(ShapeError);
    expect(() => classificationReport([0, 1], [0, 1], { digits: 101 })).toThrow(ParameterError);
    expect(() => classificationReport([0, 1], [0, 1], { digits: 1.5 })).toThrow(ParameterError);
  });

  test("classificationReport rounds halves to even: 1 of 8 is 0.12, 3 of 8 is 0.38", () => {
    const report = classificationReport([1, 1, 1, 1, 1, 1, 1, 1], [1, 0, 0, 0, 0, 0, 0, 0]);
    expect(report).toMatch(/\n +1 +1\.00 +0\.12 +0\.22 +8\n/);
    expect(classificationReport([1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0, 0, 0])).toMatch(/\n +1 +1\.00 +0\.38 /);
  });
});
