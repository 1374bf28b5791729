/** The whole fit as one long task per thread: all walk through the same steps, and thread 0 decides for all. */
import { AbortError, ParameterError } from "../../core/errors.js";
import { Random } from "../../core/random.js";
import { defineTask, type TaskContext } from "../../engine/executor.js";
import { barrierWait } from "../../kernels/barrier.js";
import { sum } from "../../kernels/nn.js";
import { panelValues } from "../../kernels/panels.js";
import { type Tensor, view, withWorkspace } from "../../kernels/tensor.js";
import type { EpochRecord } from "./history.js";
import { judgeEpoch, type MonitorState } from "./monitor.js";
import type { Layer } from "./network.js";
import type { TrainPlan } from "./plan.js";
import { type Batch, createRank, type Rank } from "./rank.js";
import { AdamRate, AveragingShare, rateOfStep } from "./schedule.js";
import { foldColumns } from "./shown.js";
import { backwardStep, forwardStep, gatherBatch, squareStep, updateStep } from "./step.js";
import { type ValidationBuffers, validateShare, validationBuffers } from "./validate.js";

export interface TrainPart {
  readonly plan: TrainPlan;
  readonly rank: number;
}

/** What thread 0 reports on the way; `done` counts epochs of this fit, with a fraction while one is under way. */
export type TrainReport =
  | { readonly kind: "epoch"; readonly done: number; readonly record: EpochRecord }
  | { readonly kind: "progress"; readonly done: number; readonly loss: number };

/** What thread 0 answers. */
export interface TrainSummary {
  readonly history: readonly EpochRecord[];
  readonly monitor: MonitorState;
  /** The stopping rule ended the fit, not maxIter. */
  readonly stopped: boolean;
}

export const SHUFFLE_STREAM = 1;

/** Words of the control tensor. Thread 0 writes them between two barriers, everyone reads them after the second. */
const STATUS = 0;
const RATE = 1;
const RUNNING = 0;
const FINISHED = 1;
const CANCELLED = 2;
const DIVERGED = 3;

const REPORT_EVERY_MS = 100;
/** A thread that trains alone may be the main one: so often it lets the event loop turn. */
const PAUSE_EVERY_MS = 100;

export const mlpTrainTask = defineTask<TrainPart, TrainSummary>("mlp.train", ({ plan, rank }, context) =>
  withWorkspace(context.engine, (workspace) => {
    const place = createRank(workspace, plan, rank);
    return new Trainer(place, validationBuffers(workspace, plan), context).run();
  }),
);

class Trainer {
  readonly #rank: Rank;
  readonly #plan: TrainPlan;
  readonly #context: TaskContext;
  readonly #validation: ValidationBuffers | undefined;
  readonly #control: Float64Array;
  readonly #hits: Int32Array;
  readonly #leads: boolean;
  readonly #adam: AdamRate;
  readonly #averaging: AveragingShare;
  readonly #shuffler: Random;
  readonly #history: EpochRecord[] = [];
  readonly #monitor: MonitorState;
  #step = 0;
  /** Σ of the losses and penalties of the epoch; only thread 0 keeps it. */
  #loss = 0;
  #stopped = false;
  #reported = performance.now();
  #paused = performance.now();

  constructor(rank: Rank, validation: ValidationBuffers | undefined, context: TaskContext) {
    const { engine, plan } = rank;
    this.#rank = rank;
    this.#plan = plan;
    this.#context = context;
    this.#validation = validation;
    this.#control = view(engine, plan.control);
    this.#hits = view(engine, plan.hits);
    this.#leads = rank.rank === 0;
    this.#adam = new AdamRate(plan.params);
    this.#averaging = new AveragingShare(plan.params.weightAveraging);
    this.#shuffler = new Random(plan.seed, SHUFFLE_STREAM);
    this.#monitor = { ...plan.monitor };
  }

  async run(): Promise<TrainSummary> {
    const { maxIter, learningRateInit } = this.#plan.params;
    if (this.#leads) {
      this.#control[RATE] = learningRateInit;
      this.#shuffle();
    }
    this.#wait();
    for (let epoch = 0; epoch < maxIter && this.#control[STATUS] === RUNNING; epoch++) await this.#epoch();
    if (this.#control[STATUS] === CANCELLED) throw new AbortError("MLPClassifier.fit");
    if (this.#control[STATUS] === DIVERGED && this.#leads) throw this.#divergence();
    return { history: this.#history, monitor: this.#monitor, stopped: this.#stopped };
  }

  async #epoch(): Promise<void> {
    const started = performance.now();
    const rows = this.#plan.train.index.rows;
    const { batchSize } = this.#plan;
    const rate = this.#rateOf(this.#step);
    const batchAt = (start: number) => this.#rank.batch(Math.min(batchSize, rows - start));
    let hits = 0;
    let parity = 0;
    this.#loss = 0;
    gatherBatch(this.#rank, batchAt(0), 0, parity, this.#step);
    this.#wait();
    for (let start = 0; start < rows; start += batchSize) {
      const next = start + batchSize;
      const gatherNext = () => next < rows && gatherBatch(this.#rank, batchAt(next), next, 1 - parity, this.#step);
      hits += this.#oneStep(batchAt(start), parity, gatherNext);
      if (this.#control[STATUS] !== RUNNING) return;
      parity = 1 - parity;
      this.#reportProgress(next / rows, next);
      await this.#pauseIfAlone();
    }
    this.#endEpoch(hits, rate, started);
  }

  /** Returns this thread's hits. */
  #oneStep(batch: Batch, parity: number, gatherNext: () => void): number {
    const { solver, weightDecay } = this.#plan.params;
    const step = this.#step++;
    const rate = this.#rateOf(step);
    const hits = forwardStep(this.#rank, batch, parity, step);
    backwardStep(this.#rank, batch, step);
    squareStep(this.#rank);
    this.#wait();
    if (this.#leads) this.#checkStep(batch);
    updateStep(this.#rank, batch, parity, {
      rate: solver === "adam" ? this.#adam.next(rate) : rate,
      shrink: rate * weightDecay,
      averaging: this.#averaging.next(),
    });
    gatherNext();
    this.#wait();
    return hits;
  }

  #rateOf(step: number): number {
    const { params, train, batchSize } = this.#plan;
    const steps = params.maxIter * Math.ceil(train.index.rows / batchSize);
    return rateOfStep(params, this.#control[RATE], step, steps);
  }

  /** Thread 0, once a step, while nobody reads the control words. */
  #checkStep({ losses }: Batch): void {
    const { engine, plan } = this.#rank;
    const loss = sum(engine, losses);
    this.#loss += loss;
    this.#loss += 0.5 * plan.params.alpha * sum(engine, plan.squares);
    if (!Number.isFinite(loss)) this.#control[STATUS] = DIVERGED;
    if (this.#context.cancelled()) this.#control[STATUS] = CANCELLED;
  }

  #endEpoch(hits: number, rate: number, started: number): void {
    const mine = 2 * this.#rank.rank;
    this.#hits[mine] = hits;
    if (this.#plan.params.batchNorm) this.#fold();
    if (this.#validation) this.#hits[mine + 1] = validateShare(this.#rank, this.#validation);
    this.#wait();
    if (this.#leads) this.#decide(rate, started);
    this.#wait();
  }

  #fold(): void {
    const { engine, layers } = this.#rank;
    this.#plan.layers.forEach((layer, i) => {
      foldColumns(engine, layer.average ?? layer, layer.shown, layers[i].cols);
    });
    this.#wait();
  }

  /** Thread 0, at the end of an epoch, while the others wait. */
  #decide(rate: number, started: number): void {
    const { plan } = this.#rank;
    const rows = plan.train.index.rows;
    const record: EpochRecord = {
      epoch: this.#monitor.nIter + 1,
      loss: this.#loss / rows,
      accuracy: this.#countHits(0) / rows,
      ...this.#validationScores(),
      learningRate: rate,
      seconds: (performance.now() - started) / 1000,
    };
    this.#history.push(record);
    const verdict = judgeEpoch(this.#monitor, record, rate, rows, plan.params);
    if (verdict.improved) this.#keepBest();
    this.#control[RATE] = verdict.rate;
    this.#stopped = verdict.stop;
    if (verdict.stop) this.#control[STATUS] = FINISHED;
    else this.#shuffle();
    this.#report({ kind: "epoch", done: this.#history.length, record });
  }

  #validationScores(): Partial<EpochRecord> {
    const { validation } = this.#plan;
    if (!validation) return {};
    const rows = validation.index.rows;
    return {
      validationLoss: sum(this.#rank.engine, validation.losses) / rows,
      validationAccuracy: this.#countHits(1) / rows,
    };
  }

  #countHits(column: number): number {
    let total = 0;
    for (let at = column; at < this.#hits.length; at += 2) total += this.#hits[at];
    return total;
  }

  #keepBest(): void {
    const { engine } = this.#rank;
    const copy = (from: Tensor<"f32">, to: Tensor<"f32">) => view(engine, to).set(view(engine, from));
    for (const layer of this.#plan.layers) {
      const best: Layer | undefined = layer.best;
      if (!best) return;
      copy(panelValues(layer.shown.W), panelValues(best.W));
      copy(layer.shown.b, best.b);
    }
  }

  #shuffle(): void {
    if (this.#plan.params.shuffle) this.#shuffler.shuffle(view(this.#rank.engine, this.#plan.train.index));
  }

  #divergence(): ParameterError {
    const { learningRateInit } = this.#plan.params;
    return new ParameterError(
      `MLPClassifier.fit: the loss is no longer finite in epoch ${this.#monitor.nIter + 1}; ` +
        `learningRateInit is ${learningRateInit}: use a smaller one, or scale the features`,
    );
  }

  #reportProgress(fraction: number, rowsDone: number): void {
    if (!this.#leads || fraction >= 1 || performance.now() - this.#reported < REPORT_EVERY_MS) return;
    this.#report({ kind: "progress", done: this.#history.length + fraction, loss: this.#loss / rowsDone });
  }

  #report(report: TrainReport): void {
    this.#context.report(report);
    this.#reported = performance.now();
  }

  #wait(): void {
    barrierWait(this.#rank.engine, this.#plan.barrier);
  }

  async #pauseIfAlone(): Promise<void> {
    if (this.#rank.ranks > 1 || performance.now() - this.#paused < PAUSE_EVERY_MS) return;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    this.#paused = performance.now();
  }
}
