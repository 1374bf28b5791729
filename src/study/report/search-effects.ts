/** What matters in a search: for every hyper-parameter, how far the mean score moves between its values. */
import type { GridSearchResult } from "../results.js";
import { mean } from "./text.js";

export interface Effect {
  readonly name: string;
  /** Mean score of the candidates with each value, in the order of the values. */
  readonly means: readonly { readonly value: number; readonly score: number }[];
  /** Highest less lowest mean. */
  readonly range: number;
}

/** Effects of what varies on the first iteration, where every candidate was judged on the same rows; the largest first. */
export function effectsOf({ paramNames, paramValues, candidates }: GridSearchResult): Effect[] {
  const first = candidates.filter(({ iteration }) => iteration === candidates[0].iteration);
  return paramNames
    .filter((name) => paramValues[name].length > 1)
    .map((name) => {
      const means = paramValues[name].flatMap((value) => {
        const scores = first.filter(({ params }) => params[name] === value).map(({ accuracy }) => accuracy);
        return scores.length === 0 ? [] : [{ value, score: mean(scores) }];
      });
      const scores = means.map(({ score }) => score);
      return { name, means, range: Math.max(...scores) - Math.min(...scores) };
    })
    .sort((a, b) => b.range - a.range);
}
