/**
 * Steps 10 and 11: the network with the published settings. It is tuned on the first five sixths of the training rows (early stopping on the
 * validation loss), trained anew on all of them for the number of epochs found, and then meets the test set once; what it gets wrong is the error analysis.
 */
import { protocol, type StudyContext } from "../context.js";
import { runExperiment } from "../experiment.js";
import { judge } from "../judge.js";
import { epochsFor, layersLabel, publishedParams, runNetwork } from "../network-run.js";
import type { FinalResult } from "../results.js";
import { fitAndTest } from "../test-run.js";
import type { Step } from "./step.js";

export const final: Step<"final"> = {
  id: "final",
  title: "Final network",
  async run(context) {
    const { maxEpochs, patience, hidden } = context.profile.final;
    const name = `${layersLabel(hidden)} network`;
    const tuning = await runNetwork(context, {
      label: "tuning",
      title: `${name}, tuning`,
      params: {
        ...publishedParams(context),
        maxIter: epochsFor(protocol(context).tuningTrain.X.rows, maxEpochs),
        earlyStopping: true,
        monitor: "validationLoss",
        nIterNoChange: patience,
      },
    });
    const { bestEpoch: epochs, validationAccuracy, history, fitSeconds: tuningSeconds } = tuning;
    const tested = await trainAndTest(context, `${name}, final`, epochs);
    return { ...tested, epochs, validationAccuracy, history, tuningSeconds };
  },
  summarise: ({ testAccuracy }) => `test accuracy ${testAccuracy.toFixed(4)}`,
};

type Tested = Omit<FinalResult, "epochs" | "history" | "validationAccuracy" | "tuningSeconds">;

function trainAndTest(context: StudyContext, title: string, epochs: number): Promise<Tested> {
  const params = { ...publishedParams(context), maxIter: epochs, nIterNoChange: epochs };
  return runExperiment(context, {
    id: "network-final",
    title,
    total: epochs,
    settings: { params, rows: context.train.X.rows },
    async run(report) {
      const { network, proba, fitSeconds, evalSeconds } = await fitAndTest(context, params, report);
      return {
        params: network.getParams(),
        finalHistory: network.history_!,
        fitSeconds,
        evalSeconds,
        ...judge(context, proba),
      };
    },
    summarise: ({ testAccuracy }) => `test accuracy ${testAccuracy.toFixed(4)}`,
  });
}
