/** Step 8: training goes on until the validation loss has not fallen for a while; when would have been the time to stop? */
import { protocol } from "../context.js";
import { epochsFor, publishedParams, runNetwork } from "../network-run.js";
import type { Step } from "./step.js";

export const stopping: Step<"stopping"> = {
  id: "stopping",
  title: "When to stop",
  async run(context) {
    const { patience, maxEpochs: wanted } = context.profile.stopping;
    const maxEpochs = epochsFor(protocol(context).tuningTrain.X.rows, wanted);
    const params = {
      ...publishedParams(context),
      maxIter: maxEpochs,
      earlyStopping: true,
      monitor: "validationLoss",
      nIterNoChange: patience,
    } as const;
    const run = await runNetwork(context, { label: "early stopping", title: "Early stopping", params });
    const stoppedEpoch = run.history.length;
    return {
      run,
      maxEpochs,
      patience,
      keptEpoch: run.bestEpoch,
      stoppedEpoch,
      stoppedEarly: stoppedEpoch - run.bestEpoch >= patience,
    };
  },
  summarise: ({ keptEpoch, stoppedEpoch }) => `kept epoch ${keptEpoch}, stopped after ${stoppedEpoch}`,
};
