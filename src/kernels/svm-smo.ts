/** Checked wrappers of the scans of sequential minimal optimisation, over state kept in the engine's memory. */
import { ShapeError } from "../core/errors.js";
import type { Engine } from "../engine/engine.js";
import { type Tensor, view, type Workspace } from "./tensor.js";

interface SmoExports {
  svm_update_and_select_up(
    n: number,
    v: number,
    ki: number,
    kj: number,
    delta: number,
    up: number,
    out: number,
  ): number;
  svm_select_low(
    n: number,
    v: number,
    ki: number,
    diagonal: number,
    low: number,
    vi: number,
    kii: number,
    out: number,
  ): number;
  svm_gather(n: number, src: number, ids: number, dst: number): void;
  svm_subtract_row(n: number, v: number, row: number, beta: number): void;
}

/** The arrays that the scans read, for at most `capacity` variables (a multiple of 4), and views on them. */
export class SmoState {
  readonly v: Float64Array;
  /** 0 where a variable may grow, else −∞. */
  readonly up: Float32Array;
  /** 0 where a variable may shrink, else +∞. */
  readonly low: Float32Array;
  readonly diagonal: Float32Array;
  /** Variables in play; the scans look at the first `n`. A multiple of 4. */
  n: number;
  readonly #kernels: SmoExports;
  readonly #at: { v: number; up: number; low: number; diagonal: number; out: number };
  readonly #out: Float64Array;

  constructor(workspace: Workspace, capacity: number) {
    if (capacity % 4 !== 0) throw new ShapeError(`svm: ${capacity} variables are not a multiple of 4`);
    const { engine } = workspace;
    this.#kernels = engine.exports as SmoExports;
    const v = workspace.alloc("f64", capacity);
    const up = workspace.alloc("f32", capacity);
    const low = workspace.alloc("f32", capacity);
    const diagonal = workspace.alloc("f32", capacity);
    const out = workspace.alloc("f64", 2);
    this.#at = { v: v.ptr, up: up.ptr, low: low.ptr, diagonal: diagonal.ptr, out: out.ptr };
    this.v = view(engine, v);
    this.up = view(engine, up);
    this.low = view(engine, low);
    this.diagonal = view(engine, diagonal);
    this.#out = view(engine, out);
    this.n = capacity;
  }

  /** The largest v that may grow, as the last selectUp found it. */
  get found(): number {
    return this.#out[0];
  }

  /** The smallest v that may shrink, as the last selectLow found it. */
  get leastLow(): number {
    return this.#out[1];
  }

  /** The variable that may grow with the largest v, −1 if there is none. */
  selectUp(): number {
    const { v, up, diagonal, out } = this.#at;
    return this.#kernels.svm_update_and_select_up(this.n, v, diagonal, diagonal, 0, up, out);
  }

  /** v −= delta · (row i − row j), then selectUp. */
  updateAndSelectUp(rowI: Tensor<"f32">, rowJ: Tensor<"f32">, delta: number): number {
    this.#check(rowI);
    this.#check(rowJ);
    const { v, up, out } = this.#at;
    return this.#kernels.svm_update_and_select_up(this.n, v, rowI.ptr, rowJ.ptr, delta, up, out);
  }

  /** The partner of variable i with the largest second-order gain, −1 if there is none. */
  selectLow(rowI: Tensor<"f32">, vi: number, kii: number): number {
    this.#check(rowI);
    const { v, low, diagonal, out } = this.#at;
    return this.#kernels.svm_select_low(this.n, v, rowI.ptr, diagonal, low, vi, kii, out);
  }

  /** v −= beta · row. */
  subtractRow(row: Tensor<"f32">, beta: number): void {
    this.#check(row);
    this.#kernels.svm_subtract_row(this.n, this.#at.v, row.ptr, beta);
  }

  #check(row: Tensor<"f32">): void {
    if (row.cols < this.n) throw new ShapeError(`svm: a row of ${row.cols} values for ${this.n} variables`);
  }
}

/** dst[t] = src[ids[t]]. dst may be src, or lie below it, where ids rise. A multiple of 4 ids, each inside `src`. */
export function gather(engine: Engine, src: Tensor<"f32">, ids: Tensor<"i32">, dst: Tensor<"f32">): void {
  if (ids.rows % 4 !== 0 || dst.cols < ids.rows) throw new ShapeError(`svm: ${ids.rows} values for ${dst.cols} places`);
  (engine.exports as SmoExports).svm_gather(ids.rows, src.ptr, ids.ptr, dst.ptr);
}
