/** Exhaustive search over parameter values by cross-validation; the search is itself an estimator. */
import type { Estimator } from "./estimator.js";
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

export type GridSearchOptions<E extends Estimator = Estimator> = SearchOptions<E>;
export type GridSearchParams<E extends Estimator = Estimator> = SearchParams<E>;

/**
 * Fits every combination of `paramGrid` on every fold, one task of the pool each, and keeps the one with the best mean
 * score; the first of equals. Cost: combinations × folds fits, and one more on all rows with `refit`.
 *
 * Same as scikit-learn GridSearchCV, except that `errorScore` defaults to "raise", that `refit` is true or false, that there is
 * one score, and that parameters inside `estimator` are reached through it, not as `estimator__C`.
 *
 * @example
 * const search = new GridSearchCV(new SVC(), { C: [1, 10], kernel: ["linear", "rbf"] }, { cv: 3 });
 * await search.fit(X, y, { onProgress: ({ done, total }) => console.log(`${done}/${total}`) });
 * console.log(search.bestParams_, search.bestScore_);
 */
export class GridSearchCV<E extends Estimator = Estimator> extends SearchCV<E, GridSearchParams<E>, SearchResults> {
  readonly name = "GridSearchCV";

  /** Stores its arguments; they are checked in `fit`. */
  constructor(estimator: E, paramGrid: ParamGrid | readonly ParamGrid[], options: GridSearchOptions<E> = {}) {
    super(SEARCH_DEFAULTS, { ...SEARCH_DEFAULTS, ...options, estimator, paramGrid });
  }

  protected async search(
    { operation, data, folds, candidates }: SearchTask,
    options: RunOptions,
  ): Promise<SearchOutcome<SearchResults>> {
    const { estimator, scoring, errorScore, returnTrainScore, refit } = this.params;
    const fits = candidates.flatMap((params) => folds.map((rows, fold) => ({ params, fold, ...rows })));
    const total = fits.length + (refit ? 1 : 0);
    const plan = { operation, data, fits, estimator, scoring, errorScore, returnTrainScore };
    const results = await runFits(plan, {
      ...options,
      onProgress: (progress) => options.onProgress?.({ ...progress, total }),
    });
    const table = searchResults(candidates, results, returnTrainScore);
    return { table, best: table.rankTestScore.indexOf(1) };
  }
}
