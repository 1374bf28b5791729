/** Trains the machines of all classes over the executor. */
import type { FitOptions, TrainingSet } from "../../core/estimator.js";
import { Random } from "../../core/random.js";
import { currentRuntime } from "../../engine/runtime.js";
import type { LinearMachine, SgdSettings } from "../../kernels/sgd.js";
import { withWorkspace } from "../../kernels/tensor.js";
import { stratifiedHoldout } from "../holdout.js";
import { classWeights, type SGDParams } from "./sgd-params.js";
import { type MachinePlan, type SgdResult, sgdTrain } from "./sgd-task.js";

/** The stream of the seed that chooses the held-out rows. */
const HOLDOUT_STREAM = 0xffffffff;

/**
 * Machines that learn side by side at most, and share the cost of reading a sample. Ten classes of Fashion-MNIST on one thread: one group of
 * ten takes 0.79 s, two of five 1.04 s.
 */
const GROUP = 10;

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
  return withWorkspace(engine, async (workspace) => {
    const shared = {
      X: workspace.putMatrix(X),
      codes: workspace.put("i32", codes),
      rows: workspace.put("u32", train),
      held: held && workspace.put("u32", held),
      maxIter,
      stopping: { tol, nIterNoChange, adaptive: learningRate === "adaptive" },
      shuffleSeed: params.shuffle ? seed : null,
    };
    const machines = positiveClasses(classes.length).map((positive, machine): MachinePlan => {
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
      return { positive, settings, start: start[machine] };
    });
    const groups = dealt(machines, executor.concurrency);
    const progress = new EpochCounter(
      groups.map(({ length }) => length * maxIter),
      onProgress,
    );
    const results = await executor.map(
      sgdTrain,
      groups.map((group) => ({ ...shared, machines: group })),
      {
        signal,
        onReport: (epochs, group) => progress.set(group, epochs as number),
        onResult: (_, group) => progress.finish(group),
      },
    );
    return machines.map((_, m) => results[m % groups.length][Math.floor(m / groups.length)]);
  });
}

/** Groups of at most GROUP, as many for every thread, dealt like cards. They decide who computes, not what. */
function dealt<T>(machines: readonly T[], threads: number): T[][] {
  const wanted = threads * Math.ceil(machines.length / (threads * GROUP));
  const groups = Array.from({ length: Math.min(wanted, machines.length) }, (): T[] => []);
  for (const [m, machine] of machines.entries()) groups[m % groups.length].push(machine);
  return groups;
}

function splitRows(codes: Int32Array, classes: number, params: SGDParams, seed: number) {
  if (!params.earlyStopping) return { train: codes.map((_, row) => row), held: null };
  const random = new Random(seed, HOLDOUT_STREAM);
  const holdout = stratifiedHoldout(codes, classes, params.validationFraction, random, "SGDClassifier.fit");
  return { train: holdout.train.sort(), held: holdout.validation };
}

/** Adds up the epochs of all groups; one that is done counts all it could have had. */
class EpochCounter {
  readonly #most: readonly number[];
  readonly #epochs: number[];
  readonly #onProgress: FitOptions["onProgress"];

  constructor(most: readonly number[], onProgress: FitOptions["onProgress"]) {
    this.#most = most;
    this.#epochs = most.map(() => 0);
    this.#onProgress = onProgress;
  }

  set(group: number, epochs: number): void {
    this.#epochs[group] = epochs;
    this.#onProgress?.({ done: sum(this.#epochs), total: sum(this.#most), unit: "epoch" });
  }

  finish(group: number): void {
    this.set(group, this.#most[group]);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
