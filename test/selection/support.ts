/** What the selection tests share: runtimes of several sizes and an estimator that Heddle does not know. */

import { throwIfAborted } from "../../src/core/errors.js";
import type { FitOptions } from "../../src/core/estimator.js";
import { type Matrix, type MatrixLike, matrix } from "../../src/core/matrix.js";
import { createEngine } from "../../src/engine/engine.js";
import { loadModule } from "../../src/engine/load-node.js";
import type { Runtime } from "../../src/engine/runtime.js";
import type { Estimator, Label, Labels } from "../../src/index.js";
import { createPool, PiscinaExecutor } from "../../src/parallel/piscina.js";
import { SerialExecutor } from "../../src/parallel/serial.js";

/** Runs `work` with a runtime of its own; 0 threads compute in the calling thread. */
export async function withRuntime<R>(threads: number, work: (runtime: Runtime) => Promise<R>): Promise<R> {
  const engine = createEngine(loadModule(false), false);
  if (threads === 0) return work({ engine, executor: new SerialExecutor(engine) });
  const pool = await createPool(threads);
  try {
    return await work({ engine, executor: new PiscinaExecutor(engine, pool) });
  } finally {
    await pool.destroy();
  }
}

/** A user's own estimator: predicts `above` where the first feature exceeds `threshold`, else `below`. */
export class Threshold implements Estimator {
  readonly name: string = "Threshold";
  /** Labels of every fit, in order. */
  static fits: Label[][] = [];
  classes_?: readonly Label[];
  params: { threshold: number; fails: boolean };

  constructor(params: { threshold?: number; fails?: boolean } = {}) {
    this.params = { threshold: 0, fails: false, ...params };
  }

  getParams() {
    return { ...this.params };
  }

  setParams(changes: object): this {
    this.params = { ...this.params, ...changes };
    return this;
  }

  clone(): this {
    return new Threshold(this.params) as this;
  }

  async fit(_X: MatrixLike, y: Labels, options: FitOptions = {}): Promise<this> {
    throwIfAborted(options.signal, "Threshold.fit");
    if (this.params.fails) throw new RangeError("no luck");
    Threshold.fits.push(Array.from<Label>(y));
    this.classes_ = [...new Set(Array.from<Label>(y))].sort();
    return this;
  }

  async predict(X: MatrixLike): Promise<Label[]> {
    const { data, rows, cols } = X as Matrix;
    const at = (i: number) => (data[i * cols] > this.params.threshold ? 1 : 0);
    return Array.from({ length: rows }, (_, i) => this.classes_![at(i)]);
  }

  async score(X: MatrixLike, y: Labels): Promise<number> {
    const predicted = await this.predict(X);
    return predicted.filter((label, i) => label === y[i]).length / predicted.length;
  }
}

/** 40 rows, one feature 0 … 39; the label is "b" from row 20 on, so a threshold of 19 is perfect. */
export const steps = {
  X: matrix(
    Float32Array.from({ length: 40 }, (_, i) => i),
    [40, 1],
  ),
  y: Array.from({ length: 40 }, (_, i) => (i < 20 ? "a" : "b")),
};
