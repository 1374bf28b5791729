/** Step 9: several hyper-parameters at once, by successive halving. */
import type { GridCandidate, GridSearchResult, StudyResults } from "../../results.js";
import { gridChart } from "../charts/heat-map.js";
import { type SearchLine, searchChart } from "../charts/parallel.js";
import { type Block, charts, type Section, table } from "../document.js";
import { type Effect, effectsOf } from "../search-effects.js";
import { capitalised, count, inWords, listed, mean, number, points, rowsName, score, seconds } from "../text.js";

export function gridSearchSection({ gridSearch, data, protocol }: StudyResults): Section | undefined {
  if (!gridSearch?.candidates.length) return undefined;
  const { iterations, factor, paramNames } = gridSearch;
  const effects = effectsOf(gridSearch);
  const finding = conclude(gridSearch, effects);
  const ladder = iterations.map(({ candidates, rows }) => `${count(candidates)} on ${count(rows)} ${rowsName(data)}`);
  return {
    id: "grid-search",
    title: "Several at once",
    asked: `Which values of ${listed(paramNames.map(spaced))} belong together, and which of them matter?`,
    protocol: `Successive halving: every candidate learns from few rows, the best 1 of ${factor} from ${factor} times as many, and so on (${ladder.join(", ")}); each is judged on the last ${count(protocol.validation)} training ${rowsName(data)}. What matters is read off the first round, where all candidates met the same rows.`,
    blocks: [
      charts(linesChart(gridSearch, effects, finding)),
      ...heatMaps(gridSearch, effects),
      effectTable(effects),
      roundTable(gridSearch),
      bestTable(gridSearch),
    ],
    finding,
  };
}

/** Every candidate as it stood in the first round, and how far it came. */
function linesChart(
  { candidates, iterations, paramValues }: GridSearchResult,
  effects: readonly Effect[],
  alt: string,
) {
  const firstRound = candidates[0].iteration;
  const lastRound = Math.max(...candidates.map(({ iteration }) => iteration));
  const winner = candidates.find((one) => one.iteration === lastRound && one.rank === 1);
  const reached = (params: GridCandidate["params"]) =>
    Math.max(...candidates.filter((one) => same(one.params, params)).map(({ iteration }) => iteration));
  const lines = candidates
    .filter(({ iteration }) => iteration === firstRound)
    .map(({ params, accuracy }): SearchLine => {
      const chosen = winner && same(winner.params, params);
      const kept = reached(params) > firstRound;
      return { params, score: accuracy, fate: chosen ? "chosen" : kept ? "kept" : "dropped" };
    });
  return searchChart({
    name: "grid-search",
    title: "Every candidate of the first round",
    alt,
    lines,
    // What matters most stands beside the score.
    paramNames: effects.map(({ name }) => name).reverse(),
    paramValues,
    scoreTitle: "accuracy",
    fates: {
      dropped: iterations.length > 1 ? "dropped after the first round" : "other candidates",
      kept: "went on",
      chosen: "chosen",
    },
    formatValue: number,
    formatName: spaced,
  });
}

/** Mean accuracy over the two hyper-parameters that matter most. */
function heatMaps({ candidates }: GridSearchResult, effects: readonly Effect[]): Block[] {
  if (effects.length < 2) return [];
  const [a, b] = effects;
  const first = candidates.filter(({ iteration }) => iteration === candidates[0].iteration);
  const cells = b.means.flatMap(({ value: y }) =>
    a.means.flatMap(({ value: x }) => {
      const scores = first
        .filter(({ params }) => params[a.name] === x && params[b.name] === y)
        .map(({ accuracy }) => accuracy);
      return scores.length === 0 ? [] : [{ x: number(x), y: number(y), value: mean(scores) }];
    }),
  );
  const best = cells.reduce((top, cell) => (cell.value > top.value ? cell : top));
  return [
    charts(
      gridChart({
        name: "grid-search-map",
        title: `Mean accuracy of the first round over the two that matter most`,
        alt: `Mean accuracy by ${spaced(a.name)} and ${spaced(b.name)}; highest, ${score(best.value)}, at ${best.x} and ${best.y}.`,
        cells,
        xTitle: spaced(a.name),
        yTitle: spaced(b.name),
      }),
    ),
  ];
}

function effectTable(effects: readonly Effect[]): Block {
  return table(
    ["Hyper-parameter", "Moves the mean by", "Best value", "Mean by value"],
    effects.map(({ name, means, range }) => {
      const best = means.reduce((top, one) => (one.score > top.score ? one : top));
      return {
        cells: [
          spaced(name),
          `${points(range)} points`,
          number(best.value),
          means.map(({ value, score: at }) => `${number(value)}: ${score(at)}`).join(", "),
        ],
      };
    }),
  );
}

function roundTable({ candidates, iterations }: GridSearchResult): Block {
  const rounds = [...new Set(candidates.map(({ iteration }) => iteration))];
  return table(
    ["Round", "Candidates", "Rows each", "Best accuracy", "Training, all"],
    rounds.map((round, i) => {
      const those = candidates.filter(({ iteration }) => iteration === round);
      return {
        cells: [
          String(i + 1),
          count(iterations[i]?.candidates ?? those.length),
          count(those[0].rows),
          score(Math.max(...those.map(({ accuracy }) => accuracy))),
          seconds(those.reduce((sum, { fitSeconds }) => sum + fitSeconds, 0)),
        ],
      };
    }),
  );
}

const SHOWN = 5;

function bestTable({ candidates, paramNames }: GridSearchResult): Block {
  const last = Math.max(...candidates.map(({ iteration }) => iteration));
  const finalists = candidates.filter(({ iteration }) => iteration === last).sort((a, b) => a.rank - b.rank);
  return table(
    ["Last round", ...paramNames.map(spaced), "Accuracy", "Training"],
    finalists.slice(0, SHOWN).map(({ rank, params, accuracy, fitSeconds }) => ({
      cells: [String(rank), ...paramNames.map((name) => number(params[name])), score(accuracy), seconds(fitSeconds)],
      chosen: rank === 1,
    })),
  );
}

function conclude(
  { bestParams, bestAccuracy, paramNames, candidates, iterations }: GridSearchResult,
  effects: readonly Effect[],
): string {
  const chosen = listed(paramNames.map((name) => `${spaced(name)} ${number(bestParams[name])}`));
  const most = effects[0];
  const least = effects.at(-1)!;
  const fits = candidates.length;
  const tried = iterations[0]?.candidates ?? fits;
  const matter =
    effects.length < 2
      ? ""
      : ` ${capitalised(spaced(most.name))} matters most (${points(most.range)} points between the means of its best and its worst value), ${spaced(least.name)} least (${points(least.range)}).`;
  return `The search settles on ${chosen}, validation accuracy ${score(bestAccuracy)}, from ${inWords(tried)} candidates in ${inWords(iterations.length)} ${iterations.length === 1 ? "round" : "rounds"}.${matter}`;
}

/** "learningRateInit" as "learning rate init". */
const spaced = (name: string) =>
  name.replace(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);

const same = (a: GridCandidate["params"], b: GridCandidate["params"]) =>
  Object.keys(a).every((name) => a[name] === b[name]);
