/** One fit of one candidate on one fold, timed and scored: what a worker and the calling thread do alike. */
import { type ErrorRecord, fromErrorRecord, toErrorRecord } from "../core/errors.js";
import { type FitOptions, type TrainingSet, warn } from "../core/estimator.js";
import { decodeLabels } from "../core/labels.js";
import { takeRows } from "../core/matrix.js";
import type { Estimator } from "./estimator.js";
import type { Scorer } from "./scoring.js";

/** What counts for a fit that failed: "raise" throws its error, a number (NaN, say) takes the place of its scores. */
export type ErrorScore = "raise" | number;

export interface FitSettings {
  readonly returnTrainScore: boolean;
  readonly errorScore: ErrorScore;
  /** Names operation, candidate and fold, for messages. */
  readonly where: string;
}

export interface FitResult {
  readonly testScore: number;
  readonly trainScore?: number;
  /** Seconds. */
  readonly fitTime: number;
  /** Seconds. */
  readonly scoreTime: number;
  /** What the fit warned of. */
  readonly warnings: readonly string[];
  /** Why it failed, when `errorScore` stands in for the scores. */
  readonly failure?: ErrorRecord;
}

type Rows = Int32Array;

/** Fits `estimator` on the rows `train` and scores it on `test`. The labels it sees are the user's own. */
export async function fitAndScore<E extends Estimator>(
  estimator: E,
  data: TrainingSet,
  { train, test }: { readonly train: Rows; readonly test: Rows },
  scorer: Scorer<E>,
  settings: FitSettings,
  options: FitOptions,
): Promise<FitResult> {
  const { signal } = options;
  const warnings: string[] = [];
  const onWarning = (warning: Error) => {
    warnings.push(warning.message);
    warn(warning, options);
  };
  const started = performance.now();
  let fitted = started;
  try {
    const seen = part(data, train);
    await estimator.fit(seen.X, seen.y, { ...options, onWarning });
    fitted = performance.now();
    const unseen = part(data, test);
    const testScore = await scorer(estimator, unseen.X, unseen.y, { signal });
    const scoreTime = seconds(fitted);
    const result = { testScore, fitTime: (fitted - started) / 1000, scoreTime, warnings };
    return settings.returnTrainScore
      ? { ...result, trainScore: await scorer(estimator, seen.X, seen.y, { signal }) }
      : result;
  } catch (error) {
    return failed(error, settings, seconds(started), warnings);
  }
}

function part({ X, codes, classes }: TrainingSet, rows: Rows) {
  const y = decodeLabels(
    classes,
    rows.map((row) => codes[row]),
  );
  return { X: takeRows(X, rows), y };
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000;
}

function failed(
  error: unknown,
  { where, errorScore, returnTrainScore }: FitSettings,
  fitTime: number,
  warnings: readonly string[],
): FitResult {
  const record = toErrorRecord(error);
  if (record.name === "AbortError") throw error;
  const failure = { ...record, message: `${where}: ${record.message}` };
  if (errorScore === "raise") throw Object.assign(fromErrorRecord(failure), { cause: error });
  const trainScore = returnTrainScore ? errorScore : undefined;
  return { testScore: errorScore, trainScore, fitTime, scoreTime: 0, warnings, failure };
}
