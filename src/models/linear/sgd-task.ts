/** The task that trains one binary machine. */
import { AbortError, ParameterError } from "../../core/errors.js";
import { Random } from "../../core/random.js";
import { defineTask } from "../../engine/executor.js";
import { type LinearMachine, SgdMachine, type SgdSettings } from "../../kernels/sgd.js";
import { type FeatureTensor, type Tensor, view, withWorkspace } from "../../kernels/tensor.js";
import { Stopping, type StoppingRule } from "./sgd-stopping.js";

/** Multiply-adds between two reports, about a millisecond. */
const REPORT_WORK = 4e6;

export interface SgdPayload {
  readonly X: FeatureTensor;
  readonly codes: Tensor<"i32">;
  /** The rows to learn from, in the order of the first epoch if rows are not shuffled. */
  readonly rows: Tensor<"u32">;
  /** The rows to watch, for early stopping. */
  readonly held: Tensor<"u32"> | null;
  /** The class that is told from all others; its position also names the stream of random numbers. */
  readonly positive: number;
  readonly settings: SgdSettings;
  readonly start: LinearMachine;
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

/** Reports epochs as they go by. */
export const sgdTrain = defineTask("sgd.train", (payload: SgdPayload, { engine, report, cancelled }): SgdResult => {
  const { X, codes, held, positive, settings, maxIter, stopping: rule, shuffleSeed } = payload;
  return withWorkspace(engine, (workspace) => {
    const order = workspace.put("u32", view(engine, payload.rows));
    const machine = new SgdMachine(workspace, X, codes, positive, settings, payload.start);
    const random = shuffleSeed === null ? null : new Random(shuffleSeed, positive);
    const stopping = new Stopping(rule);
    const reportEvery = Math.ceil(REPORT_WORK / (order.rows * X.cols));
    const tol = rule.tol ?? 0;
    let epochs = 0;
    while (epochs < maxIter) {
      if (cancelled()) throw new AbortError("SGDClassifier.fit");
      random?.shuffle(view(engine, order));
      const loss = machine.epoch(order);
      epochs++;
      if (!machine.isFinite) throw overflow(epochs, positive);
      if (epochs === 1 || epochs % reportEvery === 0) report(epochs);
      const verdict = held
        ? stopping.judge(-machine.hits(held) / held.rows, tol, machine.eta)
        : stopping.judge(loss, tol * order.rows, machine.eta);
      if (verdict === "stop") break;
      if (verdict === "lower the rate") machine.eta /= 5;
    }
    return { current: machine.current(), averaged: machine.averaged(), epochs };
  });
});

function overflow(epochs: number, positive: number): ParameterError {
  return new ParameterError(
    `SGDClassifier.fit: the weights of class number ${positive} overflowed in epoch ${epochs}; scale the features or lower eta0`,
  );
}
