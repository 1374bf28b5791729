/** Step 6: the published L2 penalty and dropout, each alone and together, against neither: does the gap to validation shrink? */
import { alphaOf, baseParams, DROPOUT, L2, runNetwork } from "../network-run.js";
import type { RegularisationResult } from "../results.js";
import type { Step } from "./step.js";

const VARIANTS = [
  { label: "neither", l2: 0, dropout: 0 },
  { label: "L2", l2: L2, dropout: 0 },
  { label: "dropout", l2: 0, dropout: DROPOUT },
  { label: "both", l2: L2, dropout: DROPOUT },
] as const;

export const regularisation: Step<"regularisation"> = {
  id: "regularisation",
  title: "Regularisation",
  async run(context) {
    const runs: RegularisationResult["runs"][number][] = [];
    for (const { label, l2, dropout } of VARIANTS) {
      const params = { ...baseParams(context), alpha: alphaOf(l2), dropout };
      const run = await runNetwork(context, { label, title: `Regularisation: ${label}`, params });
      runs.push({ ...run, l2, dropout, gap: run.trainAccuracy - run.validationAccuracy });
    }
    return { runs };
  },
  summarise: ({ runs }) => runs.map(({ label, gap }) => `gap with ${label} ${gap.toFixed(4)}`).join(", "),
};
