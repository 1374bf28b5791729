/** Step 4: how large should the network be? One small hidden layer, two of 512, two of 2048. */
import { protocol } from "../context.js";
import { epochsFor, layersLabel, runNetwork, sgdParams } from "../network-run.js";
import type { NetworkRun } from "../results.js";
import type { Step } from "./step.js";

export const architectures: Step<"architectures"> = {
  id: "architectures",
  title: "Architectures",
  async run(context) {
    const runs: NetworkRun[] = [];
    for (const { hidden, epochs } of context.profile.architectures) {
      const params = {
        ...sgdParams(hidden, context.seed),
        maxIter: epochsFor(protocol(context).tuningTrain.X.rows, epochs),
      };
      runs.push(await runNetwork(context, { label: layersLabel(hidden), params }));
    }
    return { runs };
  },
  summarise({ runs }) {
    return runs.map(({ label, validationAccuracy }) => `${label} ${validationAccuracy.toFixed(4)}`).join(", ");
  },
};
