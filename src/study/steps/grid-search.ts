/**
 * Step 9: learning rate, dropout, L2 and width of the network at once, by successive halving. Every candidate is judged on all validation rows, so that
 * the better are told from the worse by the network and not by the draw of the rows.
 */
import { MLPClassifier } from "../../models/mlp/classifier.js";
import { halvingSchedule } from "../../selection/halving-schedule.js";
import { HalvingGridSearchCV } from "../../selection/index.js";
import { protocol, type StudyContext } from "../context.js";
import { type Experiment, runExperiment } from "../experiment.js";
import { fitParts } from "../fit-parts.js";
import { gridOf, pointOf } from "../grid-point.js";
import { epochsFor, sgdParams } from "../network-run.js";
import type { GridSearchResult } from "../results.js";
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
  // As patient as it is long, so that every candidate gets all its epochs.
  const network = new MLPClassifier({ ...sgdParams([], context.seed), maxIter: epochs, nIterNoChange: epochs });
  return {
    id: "grid-search",
    title: `${candidates} networks, halving by ${FACTOR}`,
    total: 100,
    settings: { paramValues, epochs, rows, factor: FACTOR },
    async run(report, parts) {
      const { seed, signal, executor, train } = context;
      const halving = new HalvingGridSearchCV(network, gridOf(paramValues), {
        factor: FACTOR,
        minResources: leastRows(context, candidates),
        cv: [validationFold(context)],
        subsampleTest: false,
        randomState: seed,
        refit: false,
      });
      await halving.fit(train.X, train.y, {
        signal,
        executor,
        store: fitParts(parts, "grid-search-fit", { params: network.getParams() }),
        onWarning() {}, // The number of epochs is the search's choice; stopping there is no surprise.
        onProgress: ({ done, total }) => report({ done: (100 * done) / total, detail: `${done}/${total} networks` }),
      });
      return { paramNames: Object.keys(paramValues), paramValues, factor: FACTOR, ...tableOf(halving, l2s, rows) };
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

function tableOf(halving: HalvingGridSearchCV<MLPClassifier>, l2s: readonly number[], tuningRows: number) {
  const { iter, nResources, params, meanTestScore, meanFitTime } = halving.cvResults_!;
  const rowsOf = (resources: number) => Math.floor((resources / halving.maxResources_!) * tuningRows);
  const candidates = params.map((changes, i) => ({
    iteration: iter[i],
    rows: rowsOf(nResources[i]),
    params: pointOf(changes, l2s),
    accuracy: meanTestScore[i],
    rank: 1 + meanTestScore.filter((score, j) => iter[j] === iter[i] && score > meanTestScore[i]).length,
    fitSeconds: meanFitTime[i],
  }));
  return {
    iterations: halving.nCandidates_!.map((count, i) => ({ candidates: count, rows: rowsOf(halving.nResources_![i]) })),
    candidates,
    bestParams: pointOf(halving.bestParams_!, l2s),
    bestAccuracy: halving.bestScore_!,
  };
}
