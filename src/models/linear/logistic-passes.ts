/** The passes over the data, done by all threads of a fit together: thread 0 asks, everyone computes its runs and its part of the sum. */
import type { Engine } from "../../engine/engine.js";
import { barrierWait } from "../../kernels/barrier.js";
import { logisticGradient, logisticScratch } from "../../kernels/logistic.js";
import { type Tensor, view, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import { addCurvature, confusionOf } from "./logistic-curvature.js";
import { addGram } from "./logistic-gram.js";
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
    const { input, output } = this.#problem;
    view(this.#engine, input).set(w);
    this.#ask(COMMAND.gradient);
    out.set(view(this.#engine, output));
    return this.#problem.runs.reduce((sum, { loss }) => sum + view(this.#engine, loss)[0], 0);
  }

  /** Thread 0: the sums of products that a preconditioner needs, into the problem's `gram`. */
  gram(): void {
    this.#ask(COMMAND.gram);
  }

  /**
   * Thread 0: the same sums with each row weighted by how uncertain it is at `w`, and the matrix of the classes that are confused;
   * undefined if too few rows are uncertain.
   */
  curvature(w: Float64Array): Float64Array | undefined {
    view(this.#engine, this.#problem.input).set(w);
    this.#ask(COMMAND.curvature);
    return withWorkspace(this.#engine, (workspace) => confusionOf(workspace, this.#problem));
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

  #ask(command: number): void {
    this.#command()[0] = command;
    this.#wait();
    this.#compute(command);
  }

  #compute(command: number): void {
    if (command === COMMAND.gradient) this.#addGradient();
    else if (command === COMMAND.gram) this.#addGram(this.#problem.rows.weights);
    else this.#addCurvature();
    this.#wait();
  }

  #addGram(weights: Tensor<"f64">): void {
    withWorkspace(this.#engine, (workspace) => addGram(workspace, this.#problem, this.#rank, weights));
  }

  #addCurvature(): void {
    const { runs, barrier, uncertainty } = this.#problem;
    withWorkspace(this.#engine, (workspace) => {
      for (let index = this.#rank; index < runs.length; index += barrier.size) {
        addCurvature(workspace, this.#problem, runs[index]);
      }
    });
    this.#wait();
    this.#addGram(uncertainty);
  }

  #addGradient(): void {
    const { shape, runs, input, barrier } = this.#problem;
    for (let index = this.#rank; index < runs.length; index += barrier.size) {
      const run = runs[index];
      view(this.#engine, run.G).fill(0);
      const loss = logisticGradient(this.#engine, shape, run, input, run.G, this.#scratch);
      view(this.#engine, run.loss)[0] = loss;
    }
    this.#wait();
    this.#addRuns();
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
