/** Step 7: sigmoid against relu, all else equal. */
import { baseParams, runNetwork } from "../network-run.js";
import type { ActivationResult } from "../results.js";
import type { Step } from "./step.js";

export const activation: Step<"activation"> = {
  id: "activation",
  title: "Activation",
  async run(context) {
    const runs: ActivationResult["runs"][number][] = [];
    for (const name of ["relu", "sigmoid"] as const) {
      const params = { ...baseParams(context), activation: name };
      runs.push({
        ...(await runNetwork(context, { label: name, title: `Activation ${name}`, params })),
        activation: name,
      });
    }
    return { runs };
  },
  summarise: ({ runs }) =>
    runs.map(({ label, validationAccuracy }) => `${label} ${validationAccuracy.toFixed(4)}`).join(", "),
};
