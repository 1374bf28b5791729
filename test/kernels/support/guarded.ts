/** Blocks of kernel memory with NaN on both sides, so that a kernel that writes past its operands is caught. */
import { createEngine, type Engine } from "../../../src/engine/engine.js";
import { loadModule } from "../../../src/engine/load-node.js";
import { type Tensor, view, Workspace } from "../../../src/kernels/tensor.js";

const GUARD = 16;

/** An engine for one test file. */
export function testEngine(): Engine {
  return createEngine(loadModule(false), false);
}

export class Guarded {
  readonly tensor: Tensor<"f32">;
  readonly #whole: Tensor<"f32">;
  readonly #engine: Engine;

  /** `rows × cols` floats, filled from `values` or with NaN. */
  constructor(workspace: Workspace, rows: number, cols: number, values?: ArrayLike<number>) {
    this.#engine = workspace.engine;
    this.#whole = workspace.alloc("f32", rows * cols + 2 * GUARD);
    view(this.#engine, this.#whole).fill(Number.NaN);
    this.tensor = { dtype: "f32", ptr: this.#whole.ptr + 4 * GUARD, rows, cols };
    if (values) view(this.#engine, this.tensor).set(values);
  }

  /** A copy of the contents. Throws if a guard was overwritten. */
  read(): Float32Array {
    const all = view(this.#engine, this.#whole);
    const guards = [...all.subarray(0, GUARD), ...all.subarray(all.length - GUARD)];
    if (!guards.every(Number.isNaN)) throw new Error("a kernel wrote outside its operand");
    return view(this.#engine, this.tensor).slice();
  }
}

/** Runs `body` with a workspace that is freed afterwards. */
export function inWorkspace<R>(engine: Engine, body: (workspace: Workspace) => R): R {
  const workspace = new Workspace(engine);
  try {
    return body(workspace);
  } finally {
    workspace.release();
  }
}
