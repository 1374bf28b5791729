/** The classification report: precision, recall, F1 and support of every class and their averages, as data and as text. */
import { ShapeError } from "../core/errors.js";
import type { Label } from "../core/labels.js";
import { between, checkParams, integerAtLeast, listOf, oneOf, optional, type Rule } from "../core/params.js";
import { type AveragedScores, type ScoresPerClass, scoreTargets } from "./precision-recall.js";
import { checkTargets, type LabelArray, labelList } from "./targets.js";

export interface ReportOptions {
  /** The classes to report, in this order. Default: all, sorted. */
  labels?: LabelArray | null;
  /** Names to print, one per class. Default: the labels. */
  targetNames?: readonly string[] | null;
  /** What 0 / 0 gives. Default 0. */
  zeroDivision?: 0 | 1;
}

export interface ReportTextOptions extends ReportOptions {
  /** Decimals of the scores, 0 to 100. Default 2. */
  digits?: number;
}

export interface ReportRow {
  readonly precision: number;
  readonly recall: number;
  readonly f1Score: number;
  readonly support: number;
}

export interface ClassReport extends ReportRow {
  readonly label: Label;
  readonly name: string;
}

interface ReportBody {
  /** One row per class, in the order of the labels. */
  readonly classes: ClassReport[];
  readonly macroAvg: ReportRow;
  readonly weightedAvg: ReportRow;
}

/** With `accuracy` when the report covers exactly the classes of the data (all micro averages are that), else `microAvg`. */
export type ClassificationReport = ReportBody &
  (
    | { readonly accuracy: number; readonly microAvg?: undefined }
    | { readonly microAvg: ReportRow; readonly accuracy?: undefined }
  );

const name: Rule = { words: "a string", accepts: (value) => typeof value === "string" };
const optionRules = {
  labels: optional(labelList),
  targetNames: optional(listOf(name)),
  zeroDivision: optional(oneOf(0, 1)),
};
const digitsRule: Rule = {
  words: "an integer from 0 to 100",
  accepts: (value) => integerAtLeast(0).accepts(value) && between(0, 100).accepts(value),
};

/**
 * The report as data.
 *
 * Same as scikit-learn classification_report(output_dict=True), except that classes are rows in order rather than keys
 * of a dictionary, and that a number of names other than that of the classes is always an error.
 * @throws ShapeError, DataError for labels that do not pair up; ParameterError for options out of range.
 */
export function classificationReportObject(
  yTrue: LabelArray,
  yPred: LabelArray,
  options: ReportOptions = {},
): ClassificationReport {
  checkParams("classificationReportObject", options, optionRules);
  return buildReport("classificationReportObject", yTrue, yPred, options);
}

/**
 * The report as a table of plain text, ending in a line break.
 *
 * Same as scikit-learn classification_report, character for character (scores are rounded half to even), except as
 * classificationReportObject says, and that supports stay whole numbers where no prediction at all is right ("2", not "2.0").
 * @throws ShapeError, DataError for labels that do not pair up; ParameterError for options out of range.
 */
export function classificationReport(yTrue: LabelArray, yPred: LabelArray, options: ReportTextOptions = {}): string {
  checkParams("classificationReport", options, { ...optionRules, digits: optional(digitsRule) });
  return formatReport(buildReport("classificationReport", yTrue, yPred, options), options.digits ?? 2);
}

function buildReport(
  operation: string,
  yTrue: LabelArray,
  yPred: LabelArray,
  { labels: wanted, targetNames, zeroDivision }: ReportOptions,
): ClassificationReport {
  const present = checkTargets(operation, yTrue, yPred).labels;
  const labels = Array.from(wanted ?? present);
  if (targetNames && targetNames.length !== labels.length) {
    throw new ShapeError(`${operation}: targetNames has ${targetNames.length} names for ${labels.length} classes`);
  }
  const scores = (average: "micro" | "macro" | "weighted" | null) =>
    scoreTargets(operation, yTrue, yPred, { labels, average, zeroDivision });
  const perClass = scores(null) as ScoresPerClass;
  const total = perClass.support.reduce((sum, count) => sum + count, 0);
  const averaged = (average: "micro" | "macro" | "weighted"): ReportRow => {
    const { precision, recall, fscore } = scores(average) as AveragedScores;
    return { precision, recall, f1Score: fscore, support: total };
  };
  const complete = labels.length === present.length && labels.every((label) => present.includes(label));
  const micro = averaged("micro");
  return {
    classes: labels.map((label, c) => ({
      label,
      name: targetNames?.[c] ?? String(label),
      precision: perClass.precision[c],
      recall: perClass.recall[c],
      f1Score: perClass.fscore[c],
      support: perClass.support[c],
    })),
    ...(complete ? { accuracy: micro.precision } : { microAvg: micro }),
    macroAvg: averaged("macro"),
    weightedAvg: averaged("weighted"),
  };
}

const COLUMN = 9;
const WIDEST_AVERAGE = "weighted avg".length;

function formatReport(report: ClassificationReport, digits: number): string {
  const { classes, macroAvg, weightedAvg } = report;
  const width = Math.max(...classes.map((row) => countCharacters(row.name)), WIDEST_AVERAGE, digits);
  const line = (heading: string, cells: readonly string[]) =>
    `${padLeft(heading, width)} ${cells.map((cell) => ` ${padLeft(cell, COLUMN)}`).join("")}\n`;
  const row = (heading: string, { precision, recall, f1Score, support }: ReportRow) =>
    line(heading, [...[precision, recall, f1Score].map((value) => formatFixed(value, digits)), String(support)]);
  const micro = report.microAvg
    ? row("micro avg", report.microAvg)
    : line("accuracy", ["", "", formatFixed(report.accuracy, digits), String(macroAvg.support)]);
  const header = line("", ["precision", "recall", "f1-score", "support"]);
  const body = classes.map((one) => row(one.name, one)).join("");
  return `${header}\n${body}\n${micro}${row("macro avg", macroAvg)}${row("weighted avg", weightedAvg)}`;
}

const countCharacters = (text: string) => [...text].length;

const padLeft = (text: string, width: number) => " ".repeat(Math.max(0, width - countCharacters(text))) + text;

/**
 * `value` (0 or more) with `digits` decimals, halves to even as Python prints them; toFixed takes halves up.
 * value · 10^digits is a half exactly when value · 2^(digits + 1), an exact product, is an odd integer.
 */
function formatFixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  const isHalf = Math.abs((value * 2 ** (digits + 1)) % 2) === 1;
  const isOdd = Number(text.at(-1)) % 2 === 1;
  return isHalf && isOdd ? (value * (1 - 2 ** -52)).toFixed(digits) : text;
}
