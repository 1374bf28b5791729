/** One sentence of conclusion for each section, computed from the numbers. */
import { PUBLISHED } from "../published.js";
import { bestOf, type CoreResults, type FinalResult } from "../results.js";

export const percent = (value: number, digits = 2) => `${(100 * value).toFixed(digits)} %`;
export const score = (value: number) => value.toFixed(4);
export const seconds = (value: number) =>
  value < 10 ? `${value.toFixed(2)} s` : value < 120 ? `${value.toFixed(1)} s` : `${(value / 60).toFixed(1)} min`;

export const count = (value: number) => value.toLocaleString("en");

export interface Findings {
  readonly headline: string;
  readonly shortlist: string;
  readonly cSweep: string;
  readonly curves: string;
  readonly errors: string;
}

export function findingsOf(results: CoreResults): Findings {
  const { final } = results;
  return {
    headline: headline(final),
    shortlist: shortlist(results),
    cSweep: cSweep(results),
    curves: curves(final),
    errors: errors(results),
  };
}

function headline({ testAccuracy, interval }: FinalResult): string {
  const [low, high] = interval;
  return `The final network reads ${percent(testAccuracy)} of the test images correctly (95 % interval ${percent(low, 1)} to ${percent(high, 1)}), ${compare(testAccuracy, PUBLISHED.testAccuracy)}.`;
}

/** "0.35 points above the published 0.8812", or whatever is true. */
function compare(ours: number, published: number): string {
  const points = 100 * (ours - published);
  const relation =
    Math.abs(points) < 0.005
      ? "the same as"
      : `${Math.abs(points).toFixed(2)} points ${points > 0 ? "above" : "below"}`;
  return `${relation} the published ${score(published)}`;
}

function shortlist({ shortlist }: CoreResults): string {
  const ranked = [...shortlist].sort((a, b) => b.score - a.score);
  const met = shortlist.filter(({ model, score }) => score >= PUBLISHED.shortlist[model]).length;
  return `${ranked[0].model} leads with ${score(ranked[0].score)}, ${ranked.at(-1)!.model} comes last with ${score(ranked.at(-1)!.score)}; ${met} of ${shortlist.length} meet or beat the published score.`;
}

function cSweep({ cSweep: { points: rows } }: CoreResults): string {
  const best = bestOf(rows);
  const edge = best === rows[0] || best === rows.at(-1) ? ", at the edge of the range" : "";
  return `Accuracy peaks at C = ${best.C} with ${score(best.meanAccuracy)}${edge}; the published study, on all 60,000 rows, found its peak at C = ${PUBLISHED.cSweep.C} with ${PUBLISHED.cSweep.accuracy}.`;
}

function curves({ history, epochs, validationAccuracy }: FinalResult): string {
  const kept = history[epochs - 1];
  const ending =
    epochs === history.length ? "the last epoch run" : `${history.length - epochs} epochs before training ended`;
  return `Validation loss was lowest at epoch ${epochs} (${ending}), with validation accuracy ${score(validationAccuracy)} against the published ${score(PUBLISHED.validationAccuracy)}; training accuracy under dropout stood at ${score(kept.accuracy)}.`;
}

function errors({ final }: CoreResults): string {
  const worst = final.report.classes.reduce((low, row) => (row.recall < low.recall ? row : low));
  const shirt = final.report.classes.find(({ name }) => name === "Shirt");
  const shirts = shirt
    ? ` Of the shirts, ${percent(shirt.recall, 1)} are recognised, published ${percent(PUBLISHED.shirtRecall, 0)}.`
    : "";
  return `${worst.name} is the hardest class: recall ${worst.recall.toFixed(2)}, precision ${worst.precision.toFixed(2)}.${shirts}`;
}
