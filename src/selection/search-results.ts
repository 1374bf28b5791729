/** The table of a search: for each candidate its scores, their mean and spread, and its rank. */
import type { FitResult } from "./fit-and-score.js";

/** Columns of one value per candidate, candidates in the order of the grid; `split…` columns are `[fold][candidate]`. */
export interface SearchResults {
  /** What each candidate changes in the estimator's parameters. */
  readonly params: readonly Record<string, unknown>[];
  readonly splitTestScore: number[][];
  readonly meanTestScore: number[];
  /** Standard deviation over the folds (divisor: folds). */
  readonly stdTestScore: number[];
  /** 1 is best; equals share the lower number, NaN ranks last. */
  readonly rankTestScore: number[];
  readonly splitTrainScore?: number[][];
  readonly meanTrainScore?: number[];
  readonly stdTrainScore?: number[];
  /** Seconds. */
  readonly meanFitTime: number[];
  readonly stdFitTime: number[];
  readonly meanScoreTime: number[];
  readonly stdScoreTime: number[];
}

/** `results` hold all folds of the first candidate, then of the second, and so on. */
export function searchResults(
  params: readonly Record<string, unknown>[],
  results: readonly FitResult[],
  returnTrainScore: boolean,
): SearchResults {
  const folds = results.length / params.length;
  const column = (value: (result: FitResult) => number) => {
    const values = results.map(value);
    const rows = params.map((_, candidate) => values.slice(candidate * folds, (candidate + 1) * folds));
    const split = Array.from({ length: folds }, (_, fold) => rows.map((row) => row[fold]));
    return { split, mean: rows.map(mean), std: rows.map(deviation) };
  };
  const tests = column((result) => result.testScore);
  const trains = returnTrainScore ? column((result) => result.trainScore!) : undefined;
  const fitTime = column((result) => result.fitTime);
  const scoreTime = column((result) => result.scoreTime);
  return {
    params,
    splitTestScore: tests.split,
    meanTestScore: tests.mean,
    stdTestScore: tests.std,
    rankTestScore: ranks(tests.mean),
    ...(trains && { splitTrainScore: trains.split, meanTrainScore: trains.mean, stdTrainScore: trains.std }),
    meanFitTime: fitTime.mean,
    stdFitTime: fitTime.std,
    meanScoreTime: scoreTime.mean,
    stdScoreTime: scoreTime.std,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) * (value - centre))));
}

function ranks(scores: readonly number[]): number[] {
  const beats = (a: number, b: number) => a > b || (Number.isNaN(b) && !Number.isNaN(a));
  return scores.map((score) => 1 + scores.filter((other) => beats(other, score)).length);
}
