/** Checked wrapper of stochastic gradient descent: one binary linear machine in the engine's memory. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { type FeatureTensor, type Tensor, view, type Workspace } from "./tensor.js";

interface SgdExports {
  sgd_epoch(
    features: number,
    isBytes: number,
    scale: number,
    cols: number,
    order: number,
    count: number,
    codes: number,
    positive: number,
    record: number,
    n: number,
    weights: number,
    averages: number,
    paid: number,
  ): void;
  sgd_settle(record: number, n: number, weights: number, averages: number): void;
  sgd_hits(
    features: number,
    isBytes: number,
    scale: number,
    cols: number,
    order: number,
    count: number,
    codes: number,
    positive: number,
    record: number,
    weights: number,
  ): number;
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
  readonly #X: FeatureTensor;
  readonly #codes: Tensor<"i32">;
  readonly #positive: number;
  readonly #record: Tensor<"f64">;
  readonly #weights: Tensor<"f64">;
  readonly #averages: Tensor<"f64">;
  readonly #paid: Tensor<"f64">;

  constructor(
    workspace: Workspace,
    X: FeatureTensor,
    codes: Tensor<"i32">,
    positive: number,
    settings: SgdSettings,
    start: LinearMachine,
  ) {
    if (codes.rows !== X.rows || start.coef.length !== X.cols) {
      throw new ShapeError(`sgd: ${X.rows} × ${X.cols} features, ${codes.rows} codes, ${start.coef.length} weights`);
    }
    const padded = Math.ceil(X.cols / LANES) * LANES;
    this.#engine = workspace.engine;
    this.#X = X;
    this.#codes = codes;
    this.#positive = positive;
    this.#record = workspace.zeros("f64", FIELDS.length);
    this.#weights = workspace.zeros("f64", padded);
    this.#averages = workspace.zeros("f64", padded);
    this.#paid = workspace.zeros("f64", padded);
    view(this.#engine, this.#weights).set(start.coef);
    this.#fill(settings, start.intercept);
  }

  #fill(settings: SgdSettings, intercept: number): void {
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
      t: 1,
      eta: settings.eta0,
      intercept,
      scale: 1,
      owed: 0,
      sumLoss: 0,
      averageIntercept: 0,
      averageA: 0,
      averageB: 1,
    };
    view(this.#engine, this.#record).set(FIELDS.map((field) => values[field]));
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

  /** False once a weight or the intercept has overflowed. */
  get isFinite(): boolean {
    return Number.isFinite(this.#get("intercept")) && view(this.#engine, this.#weights).every(Number.isFinite);
  }

  /** Learns from the rows that `order` names, one after the other. Returns the sum of their losses, each before its own step. */
  epoch(order: Tensor<"u32">): number {
    const X = this.#X;
    (this.#engine.exports as SgdExports).sgd_epoch(
      X.ptr,
      Number(X.dtype === "u8"),
      X.scale,
      X.cols,
      order.ptr,
      order.rows,
      this.#codes.ptr,
      this.#positive,
      this.#record.ptr,
      this.#weights.rows,
      this.#weights.ptr,
      this.#averages.ptr,
      this.#paid.ptr,
    );
    return this.#get("sumLoss");
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

  /** How many of the rows that `order` names are on their side. */
  hits(order: Tensor<"u32">): number {
    const X = this.#X;
    return (this.#engine.exports as SgdExports).sgd_hits(
      X.ptr,
      Number(X.dtype === "u8"),
      X.scale,
      X.cols,
      order.ptr,
      order.rows,
      this.#codes.ptr,
      this.#positive,
      this.#record.ptr,
      this.#weights.ptr,
    );
  }

  #settle(): void {
    const { sgd_settle } = this.#engine.exports as SgdExports;
    sgd_settle(this.#record.ptr, this.#weights.rows, this.#weights.ptr, this.#averages.ptr);
  }

  #features(vector: Tensor<"f64">): Float64Array {
    return view(this.#engine, vector).slice(0, this.#X.cols);
  }
}
