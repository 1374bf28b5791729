/** The passes over the data, done by all threads of a fit together: thread 0 asks, everyone computes its runs and its part of the sum. */
import type { Engine } from "../../engine/engine.js";
import { barrierWait } from "../../kernels/barrier.js";
import { logisticDiagonal, logisticGradient, logisticHessian, logisticScratch } from "../../kernels/logistic.js";
import { type Tensor, view, type Workspace } from "../../kernels/tensor.js";
import { COMMAND, type LogisticProblem } from "./logistic-problem.js";

export class LogisticPasses {
  readonly #engine: Engine;
  readonly #problem: LogisticProblem;
  readonly #rank: number;
  readonly #scratch: Tensor<"u8">;

  constructor(workspace: Workspace, problem: LogisticProblem, rank: number) {
    this.#engine = workspace.engine;
    this.#problem = problem;
    this.#rank = rank;
    this.#scratch = logisticScratch(workspace, problem.shape);
  }

  /** Thread 0: Σ weight · log loss at `w`; its gradient goes to `out`. */
  gradient(w: Float64Array, out: Float64Array): number {
    this.#ask(COMMAND.gradient, w, out);
    return this.#problem.runs.reduce((sum, { loss }) => sum + view(this.#engine, loss)[0], 0);
  }

  /** Thread 0: the Hessian of the summed loss at the last gradient's point, times `v`, to `out`. */
  hessian(v: Float64Array, out: Float64Array): void {
    this.#ask(COMMAND.hessian, v, out);
  }

  /** Thread 0: the diagonal of that Hessian, to `out`. */
  diagonal(out: Float64Array): void {
    this.#ask(COMMAND.diagonal, undefined, out);
  }

  /** Thread 0: lets the others go. */
  stop(): void {
    this.#command()[0] = COMMAND.stop;
    this.#wait();
  }

  /** The other threads: compute what is asked for until told to stop. */
  serve(): void {
    for (;;) {
      this.#wait();
      const command = this.#command()[0];
      if (command === COMMAND.stop) return;
      this.#compute(command);
    }
  }

  #ask(command: number, input: Float64Array | undefined, out: Float64Array): void {
    const { input: inputTensor, output } = this.#problem;
    if (input) view(this.#engine, inputTensor).set(input);
    this.#command()[0] = command;
    this.#wait();
    this.#compute(command);
    out.set(view(this.#engine, output));
  }

  #compute(command: number): void {
    const { shape, runs, input, barrier } = this.#problem;
    for (let index = this.#rank; index < runs.length; index += barrier.size) {
      const run = runs[index];
      view(this.#engine, run.G).fill(0);
      if (command === COMMAND.gradient) {
        const loss = logisticGradient(this.#engine, shape, run, input, run.G, this.#scratch);
        view(this.#engine, run.loss)[0] = loss;
      } else if (command === COMMAND.hessian) logisticHessian(this.#engine, shape, run, input, run.G, this.#scratch);
      else logisticDiagonal(this.#engine, shape, run, run.G, this.#scratch);
    }
    this.#wait();
    this.#addRuns();
    this.#wait();
  }

  /** This thread's part of the sum over the runs, in their order. */
  #addRuns(): void {
    const { runs, output, barrier, shape } = this.#problem;
    const start = Math.floor((shape.length * this.#rank) / barrier.size);
    const end = Math.floor((shape.length * (this.#rank + 1)) / barrier.size);
    const sum = view(this.#engine, output).subarray(start, end);
    sum.fill(0);
    for (const run of runs) {
      const part = view(this.#engine, run.G).subarray(start, end);
      for (let i = 0; i < sum.length; i++) sum[i] += part[i];
    }
  }

  #command(): Int32Array {
    return view(this.#engine, this.#problem.command);
  }

  #wait(): void {
    barrierWait(this.#engine, this.#problem.barrier);
  }
}
