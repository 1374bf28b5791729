/**
 * Step 3: support vector machines, one for every pair of classes. First all four kernels with their defaults on the shortlist's rows; then the
 * linear one, as in the published study, and the best of the others on all rows.
 */
import type { SvcParams } from "../../models/svm/params.js";
import { protocol } from "../context.js";
import type { SvmRun } from "../results.js";
import { runSvm } from "../svm-run.js";
import type { Step } from "./step.js";

const KERNELS = ["linear", "poly", "rbf", "sigmoid"] as const satisfies readonly SvcParams["kernel"][];
type Kernel = (typeof KERNELS)[number];

export const svm: Step<"svm"> = {
  id: "svm",
  title: "Support vector machines",
  async run(context) {
    const { shortlistTrain: train, validation } = protocol(context);
    const kernels: SvmRun[] = [];
    for (const kernel of KERNELS) {
      kernels.push(
        await runSvm(context, { label: kernel, params: { kernel }, train, judge: validation, judgedOn: "validation" }),
      );
    }
    if (!context.profile.svm.allRows) return { kernels };
    const full: SvmRun[] = [];
    for (const kernel of ["linear" as const, bestOther(kernels)]) {
      const { train: all, test } = context;
      full.push(
        await runSvm(context, { label: kernel, params: { kernel }, train: all, judge: test, judgedOn: "test" }),
      );
    }
    return { kernels, full };
  },
  summarise({ kernels, full }) {
    const best = (full ?? kernels).reduce((top, row) => (row.accuracy > top.accuracy ? row : top));
    return `${best.label} leads with ${best.accuracy.toFixed(4)} (${best.judgedOn})`;
  },
};

function bestOther(kernels: readonly SvmRun[]): Kernel {
  const others = kernels.filter(({ label }) => label !== "linear");
  return others.reduce((top, row) => (row.accuracy > top.accuracy ? row : top)).label as Kernel;
}
