/** The passes over the data, done by all threads of a fit together: thread 0 asks, everyone computes its runs and its part of the sum. */
import type { Engine } from "../../engine/engine.js";
import { barrierWait } from "../../kernels/barrier.js";
import { logisticGradient, logisticScratch, PANEL_WIDTH, type PanelShape, panelIndex } from "../../kernels/logistic.js";
import { logisticGradientF32, logisticScratchF32, panelsToRows, rowsToPanels } from "../../kernels/logistic-f32.js";
import { type Tensor, view, type Workspace, withWorkspace } from "../../kernels/tensor.js";
import { addCurvature, confusionOf } from "./logistic-curvature.js";
import { addGram } from "./logistic-gram.js";
import { COMMAND, type LogisticProblem, type Run } from "./logistic-problem.js";

export class LogisticPasses {
  readonly #engine: Engine;
  readonly #problem: LogisticProblem;
  readonly #rank: number;
  readonly #scratch: Tensor<"u8">;
  readonly #scratchF32: Tensor<"u8">;

  constructor(workspace: Workspace, problem: LogisticProblem, rank: number) {
    this.#engine = workspace.engine;
    this.#problem = problem;
    this.#rank = rank;
    this.#scratch = logisticScratch(workspace, problem.shape);
    this.#scratchF32 = logisticScratchF32(workspace, problem.shape);
  }

  /** Thread 0: Σ weight · log loss at `w`; its gradient goes to `out`. */
  gradient(w: Float64Array, out: Float64Array): number {
    const { input, output } = this.#problem;
    view(this.#engine, input).set(w);
    this.#ask(COMMAND.gradient);
    out.set(view(this.#engine, output));
    return this.#sumLoss();
  }

  /** Thread 0: the same with products in f32. */
  gradientF32(w: Float64Array, out: Float64Array): number {
    const { shape, inputF32, outputF32 } = this.#problem;
    panelsToRows(shape, w, view(this.#engine, inputF32));
    this.#ask(COMMAND.gradientF32);
    rowsToPanels(shape, view(this.#engine, outputF32), out);
    if (shape.outputs > 1) centre(shape, out);
    return this.#sumLoss();
  }

  /**
   * Thread 0: the sums of products into the problem's `gram`, each row weighted by how uncertain it is at `w`, and the matrix of the classes that are confused;
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
    else if (command === COMMAND.gradientF32) this.#addGradientF32();
    else this.#addCurvature();
    this.#wait();
  }

  #addCurvature(): void {
    const { runs, barrier, uncertainty } = this.#problem;
    withWorkspace(this.#engine, (workspace) => {
      for (let index = this.#rank; index < runs.length; index += barrier.size) {
        addCurvature(workspace, this.#problem, runs[index]);
      }
    });
    this.#wait();
    withWorkspace(this.#engine, (workspace) => {
      addGram(workspace, this.#problem, this.#rank, uncertainty, this.#problem.gram!);
    });
  }

  #addGradient(): void {
    const { shape, input, output } = this.#problem;
    this.#addRuns(
      output,
      ({ G }) => G,
      (run) => logisticGradient(this.#engine, shape, run, input, run.G, this.#scratch),
    );
  }

  #addGradientF32(): void {
    const { shape, inputF32, outputF32 } = this.#problem;
    this.#addRuns(
      outputF32,
      ({ G32 }) => G32,
      (run) => logisticGradientF32(this.#engine, shape, run, inputF32, run.G32, this.#scratchF32),
    );
  }

  /** This thread's runs, each of which adds to its own gradient, and then its part of their sum, in their order. */
  #addRuns(output: Tensor<"f64">, gradientOf: (run: Run) => Tensor<"f64" | "f32">, pass: (run: Run) => number): void {
    const { runs, barrier } = this.#problem;
    for (let index = this.#rank; index < runs.length; index += barrier.size) {
      view(this.#engine, gradientOf(runs[index])).fill(0);
      view(this.#engine, runs[index].loss)[0] = pass(runs[index]);
    }
    this.#wait();
    const length = output.rows * output.cols;
    const start = Math.floor((length * this.#rank) / barrier.size);
    const end = Math.floor((length * (this.#rank + 1)) / barrier.size);
    const sum = view(this.#engine, output).subarray(start, end);
    sum.fill(0);
    for (const run of runs) {
      const part = view(this.#engine, gradientOf(run)).subarray(start, end);
      for (let i = 0; i < sum.length; i++) sum[i] += part[i];
    }
  }

  #sumLoss(): number {
    return this.#problem.runs.reduce((sum, { loss }) => sum + view(this.#engine, loss)[0], 0);
  }

  #command(): Int32Array {
    return view(this.#engine, this.#problem.command);
  }

  #wait(): void {
    barrierWait(this.#engine, this.#problem.barrier);
  }
}

/** What a row adds sums to 0 over the classes; rounding in f32 must not let the coefficients drift from that. */
function centre(shape: PanelShape, gradient: Float64Array): void {
  const { outputs, features } = shape;
  const places = Array.from({ length: outputs }, (_, output) => panelIndex(shape, output, 0));
  for (let from = 0; from <= features * PANEL_WIDTH; from += PANEL_WIDTH) {
    let sum = 0;
    for (const place of places) sum += gradient[place + from];
    for (const place of places) gradient[place + from] -= sum / outputs;
  }
}
