/** Search over parameter values by successive halving: many candidates on little, the better ones on more. */
import { ParameterError } from "../core/errors.js";
import {
  bool,
  checkParams,
  either,
  integerAtLeast,
  oneOf,
  optional,
  type Rule,
  type Rules,
  seed,
} from "../core/params.js";
import type { Fold } from "../data/k-fold.js";
import { seeded } from "../data/seeded.js";
import type { Estimator } from "./estimator.js";
import type { FitResult } from "./fit-and-score.js";
import { type HalvingSchedule, halvingSchedule } from "./halving-schedule.js";
import type { ParamGrid } from "./parameter-grid.js";
import { type RunOptions, runFits } from "./run-fits.js";
import {
  SEARCH_DEFAULTS,
  SearchCV,
  type SearchOptions,
  type SearchOutcome,
  type SearchParams,
  type SearchTask,
} from "./search-cv.js";
import { type SearchResults, searchResults } from "./search-results.js";

/** Options of the halving itself. */
interface Halving {
  /** A number above 1: one candidate in `factor` goes on, with `factor` times the resources. Default 3. */
  readonly factor: number;
  /** "nSamples" (default), or a parameter of the estimator that takes whole numbers, such as "maxIter". */
  readonly resource: string;
  /** Most that one fit may get. "auto" (default) is the number of rows, and only for "nSamples". */
  readonly maxResources: number | "auto";
  /**
   * What fits of the first iteration get. "exhaust" (default): as much as lets the last iteration come closest to maxResources; "smallest": 1, or
   * for "nSamples" 2 · folds · classes; or a number.
   */
  readonly minResources: number | "exhaust" | "smallest";
  /** Whether, with "nSamples", the test rows are sampled as the training rows are. Default true. Not in scikit-learn. */
  readonly subsampleTest: boolean;
  /** Seed of the rows drawn for "nSamples"; an iteration's rows hold those of the one before. Null (default) draws another for each fit. */
  readonly randomState: number | null;
}

export interface HalvingGridSearchOptions<E extends Estimator = Estimator> extends SearchOptions<E>, Partial<Halving> {}
export interface HalvingGridSearchParams<E extends Estimator = Estimator> extends SearchParams<E>, Halving {}

/** As of a grid search, over all iterations; a candidate has a row for each iteration it was in. */
export interface HalvingSearchResults extends SearchResults {
  /** Counted from 0. */
  readonly iter: readonly number[];
  readonly nResources: readonly number[];
}

const SAMPLES = "nSamples";
const HALVING_DEFAULTS: Halving = {
  factor: 3,
  resource: SAMPLES,
  maxResources: "auto",
  minResources: "exhaust",
  subsampleTest: true,
  randomState: null,
};
const DEFAULTS = { ...SEARCH_DEFAULTS, ...HALVING_DEFAULTS } as const;
const aboveOne: Rule = {
  words: "a number above 1",
  accepts: (value) => typeof value === "number" && value > 1 && Number.isFinite(value),
};
const RULES: Rules<Halving> = {
  factor: aboveOne,
  resource: { words: "a string", accepts: (value) => typeof value === "string" },
  maxResources: either(oneOf("auto"), integerAtLeast(1)),
  minResources: either(oneOf("exhaust", "smallest"), integerAtLeast(1)),
  subsampleTest: bool,
  randomState: optional(seed),
};

/**
 * Fits every combination of `paramGrid` on few resources (rows, or steps of a solver), keeps the best of every `factor`, gives those `factor` times
 * as much, and so on; the best of the last iteration wins, the earlier in the grid among equals. Every iteration costs about the same.
 *
 * Same as scikit-learn HalvingGridSearchCV, the same candidates and resources in every iteration, except as GridSearchCV here differs from its own;
 * that `aggressive_elimination` is missing; that candidates stay in the grid's order; that training scores are left out unless asked for; that the
 * rows drawn are others; and that `subsampleTest` is an addition: with false, every candidate is judged on whole test folds.
 * (Jamieson and Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter optimization".)
 *
 * @example
 * const grid = { learningRateInit: [0.01, 0.03, 0.1], dropout: [0, 0.3] };
 * const search = new HalvingGridSearchCV(new MLPClassifier({ randomState: 0 }), grid, { resource: "maxIter", maxResources: 27, cv: 3 });
 * await search.fit(X, y);
 * console.log(search.bestParams_, search.nCandidates_, search.nResources_);
 */
export class HalvingGridSearchCV<E extends Estimator = Estimator> extends SearchCV<
  E,
  HalvingGridSearchParams<E>,
  HalvingSearchResults
> {
  readonly name = "HalvingGridSearchCV";

  /** Candidates of every iteration. */
  nCandidates_?: readonly number[];
  /** Resources of every iteration. */
  nResources_?: readonly number[];
  nIterations_?: number;
  nRequiredIterations_?: number;
  nPossibleIterations_?: number;
  /** Candidates that would have gone on after the last iteration. */
  nRemainingCandidates_?: number;
  minResources_?: number;
  maxResources_?: number;

  /** Stores its arguments; they are checked in `fit`. */
  constructor(estimator: E, paramGrid: ParamGrid | readonly ParamGrid[], options: HalvingGridSearchOptions<E> = {}) {
    super(DEFAULTS, { ...DEFAULTS, ...options, estimator, paramGrid });
  }

  protected async search(task: SearchTask, options: RunOptions): Promise<SearchOutcome<HalvingSearchResults>> {
    const { factor, resource, refit, returnTrainScore } = this.params;
    const { schedule, maxResources } = this.#schedule(task);
    const fits = schedule.iterations.reduce((sum, { candidates }) => sum + candidates * task.folds.length, 0);
    const randomState = this.params.randomState ?? seeded(null).uint32();
    const rows: { readonly params: Record<string, unknown>; readonly iter: number }[] = [];
    const results: FitResult[] = [];
    let candidates = task.candidates;
    for (const [iter, { resources }] of schedule.iterations.entries()) {
      const before = results.length;
      const given = candidates.map((params) => (resource === SAMPLES ? params : { ...params, [resource]: resources }));
      const folds = resource === SAMPLES ? this.#sample(task, resources, randomState) : task.folds;
      const found = await this.#compare(
        { ...task, folds, candidates: given },
        {
          ...options,
          onProgress: ({ done, ...progress }) =>
            options.onProgress?.({ ...progress, done: before + done, total: fits + (refit ? 1 : 0) }),
        },
      );
      results.push(...found);
      rows.push(...given.map((params) => ({ params, iter })));
      const { rankTestScore } = searchResults(given, found, false);
      candidates = bestOf(candidates, rankTestScore, Math.ceil(candidates.length / factor));
    }
    const params = rows.map((row) => row.params);
    const iter = rows.map((row) => row.iter);
    const nResources = iter.map((iteration) => schedule.iterations[iteration].resources);
    const table = { ...searchResults(params, results, returnTrainScore), iter, nResources };
    const learned = { ...learnedFrom(schedule), maxResources_: maxResources, nRemainingCandidates_: candidates.length };
    return { table, best: winnerOf(table), learned };
  }

  #schedule({ operation, data, folds, candidates }: SearchTask) {
    const { estimator, paramGrid, cv, scoring, errorScore, returnTrainScore, refit, ...halving } = this.params;
    checkParams<Halving>(this.name, halving, RULES);
    const { factor, resource, minResources } = halving;
    if (resource !== SAMPLES) checkResource(operation, resource, candidates, estimator);
    if (resource !== SAMPLES && halving.maxResources === "auto") {
      throw new ParameterError(`${operation}: maxResources is "auto"; with resource ${resource} it must be a number`);
    }
    const maxResources = halving.maxResources === "auto" ? data.X.rows : halving.maxResources;
    if (resource === SAMPLES && maxResources > data.X.rows) {
      throw new ParameterError(`${operation}: maxResources is ${maxResources}, X has only ${data.X.rows} rows`);
    }
    const smallest = resource === SAMPLES ? 2 * folds.length * data.classes.length : 1;
    const rules = { factor, minResources, maxResources, smallest };
    return { schedule: halvingSchedule(candidates.length, rules, operation), maxResources };
  }

  #compare({ operation, data, folds, candidates }: SearchTask, options: RunOptions): Promise<FitResult[]> {
    const { estimator, scoring, errorScore, returnTrainScore } = this.params;
    const fits = candidates.flatMap((params) => folds.map((rows, fold) => ({ params, fold, ...rows })));
    return runFits({ operation, data, fits, estimator, scoring, errorScore, returnTrainScore }, options);
  }

  /** The share of each fold's rows that `samples` is of all rows. */
  #sample({ operation, data, folds }: SearchTask, samples: number, randomState: number): Fold[] {
    const { subsampleTest } = this.params;
    return folds.map(({ train, test }, index) => {
      const draw = (rows: Int32Array) => {
        const count = Math.floor((samples / data.X.rows) * rows.length);
        if (count > 0) return seeded(randomState).shuffle(rows.slice()).subarray(0, count).sort();
        throw new ParameterError(
          `${operation}: ${samples} of ${data.X.rows} rows leave none of the ${rows.length} of a part of fold ${index}; raise minResources`,
        );
      };
      return { train: draw(train), test: subsampleTest ? draw(test) : test };
    });
  }
}

function checkResource(operation: string, resource: string, candidates: readonly object[], estimator: Estimator): void {
  if (!(resource in estimator.getParams())) {
    throw new ParameterError(
      `${operation}: resource is ${JSON.stringify(resource)}; it must be ${JSON.stringify(SAMPLES)} or a parameter of ${estimator.name}`,
    );
  }
  if (candidates.some((params) => resource in params)) {
    throw new ParameterError(
      `${operation}: ${resource} is both the resource and in the grid; leave it out of the grid`,
    );
  }
}

/** The `count` best in the order they came in; of equals the first. */
function bestOf<T>(candidates: readonly T[], ranks: readonly number[], count: number): T[] {
  const order = candidates.map((_, index) => index).sort((a, b) => ranks[a] - ranks[b] || a - b);
  return order
    .slice(0, count)
    .sort((a, b) => a - b)
    .map((index) => candidates[index]);
}

/** Row of the best candidate of the last iteration, which alone had all resources. */
function winnerOf({ iter, rankTestScore }: HalvingSearchResults): number {
  const last = iter.at(-1)!;
  const rows = [...iter.keys()].filter((row) => iter[row] === last);
  return rows.reduce((best, row) => (rankTestScore[row] < rankTestScore[best] ? row : best));
}

function learnedFrom({ iterations, minResources, requiredIterations, possibleIterations }: HalvingSchedule) {
  return {
    nCandidates_: iterations.map(({ candidates }) => candidates),
    nResources_: iterations.map(({ resources }) => resources),
    nIterations_: iterations.length,
    nRequiredIterations_: requiredIterations,
    nPossibleIterations_: possibleIterations,
    minResources_: minResources,
  };
}
