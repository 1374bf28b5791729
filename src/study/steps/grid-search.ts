/**
 * Step 9: learning rate, dropout, L2 and width of the network at once, by successive halving. Every candidate is judged on all validation rows, so that
 * the better are told from the worse by the network and not by the draw of the rows.
 */
import { halvingSchedule } from "../../selection/halving-schedule.js";
import { HalvingGridSearchCV } from "../../selection/index.js";
import { protocol, type StudyContext } from "../context.js";
import { type Experiment, runExperiment } from "../experiment.js";
import { epochsFor } from "../network-run.js";
import type { GridSearchResult } from "../results.js";
import { type GridPoint, StoredNetwork } from "../stored-network.js";
import type { Step } from "./step.js";

const FACTOR = 3;

export const gridSearch: Step<"gridSearch"> = {
  id: "gridSearch",
  title: "Grid search",
  run: (context) => runExperiment(context, search(context)),
  summarise({ bestParams, bestAccuracy }) {
    const params = Object.entries(bestParams).map(([name, value]) => `${name} ${value}`);
    return `${params.join(", ")}: validation accuracy ${bestAccuracy.toFixed(4)}`;
  },
};

function search(context: StudyContext): Experiment<GridSearchResult> {
  const { learningRates, dropouts, l2s, widths, epochs: wanted } = context.profile.gridSearch;
  const paramValues = { learningRate: learningRates, dropout: dropouts, l2: l2s, width: widths };
  const rows = protocol(context).tuningTrain.X.rows;
  const epochs = epochsFor(rows, wanted);
  const candidates = Object.values(paramValues).reduce((count, values) => count * values.length, 1);
  return {
    id: "grid-search",
    title: `${candidates} networks, halving by ${FACTOR}`,
    total: 100,
    settings: { paramValues, epochs, rows, factor: FACTOR },
    async run(report, parts) {
      const { seed, signal, train } = context;
      const first = { learningRate: learningRates[0], dropout: dropouts[0], l2: l2s[0], width: widths[0] };
      const network = new StoredNetwork({ epochs, seed, parts, signal }, first);
      const halving = new HalvingGridSearchCV(network, paramValues, {
        factor: FACTOR,
        minResources: leastRows(context, candidates),
        cv: [validationFold(context)],
        subsampleTest: false,
        randomState: seed,
        refit: false,
        scoring: (estimator, X, y) => estimator.score(X, y),
      });
      await halving.fit(train.X, train.y, {
        signal,
        onProgress: ({ done, total }) => report({ done: (100 * done) / total, detail: `${done}/${total} networks` }),
      });
      return { paramNames: Object.keys(paramValues), paramValues, factor: FACTOR, ...tableOf(halving, network, rows) };
    },
    summarise: gridSearch.summarise,
  };
}

/** The one fold of the protocol: the tuning rows to learn from, the validation rows to judge on. */
function validationFold(context: StudyContext) {
  const all = context.train.X.rows;
  const tuning = protocol(context).tuningTrain.X.rows;
  const range = (start: number, end: number) => Int32Array.from({ length: end - start }, (_, i) => start + i);
  return { train: range(0, tuning), test: range(tuning, all) };
}

/** Expected rows of the second class in the first iteration: a draw without any has a chance below e⁻²⁰. */
const SECOND_CLASS = 20;

/** Rows of the first iteration: as few as let the last one have all, but so many that the draw holds two classes. */
function leastRows({ train }: StudyContext, candidates: number): number {
  const counts = new Map<number, number>();
  for (const code of train.y) counts.set(code, (counts.get(code) ?? 0) + 1);
  const second = [...counts.values()].sort((a, b) => b - a)[1];
  const maxResources = train.X.rows;
  const smallest = Math.min(maxResources, Math.ceil((SECOND_CLASS * maxResources) / second));
  const rules = { factor: FACTOR, minResources: "exhaust", maxResources, smallest } as const;
  return halvingSchedule(candidates, rules, "study").minResources;
}

function tableOf(halving: HalvingGridSearchCV<StoredNetwork>, network: StoredNetwork, tuningRows: number) {
  const { iter, nResources, params, meanTestScore } = halving.cvResults_!;
  const rowsOf = (resources: number) => Math.floor((resources / halving.maxResources_!) * tuningRows);
  const candidates = params.map((point, i) => ({
    iteration: iter[i],
    rows: rowsOf(nResources[i]),
    params: point as GridPoint,
    accuracy: meanTestScore[i],
    rank: 1 + meanTestScore.filter((score, j) => iter[j] === iter[i] && score > meanTestScore[i]).length,
    fitSeconds: network.fitSecondsOf(point, rowsOf(nResources[i])),
  }));
  return {
    iterations: halving.nCandidates_!.map((count, i) => ({ candidates: count, rows: rowsOf(halving.nResources_![i]) })),
    candidates,
    bestParams: halving.bestParams_ as GridPoint,
    bestAccuracy: halving.bestScore_!,
  };
}
