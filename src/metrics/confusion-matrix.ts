/** The confusion matrix: who was taken for whom. */
import { DataError } from "../core/errors.js";
import type { Label } from "../core/labels.js";
import { checkParams, oneOf, optional } from "../core/params.js";
import { checkTargets, type LabelArray, labelList, weightList } from "./targets.js";

export interface ConfusionMatrixOptions {
  /** The classes to show, in this order; samples with another true or predicted label are left out. Default: all, sorted. */
  labels?: LabelArray | null;
  /** Divide by the sum of the row ("true"), of the column ("pred") or of the matrix ("all"). Default: counts. */
  normalize?: "true" | "pred" | "all" | null;
  /** One weight of 0 or more per sample. Default: all 1. */
  sampleWeight?: ArrayLike<number> | null;
}

/**
 * (classes × classes) matrix whose entry [i][j] is the number (or weight, or share) of samples of class i predicted as j.
 * A share of nothing is 0.
 *
 * Same as scikit-learn confusion_matrix, except that empty vectors are an error even with `labels`.
 * @throws ShapeError, DataError for labels that do not pair up, or when no `labels` occurs in `yTrue`; ParameterError for
 * options out of range.
 */
export function confusionMatrix(
  yTrue: LabelArray,
  yPred: LabelArray,
  options: ConfusionMatrixOptions = {},
): number[][] {
  const operation = "confusionMatrix";
  checkParams(operation, options, {
    labels: optional(labelList),
    normalize: optional(oneOf("true", "pred", "all")),
    sampleWeight: optional(weightList),
  });
  const { labels: present, trueCodes, predCodes, weight } = checkTargets(operation, yTrue, yPred, options.sampleWeight);
  const shown = Array.from(options.labels ?? present);
  const position = positions(present, shown);
  if (!trueCodes.some((code) => position[code] >= 0)) {
    throw new DataError(`${operation}: none of labels [${shown.join(", ")}] is in yTrue`);
  }
  const counts = shown.map(() => new Array<number>(shown.length).fill(0));
  for (let i = 0; i < trueCodes.length; i++) {
    const row = position[trueCodes[i]];
    const col = position[predCodes[i]];
    if (row >= 0 && col >= 0) counts[row][col] += weight(i);
  }
  return options.normalize ? shares(counts, options.normalize) : counts;
}

/** For each present label its place among the shown ones, or −1. */
function positions(present: readonly Label[], shown: readonly Label[]): number[] {
  const place = new Map(shown.map((label, index) => [label, index]));
  return present.map((label) => place.get(label) ?? -1);
}

function shares(counts: number[][], by: "true" | "pred" | "all"): number[][] {
  const rowSums = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const colSums = counts.map((_, j) => counts.reduce((sum, row) => sum + row[j], 0));
  const total = rowSums.reduce((sum, count) => sum + count, 0);
  return counts.map((row, i) =>
    row.map((count, j) => {
      const whole = by === "true" ? rowSums[i] : by === "pred" ? colSums[j] : total;
      return whole === 0 ? 0 : count / whole;
    }),
  );
}
