/** Trains the machines of all classes over the executor. */
import type { FitOptions, TrainingSet } from "../../core/estimator.js";
import { Random } from "../../core/random.js";
import { currentRuntime } from "../../engine/runtime.js";
import type { LinearMachine, SgdSettings } from "../../kernels/sgd.js";
import { withWorkspace } from "../../kernels/tensor.js";
import { stratifiedHoldout } from "../holdout.js";
import { classWeights, type SGDParams } from "./sgd-params.js";
import { type SgdPayload, type SgdResult, sgdTrain } from "./sgd-task.js";

/** Machines have the streams 0, 1, … of the seed; the held-out rows have this one. */
const HOLDOUT_STREAM = 0xffffffff;

/** One machine tells the second of two classes from the first; of more classes, each has one that tells it from all others. */
export function positiveClasses(classes: number): number[] {
  return classes === 2 ? [1] : Array.from({ length: classes }, (_, code) => code);
}

/** Results in the order of positiveClasses. `start` has one machine for each. */
export async function trainMachines(
  { X, codes, classes }: TrainingSet,
  params: SGDParams,
  start: readonly LinearMachine[],
  { signal, onProgress }: FitOptions,
): Promise<SgdResult[]> {
  const { engine, executor } = await currentRuntime();
  const seed = params.randomState ?? crypto.getRandomValues(new Uint32Array(1))[0];
  const { train, held } = splitRows(codes, classes.length, params, seed);
  const weights = classWeights(params.classWeight, codes, classes);
  const { maxIter, tol, nIterNoChange, learningRate } = params;
  return withWorkspace(engine, (workspace) => {
    const shared = {
      X: workspace.putMatrix(X),
      codes: workspace.put("i32", codes),
      rows: workspace.put("u32", train),
      held: held && workspace.put("u32", held),
      maxIter,
      stopping: { tol, nIterNoChange, adaptive: learningRate === "adaptive" },
      shuffleSeed: params.shuffle ? seed : null,
    };
    const payloads = positiveClasses(classes.length).map((positive, machine): SgdPayload => {
      const negativeWeight = classes.length === 2 ? weights[0] : 1;
      const settings: SgdSettings = {
        loss: params.loss,
        penalty: params.penalty ?? "none",
        schedule: learningRate,
        alpha: params.alpha,
        l1Ratio: params.l1Ratio,
        eta0: params.eta0,
        powerT: params.powerT,
        fitIntercept: params.fitIntercept,
        average: Number(params.average),
        positiveWeight: weights[positive],
        negativeWeight,
      };
      return { ...shared, positive, settings, start: start[machine] };
    });
    const progress = new EpochCounter(payloads.length, maxIter, onProgress);
    return executor.map(sgdTrain, payloads, {
      signal,
      onReport: (epochs, machine) => progress.set(machine, epochs as number),
      onResult: (_, machine) => progress.set(machine, maxIter),
    });
  });
}

function splitRows(codes: Int32Array, classes: number, params: SGDParams, seed: number) {
  if (!params.earlyStopping) return { train: codes.map((_, row) => row), held: null };
  const random = new Random(seed, HOLDOUT_STREAM);
  const holdout = stratifiedHoldout(codes, classes, params.validationFraction, random, "SGDClassifier.fit");
  return { train: holdout.train.sort(), held: holdout.validation };
}

/** Adds up the epochs of all machines; one that is done counts all it could have had. */
class EpochCounter {
  readonly #epochs: number[];
  readonly #total: number;
  readonly #onProgress: FitOptions["onProgress"];

  constructor(machines: number, maxIter: number, onProgress: FitOptions["onProgress"]) {
    this.#epochs = new Array<number>(machines).fill(0);
    this.#total = machines * maxIter;
    this.#onProgress = onProgress;
  }

  set(machine: number, epochs: number): void {
    this.#epochs[machine] = epochs;
    const done = this.#epochs.reduce((sum, value) => sum + value, 0);
    this.#onProgress?.({ done, total: this.#total, unit: "epoch" });
  }
}
