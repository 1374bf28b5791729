/** Precision, recall and F-score, per class or averaged. */
import { DataError, ParameterError } from "../core/errors.js";
import type { Label } from "../core/labels.js";
import { checkParams, finite, oneOf, optional, type Rule } from "../core/params.js";
import { checkTargets, type LabelArray, labelList, type Targets, weightList } from "./targets.js";

/**
 * How classes become one number: of the positive class alone ("binary"), from counts summed over classes ("micro"), the
 * plain mean ("macro"), or the mean weighted by support ("weighted").
 */
export type Average = "binary" | "micro" | "macro" | "weighted";

export interface ScoreOptions {
  /** The classes to look at, in this order; they may be absent from the data. Not with "binary". Default: all, sorted. */
  labels?: LabelArray | null;
  /** The positive class of "binary". Default 1. */
  posLabel?: Label;
  /** What 0 / 0 gives. Default 0. */
  zeroDivision?: 0 | 1;
  /** One weight of 0 or more per sample. Default: all 1. */
  sampleWeight?: ArrayLike<number> | null;
}

export interface FscoreOptions extends ScoreOptions {
  /** Weight of recall against precision, 0 or more; Infinity is recall alone. Default 1. */
  beta?: number;
}

/** One value per label, in the order of `labels`. */
export interface ScoresPerClass {
  readonly precision: number[];
  readonly recall: number[];
  readonly fscore: number[];
  /** Number, or weight, of the samples truly of each class. */
  readonly support: number[];
}

export interface AveragedScores {
  readonly precision: number;
  readonly recall: number;
  readonly fscore: number;
  readonly support: null;
}

/** Per class: right predictions, all predictions, all samples. */
interface Counts {
  readonly hits: number[];
  readonly predicted: number[];
  readonly support: number[];
}

const AVERAGES = ["binary", "micro", "macro", "weighted"] as const;
const POSITIVE_CLASS = 1;
const label: Rule = {
  words: "a finite number or a string",
  accepts: (value) => typeof value === "string" || finite.accepts(value),
};
const betaRule: Rule = {
  words: "a number of 0 or more",
  accepts: (value) => typeof value === "number" && value >= 0,
};

/**
 * For each class: precision = hits / predicted, recall = hits / support, F = (1 + β²) P R / (β² P + R); all in [0, 1].
 * Without `average`, arrays over the labels; with it, numbers.
 *
 * Same as scikit-learn precision_recall_fscore_support, except that it does not warn of 0 / 0, refuses `posLabel` and
 * `labels` where they would be ignored, and has no multilabel form.
 * @throws ShapeError, DataError for labels that do not pair up, or more than two classes with "binary"; ParameterError
 * for options out of range.
 */
export function precisionRecallFscoreSupport(
  yTrue: LabelArray,
  yPred: LabelArray,
  options?: FscoreOptions & { average?: null },
): ScoresPerClass;
export function precisionRecallFscoreSupport(
  yTrue: LabelArray,
  yPred: LabelArray,
  options: FscoreOptions & { average: Average },
): AveragedScores;
export function precisionRecallFscoreSupport(
  yTrue: LabelArray,
  yPred: LabelArray,
  options?: FscoreOptions & { average?: Average | null },
): ScoresPerClass | AveragedScores;
export function precisionRecallFscoreSupport(
  yTrue: LabelArray,
  yPred: LabelArray,
  options: FscoreOptions & { average?: Average | null } = {},
): ScoresPerClass | AveragedScores {
  return scoreTargets("precisionRecallFscoreSupport", yTrue, yPred, options);
}

/** As precisionRecallFscoreSupport, under the name of the operation the caller sees. */
export function scoreTargets(
  operation: string,
  yTrue: LabelArray,
  yPred: LabelArray,
  options: FscoreOptions & { average?: Average | null },
): ScoresPerClass | AveragedScores {
  checkParams(operation, options, {
    average: optional(oneOf(...AVERAGES)),
    beta: optional(betaRule),
    labels: optional(labelList),
    posLabel: optional(label),
    zeroDivision: optional(oneOf(0, 1)),
    sampleWeight: optional(weightList),
  });
  const average = options.average ?? null;
  const beta = options.beta ?? 1;
  const zeroDivision = options.zeroDivision ?? 0;
  checkUsed(operation, options);
  const targets = checkTargets(operation, yTrue, yPred, options.sampleWeight);
  const labels =
    average === "binary"
      ? [positiveClass(operation, targets, options.posLabel ?? POSITIVE_CLASS)]
      : Array.from(options.labels ?? targets.labels);
  const counts = countClasses(targets, labels);
  if (average === null) return { ...ratios(counts, beta, zeroDivision), support: counts.support };
  const averaged =
    average === "weighted" ? weighted(counts, beta, zeroDivision) : mean(average, counts, beta, zeroDivision);
  return { ...averaged, support: null };
}

/** Refuses options that the chosen average would ignore. */
function checkUsed(operation: string, options: FscoreOptions & { average?: Average | null }): void {
  const unused = options.average === "binary" ? "labels" : "posLabel";
  if (options[unused] === undefined || options[unused] === null) return;
  throw new ParameterError(
    `${operation}: ${unused} has no meaning with average ${JSON.stringify(options.average ?? null)}; leave it out`,
  );
}

function positiveClass(operation: string, { labels }: Targets, posLabel: Label): Label {
  if (labels.length > 2) {
    throw new DataError(
      `${operation}: average is "binary", the data has ${labels.length} classes; use "micro", "macro", "weighted" or null`,
    );
  }
  if (labels.length === 2 && !labels.includes(posLabel)) {
    throw new ParameterError(
      `${operation}: posLabel is ${JSON.stringify(posLabel)}; it must be one of ${JSON.stringify(labels)}`,
    );
  }
  return posLabel;
}

function countClasses(targets: Targets, labels: readonly Label[]): Counts {
  const { trueCodes, predCodes, weight } = targets;
  const zeros = () => new Array<number>(targets.labels.length).fill(0);
  const all = { hits: zeros(), predicted: zeros(), support: zeros() };
  for (let i = 0; i < trueCodes.length; i++) {
    all.support[trueCodes[i]] += weight(i);
    all.predicted[predCodes[i]] += weight(i);
    if (trueCodes[i] === predCodes[i]) all.hits[trueCodes[i]] += weight(i);
  }
  const code = new Map(targets.labels.map((present, index) => [present, index]));
  const pick = (sums: number[]) => labels.map((wanted) => sums[code.get(wanted) ?? -1] ?? 0);
  return { hits: pick(all.hits), predicted: pick(all.predicted), support: pick(all.support) };
}

function ratios({ hits, predicted, support }: Counts, beta: number, zeroDivision: number) {
  const divide = (numerator: number, denominator: number) =>
    denominator === 0 ? zeroDivision : numerator / denominator;
  const precision = hits.map((count, c) => divide(count, predicted[c]));
  const recall = hits.map((count, c) => divide(count, support[c]));
  return { precision, recall, fscore: precision.map((value, c) => fscore(value, recall[c], beta)) };
}

/** 0 when precision and recall both are, whatever zeroDivision says. */
function fscore(precision: number, recall: number, beta: number): number {
  if (beta === Infinity) return recall;
  const denominator = beta * beta * precision + recall;
  return denominator === 0 ? 0 : ((1 + beta * beta) * precision * recall) / denominator;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Plain mean over classes; for "micro", over the one class that all are merged into. */
function mean(average: Average, counts: Counts, beta: number, zeroDivision: number) {
  const { hits, predicted, support } = counts;
  const merged =
    average === "micro" ? { hits: [sum(hits)], predicted: [sum(predicted)], support: [sum(support)] } : counts;
  const { precision, recall, fscore: scores } = ratios(merged, beta, zeroDivision);
  const n = precision.length;
  return { precision: sum(precision) / n, recall: sum(recall) / n, fscore: sum(scores) / n };
}

/** Mean weighted by support. Without any, recall is 0 / 0, and precision and F are too unless something was predicted. */
function weighted(counts: Counts, beta: number, zeroDivision: number) {
  const total = sum(counts.support);
  if (total === 0) {
    const others = sum(counts.predicted) === 0 ? zeroDivision : 0;
    return { precision: others, recall: zeroDivision, fscore: others };
  }
  const { precision, recall, fscore: scores } = ratios(counts, beta, zeroDivision);
  const average = (values: number[]) => sum(values.map((value, c) => value * counts.support[c])) / total;
  return { precision: average(precision), recall: average(recall), fscore: average(scores) };
}
