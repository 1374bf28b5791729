/**
 * Past the published study: the best network of dense layers that the validation rows can find. A few candidates are judged on the validation
 * rows; the best is trained anew on all rows with several seeds and tested.
 */
import { type Matrix, matrix } from "../../core/matrix.js";
import type { MLPClassifier, MLPParams } from "../../models/mlp/classifier.js";
import { candidatesOf } from "../candidates.js";
import { protocol, type StudyContext } from "../context.js";
import { runExperiment } from "../experiment.js";
import { meanProba, mirroredProba } from "../mirror.js";
import { accuracyOf, epochsFor, lossOf, runNetwork } from "../network-run.js";
import type { BestNetworkResult, NetworkCandidate, SeedRun } from "../results.js";
import { mean, sum, wilson } from "../statistics.js";
import { fitAndTest } from "../test-run.js";
import type { Step } from "./step.js";

export const bestNetwork: Step<"bestNetwork"> = {
  id: "bestNetwork",
  title: "The best network",
  async run(context) {
    const { seeds: singles, members } = context.profile.bestNetwork;
    const candidates = await elect(context);
    const winner = candidates.reduce((top, one) => (standing(one) > standing(top) ? one : top));
    const testTimeFlips = (winner.flippedValidationAccuracy ?? 0) > winner.validationAccuracy;
    const runs: SeedWithProba[] = [];
    for (let i = 0; i < members; i++) runs.push(await trainSeed(context, winner, context.seed + i, testTimeFlips));
    const seeds = runs.slice(0, singles).map(withoutProba);
    return {
      candidates,
      chosen: winner.label,
      params: winner.params,
      parameters: winner.parameters,
      testTimeFlips,
      seeds,
      meanTestAccuracy: mean(seeds.map(({ testAccuracy }) => testAccuracy)),
      ensemble: ensembleOf(context, runs),
    };
  },
  summarise({ chosen, meanTestAccuracy, seeds, ensemble }) {
    const single = `${chosen}: test accuracy ${meanTestAccuracy.toFixed(4)} (mean of ${seeds.length})`;
    return `${single}, ${ensemble.members.length} together ${ensemble.testAccuracy.toFixed(4)}`;
  },
};

/** What the validation rows say of a candidate, with mirror images where they help. */
function standing({ validationAccuracy, flippedValidationAccuracy }: NetworkCandidate): number {
  return Math.max(validationAccuracy, flippedValidationAccuracy ?? 0);
}

async function elect(context: StudyContext): Promise<NetworkCandidate[]> {
  const candidates: NetworkCandidate[] = [];
  const epochs = epochsFor(protocol(context).tuningTrain.X.rows, context.profile.bestNetwork.epochs);
  for (const { label, about, params } of candidatesOf(context)) {
    const run = await runNetwork(context, {
      label,
      title: `Candidate: ${label}`,
      params: { ...params, maxIter: epochs },
      // Mirror images are strange to a network that never learned from them.
      mirror: params.augmentation?.horizontalFlip ? context.summary.imageShape : undefined,
    });
    candidates.push({ ...run, about });
  }
  return candidates;
}

/** A tested network and the probabilities it gave, for the ensemble: f32 as base64, since they are kept in JSON. */
interface SeedWithProba extends SeedRun {
  readonly proba: string;
}

function trainSeed(
  context: StudyContext,
  winner: NetworkCandidate,
  seed: number,
  flips: boolean,
): Promise<SeedWithProba> {
  const { train, test, signal, summary } = context;
  const epochs = epochsFor(train.X.rows, context.profile.bestNetwork.epochs);
  const params: Partial<MLPParams> = { ...winner.params, maxIter: epochs, nIterNoChange: epochs, randomState: seed };
  return runExperiment(context, {
    id: "network-seed",
    title: `${winner.label}, seed ${seed}`,
    total: epochs,
    settings: { params, rows: train.X.rows, flips },
    async run(report) {
      const mirrored = (network: MLPClassifier) => mirroredProba(network, test.X, summary.imageShape!, signal);
      const { proba, fitSeconds, evalSeconds } = await fitAndTest(
        context,
        params,
        report,
        flips ? mirrored : undefined,
      );
      return { seed, ...scoresOf(context, proba), fitSeconds, evalSeconds, proba: toBase64(proba.data) };
    },
    summarise: ({ testAccuracy }) => `test accuracy ${testAccuracy.toFixed(4)}`,
  });
}

function scoresOf({ test }: StudyContext, proba: Matrix<Float32Array>) {
  const testAccuracy = accuracyOf(proba, test.y);
  return { testAccuracy, interval: wilson(testAccuracy, test.y.length), testLoss: lossOf(proba, test.y) };
}

function ensembleOf(context: StudyContext, runs: readonly SeedWithProba[]): BestNetworkResult["ensemble"] {
  const shape = [context.test.X.rows, context.summary.classNames.length] as const;
  const proba = meanProba(runs.map((run) => matrix(fromBase64(run.proba), shape)));
  return {
    members: runs.map(withoutProba),
    ...scoresOf(context, proba),
    fitSeconds: sum(runs.map(({ fitSeconds }) => fitSeconds)),
    evalSeconds: sum(runs.map(({ evalSeconds }) => evalSeconds)),
  };
}

function withoutProba({ proba, ...run }: SeedWithProba): SeedRun {
  return run;
}

function toBase64({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

function fromBase64(text: string): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(text, "base64")).buffer);
}
