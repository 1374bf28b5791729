/** Results of fits as the two tables of a curve: points × folds. */
import type { FitResult } from "./fit-and-score.js";

export interface CurveScores {
  /** `trainScores[point][fold]`. */
  readonly trainScores: number[][];
  /** `testScores[point][fold]`. */
  readonly testScores: number[][];
  /** Seconds, `fitTimes[point][fold]`. */
  readonly fitTimes: number[][];
  readonly scoreTimes: number[][];
}

/** `results` hold all folds of the first point, then of the second, and so on. */
export function curveOf(results: readonly FitResult[], folds: number): CurveScores {
  const table = (value: (result: FitResult) => number) =>
    Array.from({ length: results.length / folds }, (_, point) =>
      results.slice(point * folds, (point + 1) * folds).map(value),
    );
  return {
    trainScores: table((result) => result.trainScore!),
    testScores: table((result) => result.testScore),
    fitTimes: table((result) => result.fitTime),
    scoreTimes: table((result) => result.scoreTime),
  };
}
