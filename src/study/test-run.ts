/** A network fitted on all training rows, and what it makes of the test set. */
import type { Matrix } from "../core/matrix.js";
import { MLPClassifier, type MLPParams } from "../models/mlp/classifier.js";
import type { StudyContext } from "./context.js";
import { fitNetwork } from "./network-run.js";
import type { ExperimentProgress } from "./progress.js";
import { secondsSince } from "./statistics.js";

export interface TestRun {
  readonly network: MLPClassifier;
  /** Of the test rows. */
  readonly proba: Matrix<Float32Array>;
  readonly fitSeconds: number;
  /** For the test rows, once. */
  readonly evalSeconds: number;
}

/** `predict`: default as the network does. */
export async function fitAndTest(
  context: StudyContext,
  params: Partial<MLPParams>,
  report: (progress: ExperimentProgress) => void,
  predict: (network: MLPClassifier) => Promise<Matrix<Float32Array>> = (network) =>
    network.predictProba(context.test.X, { signal: context.signal }),
): Promise<TestRun> {
  const network = new MLPClassifier(params);
  const started = performance.now();
  await fitNetwork(context, network, context.train, report);
  const fitSeconds = secondsSince(started);
  const fitted = performance.now();
  const proba = await predict(network);
  return { network, proba, fitSeconds, evalSeconds: secondsSince(fitted) };
}
