/** Checked wrapper of stochastic gradient descent: binary linear machines in the engine's memory, and groups that learn side by side. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { type FeatureTensor, type Tensor, view, type Workspace } from "./tensor.js";

/** A pass of a group over the rows that `order` names. */
type GroupPass = (
  features: number,
  isBytes: number,
  scale: number,
  cols: number,
  order: number,
  count: number,
  codes: number,
  machines: number,
  size: number,
  n: number,
  work: number,
) => void;

interface SgdExports {
  sgd_epoch: GroupPass;
  sgd_hits: GroupPass;
  sgd_settle(machine: number, n: number): void;
  sgd_work_bytes(n: number): number;
}

/** Vectors are padded with zeros to a multiple of this. */
const LANES = 8;

const LOSSES = { hinge: 0, log_loss: 1, squared_hinge: 2, perceptron: 3, modified_huber: 4 } as const;
const PENALTIES = { none: 0, l1: 1, l2: 2, elasticnet: 3 } as const;
const SCHEDULES = { optimal: 0, constant: 1, invscaling: 2, adaptive: 3 } as const;

export type SgdLoss = keyof typeof LOSSES;
export type SgdPenalty = keyof typeof PENALTIES;
export type SgdSchedule = keyof typeof SCHEDULES;

/** The fields of assembly/linear/sgd-machine.ts in their order. */
const FIELDS = [
  "loss",
  "penalty",
  "schedule",
  "alpha",
  "l1Ratio",
  "eta0",
  "powerT",
  "optimalStart",
  "fitIntercept",
  "average",
  "positive",
  "positiveWeight",
  "negativeWeight",
  "t",
  "eta",
  "intercept",
  "scale",
  "owed",
  "sumLoss",
  "averageIntercept",
  "averageA",
  "averageB",
  "hits",
  "product",
  "weights",
  "averages",
  "paid",
] as const;
type Field = (typeof FIELDS)[number];

export interface SgdSettings {
  readonly loss: SgdLoss;
  readonly penalty: SgdPenalty;
  readonly schedule: SgdSchedule;
  readonly alpha: number;
  /** Used by "elasticnet" only. */
  readonly l1Ratio: number;
  readonly eta0: number;
  readonly powerT: number;
  readonly fitIntercept: boolean;
  /** The sample from which weights are averaged, counted from 1; 0 never. */
  readonly average: number;
  /** Factors of the gradient of positive and of negative samples. */
  readonly positiveWeight: number;
  readonly negativeWeight: number;
}

export interface LinearMachine {
  /** One per feature. */
  readonly coef: Float64Array;
  readonly intercept: number;
}

/** One binary machine in the engine's memory; a row is positive if its code is `positive`. */
export class SgdMachine {
  readonly #engine: Engine;
  readonly #cols: number;
  readonly #record: Tensor<"f64">;
  readonly #weights: Tensor<"f64">;
  readonly #averages: Tensor<"f64">;

  constructor(workspace: Workspace, positive: number, settings: SgdSettings, start: LinearMachine) {
    const padded = paddedLength(start.coef.length);
    this.#engine = workspace.engine;
    this.#cols = start.coef.length;
    this.#record = workspace.zeros("f64", FIELDS.length);
    this.#weights = workspace.zeros("f64", padded);
    this.#averages = workspace.zeros("f64", padded);
    view(this.#engine, this.#weights).set(start.coef);
    const { loss, penalty, schedule, alpha, fitIntercept } = settings;
    const values: Record<Field, number> = {
      ...settings,
      loss: LOSSES[loss],
      penalty: PENALTIES[penalty],
      schedule: SCHEDULES[schedule],
      l1Ratio: penalty === "elasticnet" ? settings.l1Ratio : Number(penalty === "l1"),
      // The rate then starts at √(1 / √α), a typical weight: no loss falls towards its target, so none is steeper than that allows.
      optimalStart: 1 / (Math.sqrt(1 / Math.sqrt(alpha)) * alpha),
      fitIntercept: Number(fitIntercept),
      positive,
      t: 1,
      eta: settings.eta0,
      intercept: start.intercept,
      scale: 1,
      owed: 0,
      sumLoss: 0,
      averageIntercept: 0,
      averageA: 0,
      averageB: 1,
      hits: 0,
      product: 0,
      weights: this.#weights.ptr,
      averages: this.#averages.ptr,
      paid: workspace.zeros("f64", padded).ptr,
    };
    view(this.#engine, this.#record).set(FIELDS.map((field) => values[field]));
  }

  /** Where its record lies; for SgdGroup. */
  get ptr(): number {
    return this.#record.ptr;
  }

  get cols(): number {
    return this.#cols;
  }

  #get(field: Field): number {
    return view(this.#engine, this.#record)[FIELDS.indexOf(field)];
  }

  /** The learning rate of the last sample; "adaptive" and "constant" go on with it. */
  get eta(): number {
    return this.#get("eta");
  }

  set eta(value: number) {
    view(this.#engine, this.#record)[FIELDS.indexOf("eta")] = value;
  }

  /** The sum of the losses of the last epoch, each before its own step. */
  get sumLoss(): number {
    return this.#get("sumLoss");
  }

  /** How many rows were on their side when they were last counted. */
  get hits(): number {
    return this.#get("hits");
  }

  /** False once a weight or the intercept has overflowed. */
  get isFinite(): boolean {
    return Number.isFinite(this.#get("intercept")) && view(this.#engine, this.#weights).every(Number.isFinite);
  }

  /** The weights as they stand. Brings them to a common form first, which changes no value but for rounding. */
  current(): LinearMachine {
    this.#settle();
    return { coef: this.#features(this.#weights), intercept: this.#get("intercept") };
  }

  /** Their averages; zeros as long as none was taken. */
  averaged(): LinearMachine {
    this.#settle();
    return { coef: this.#features(this.#averages), intercept: this.#get("averageIntercept") };
  }

  #settle(): void {
    (this.#engine.exports as SgdExports).sgd_settle(this.ptr, this.#weights.rows);
  }

  #features(vector: Tensor<"f64">): Float64Array {
    return view(this.#engine, vector).slice(0, this.#cols);
  }
}

/** The features and codes of samples, and room to show them to several machines at once, which change nothing of each other. */
export class SgdSamples {
  readonly #engine: Engine;
  readonly #X: FeatureTensor;
  readonly #codes: Tensor<"i32">;
  readonly #machines: Tensor<"u32">;
  readonly #work: Tensor<"u8">;

  /** `most` machines at once. */
  constructor(workspace: Workspace, X: FeatureTensor, codes: Tensor<"i32">, most: number) {
    if (codes.rows !== X.rows) throw new ShapeError(`sgd: ${X.rows} rows of features, ${codes.rows} codes`);
    this.#engine = workspace.engine;
    this.#X = X;
    this.#codes = codes;
    this.#machines = workspace.alloc("u32", most);
    this.#work = workspace.alloc("u8", this.#exports.sgd_work_bytes(paddedLength(X.cols)));
  }

  get #exports(): SgdExports {
    return this.#engine.exports as SgdExports;
  }

  /** Every machine learns from the rows that `order` names, one after the other. */
  learn(machines: readonly SgdMachine[], order: Tensor<"u32">): void {
    this.#pass(this.#exports.sgd_epoch, machines, order);
  }

  /** Every machine counts how many of the rows that `order` names are on their side. */
  countHits(machines: readonly SgdMachine[], order: Tensor<"u32">): void {
    this.#pass(this.#exports.sgd_hits, machines, order);
  }

  #pass(kernel: GroupPass, machines: readonly SgdMachine[], order: Tensor<"u32">): void {
    const X = this.#X;
    if (machines.length > this.#machines.rows) {
      throw new ShapeError(`sgd: ${machines.length} machines, at most ${this.#machines.rows} at once`);
    }
    for (const { cols } of machines) {
      if (cols !== X.cols) throw new ShapeError(`sgd: ${X.cols} features, ${cols} weights`);
    }
    view(this.#engine, this.#machines).set(machines.map(({ ptr }) => ptr));
    kernel(
      X.ptr,
      Number(X.dtype === "u8"),
      X.scale,
      X.cols,
      order.ptr,
      order.rows,
      this.#codes.ptr,
      this.#machines.ptr,
      machines.length,
      paddedLength(X.cols),
      this.#work.ptr,
    );
  }
}

function paddedLength(cols: number): number {
  return Math.ceil(cols / LANES) * LANES;
}
