/** Step 5: the same network with several learning rates. */
import { baseParams, runNetwork } from "../network-run.js";
import type { LearningRateResult } from "../results.js";
import type { Step } from "./step.js";

export const learningRate: Step<"learningRate"> = {
  id: "learningRate",
  title: "Learning rate",
  async run(context) {
    const runs: LearningRateResult["runs"][number][] = [];
    for (const rate of [...context.profile.learningRates].sort((a, b) => a - b)) {
      const params = { ...baseParams(context), learningRateInit: rate };
      const run = await runNetwork(context, { label: String(rate), title: `Learning rate ${rate}`, params });
      runs.push({ ...run, learningRate: rate });
    }
    const best = runs.reduce((top, run) => (run.validationAccuracy > top.validationAccuracy ? run : top));
    return { runs, chosen: best.learningRate };
  },
  summarise: ({ chosen }) => `${chosen} does best`,
};
