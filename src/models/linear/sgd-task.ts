/** The task that trains a group of binary machines on the same samples in the same order. */
import { AbortError, ParameterError } from "../../core/errors.js";
import { Random } from "../../core/random.js";
import { defineTask } from "../../engine/executor.js";
import { type LinearMachine, SgdMachine, SgdSamples, type SgdSettings } from "../../kernels/sgd.js";
import { type FeatureTensor, type Tensor, view, withWorkspace } from "../../kernels/tensor.js";
import { Stopping, type StoppingRule } from "./sgd-stopping.js";

/** Multiply-adds between two reports, about a millisecond. */
const REPORT_WORK = 4e6;

/** The stream of the seed that orders the rows. */
const ORDER_STREAM = 0;

export interface MachinePlan {
  /** The class that is told from all others. */
  readonly positive: number;
  readonly settings: SgdSettings;
  readonly start: LinearMachine;
}

export interface SgdPayload {
  readonly X: FeatureTensor;
  readonly codes: Tensor<"i32">;
  /** The rows to learn from, in the order of the first epoch if rows are not shuffled. */
  readonly rows: Tensor<"u32">;
  /** The rows to watch, for early stopping. */
  readonly held: Tensor<"u32"> | null;
  readonly machines: readonly MachinePlan[];
  readonly maxIter: number;
  readonly stopping: StoppingRule;
  /** Null keeps the order of the rows. */
  readonly shuffleSeed: number | null;
}

export interface SgdResult {
  readonly current: LinearMachine;
  readonly averaged: LinearMachine;
  readonly epochs: number;
}

/** A machine with its own stopping rule. */
interface Trainee {
  readonly positive: number;
  readonly machine: SgdMachine;
  readonly stopping: Stopping;
  epochs: number;
}

/** Reports the epochs of all machines together as they go by; one that is done counts all it could have had. */
export const sgdTrain = defineTask("sgd.train", (payload: SgdPayload, { engine, report, cancelled }): SgdResult[] => {
  const { X, codes, held, maxIter, stopping: rule, shuffleSeed } = payload;
  return withWorkspace(engine, (workspace) => {
    const order = workspace.put("u32", view(engine, payload.rows));
    const samples = new SgdSamples(workspace, X, codes, payload.machines.length);
    const trainees = payload.machines.map(
      ({ positive, settings, start }): Trainee => ({
        positive,
        machine: new SgdMachine(workspace, positive, settings, start),
        stopping: new Stopping(rule),
        epochs: 0,
      }),
    );
    const random = shuffleSeed === null ? null : new Random(shuffleSeed, ORDER_STREAM);
    const reportEvery = Math.ceil(REPORT_WORK / (order.rows * X.cols * trainees.length));
    let learning = trainees;
    for (let epoch = 1; epoch <= maxIter && learning.length > 0; epoch++) {
      if (cancelled()) throw new AbortError("SGDClassifier.fit");
      random?.shuffle(view(engine, order));
      const machines = learning.map(({ machine }) => machine);
      samples.learn(machines, order);
      if (held) samples.countHits(machines, held);
      for (const trainee of learning) trainee.epochs = epoch;
      learning = learning.filter((trainee) => goesOn(trainee, rule.tol ?? 0, order.rows, held?.rows));
      const ended = trainees.length - learning.length;
      if (epoch === 1 || epoch % reportEvery === 0) report(learning.length * epoch + ended * maxIter);
    }
    return trainees.map(({ machine, epochs }) => ({
      current: machine.current(),
      averaged: machine.averaged(),
      epochs,
    }));
  });
});

/** Judges the epoch behind a machine. Throws if its weights have overflowed. */
function goesOn({ positive, machine, stopping, epochs }: Trainee, tol: number, rows: number, held?: number): boolean {
  if (!machine.isFinite) throw overflow(epochs, positive);
  const verdict = held
    ? stopping.judge(-machine.hits / held, tol, machine.eta)
    : stopping.judge(machine.sumLoss, tol * rows, machine.eta);
  if (verdict === "lower the rate") machine.eta /= 5;
  return verdict !== "stop";
}

function overflow(epochs: number, positive: number): ParameterError {
  return new ParameterError(
    `SGDClassifier.fit: the weights of class number ${positive} overflowed in epoch ${epochs}; scale the features or lower eta0`,
  );
}
