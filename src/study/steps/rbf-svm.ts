/**
 * Past the published study: a support vector machine with the RBF kernel. Pairs of C and gamma learn from a part of the tuning rows, the best of them
 * from all; the validation rows choose. The chosen pair then learns from all training rows and is tested.
 */
import { resolveGamma } from "../../models/svm/gamma.js";
import { type LabelledSet, part, protocol, type StudyContext } from "../context.js";
import type { RbfSvmResult } from "../results.js";
import { runSvm } from "../svm-run.js";
import type { Step } from "./step.js";

export const rbfSvm: Step<"rbfSvm"> = {
  id: "rbfSvm",
  title: "RBF support vector machine",
  async run(context) {
    const { share, finalists } = context.profile.rbfSvm;
    const { tuningTrain } = protocol(context);
    const some = await tryAll(context, pairsOf(context), part(tuningTrain, 0, Math.ceil(share * tuningTrain.X.rows)));
    const best = [...some].sort((a, b) => b.accuracy - a.accuracy).slice(0, finalists);
    const all = await tryAll(context, best, tuningTrain);
    const { C, gamma } = all.reduce((top, row) => (row.accuracy > top.accuracy ? row : top));
    const { train, test } = context;
    const params = { kernel: "rbf", C, gamma } as const;
    const final = await runSvm(context, { label: labelOf(params), params, train, judge: test, judgedOn: "test" });
    return { grid: [...some, ...all], C, gamma, final };
  },
  summarise: ({ C, gamma, final }) =>
    `C ${C}, gamma ${gamma.toPrecision(3)}: test accuracy ${final.accuracy.toFixed(4)}`,
};

interface Pair {
  readonly C: number;
  readonly gamma: number;
}

function pairsOf({ profile, train }: StudyContext): Pair[] {
  const { Cs, gammas } = profile.rbfSvm;
  const scale = resolveGamma("scale", train.X);
  return gammas.flatMap((multiple) => Cs.map((C) => ({ C, gamma: multiple * scale })));
}

async function tryAll(
  context: StudyContext,
  pairs: readonly Pair[],
  train: LabelledSet,
): Promise<RbfSvmResult["grid"][number][]> {
  const judge = protocol(context).validation;
  const grid: RbfSvmResult["grid"][number][] = [];
  for (const { C, gamma } of pairs) {
    const params = { kernel: "rbf", C, gamma } as const;
    const run = await runSvm(context, { label: labelOf(params), params, train, judge, judgedOn: "validation" });
    const { rows, accuracy, supportVectors, fitSeconds, evalSeconds } = run;
    grid.push({ C, gamma, rows, accuracy, supportVectors, fitSeconds, evalSeconds });
  }
  return grid;
}

function labelOf({ C, gamma }: Pair): string {
  return `rbf, C ${C}, gamma ${gamma.toPrecision(3)}`;
}
