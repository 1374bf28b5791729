/** Where rows of kernel values come from: a Gram matrix in memory, or products computed when asked for. Both give the same bits. */
import type { Engine } from "../../engine/engine.js";
import {
  allocSide,
  GROUP_ROWS,
  hasExactProducts,
  type KernelFunction,
  kernelBlock,
  kernelDiagonal,
  PANEL_ROWS,
  packRows,
  padded,
  type Side,
  storeRows,
} from "../../kernels/svm-products.js";
import { gather } from "../../kernels/svm-smo.js";
import { type FeatureTensor, rowsOf, type Tensor, view, type Workspace } from "../../kernels/tensor.js";

export interface RowSource {
  /** Rows that cost hardly more than one to compute. */
  readonly batch: number;
  /** True where the row of a place need not be computed. */
  holds(place: number): boolean;
  /** From now on rows hold the columns at these places (−1: padding, of any finite value); a multiple of 16. */
  restrict(places: Int32Array): void;
  /** Writes the row of every place in `places` (at most `batch`) to the slot beside it. */
  fill(places: readonly number[], slots: readonly Tensor<"f32">[]): void;
  /** k(x, x) at the given places, 0 for padding. */
  diagonal(places: Int32Array): Float32Array;
}

/** Picks columns of the Gram matrix of all places. */
export class GramSource implements RowSource {
  readonly batch = 1;
  readonly #engine: Engine;
  readonly #gram: Tensor<"f32">;
  readonly #ids: Tensor<"i32">;
  #live: Tensor<"i32">;

  constructor(workspace: Workspace, gram: Tensor<"f32">, capacity: number) {
    this.#engine = workspace.engine;
    this.#gram = gram;
    this.#ids = workspace.alloc("i32", capacity);
    this.#live = this.#ids;
  }

  holds(): boolean {
    return true;
  }

  restrict(places: Int32Array): void {
    this.#live = rowsOf(this.#ids, 0, places.length);
    const ids = view(this.#engine, this.#live);
    for (let t = 0; t < places.length; t++) ids[t] = Math.max(0, places[t]);
  }

  fill(places: readonly number[], slots: readonly Tensor<"f32">[]): void {
    const row = rowsOf(this.#gram, places[0], places[0] + 1);
    gather(this.#engine, row, this.#live, slots[0]);
  }

  diagonal(places: Int32Array): Float32Array {
    return Float32Array.from(places, (place) =>
      place < 0 ? 0 : view(this.#engine, rowsOf(this.#gram, place, place + 1))[place],
    );
  }
}

/** Computes rows from the features, four at a time, against the packed rows of the columns in play. */
export class ProductSource implements RowSource {
  readonly batch = GROUP_ROWS;
  readonly #engine: Engine;
  readonly #fn: KernelFunction;
  readonly #X: FeatureTensor;
  readonly #order: Int32Array;
  readonly #columns: Side;
  readonly #rows: Side;
  readonly #ids: Tensor<"i32">;
  readonly #block: Tensor<"f64">;
  #live: Side;

  constructor(workspace: Workspace, fn: KernelFunction, X: FeatureTensor, order: Int32Array, capacity: number) {
    const exact = hasExactProducts(X);
    this.#engine = workspace.engine;
    this.#fn = fn;
    this.#X = X;
    this.#order = order;
    this.#columns = allocSide(workspace, "right", capacity, X, exact);
    this.#rows = allocSide(workspace, "left", GROUP_ROWS, X, exact);
    this.#ids = workspace.alloc("i32", capacity);
    this.#block = workspace.alloc("f64", capacity, GROUP_ROWS);
    this.#live = this.#columns;
  }

  holds(): boolean {
    return false;
  }

  restrict(places: Int32Array): void {
    this.#live = { ...this.#columns, count: places.length };
    packRows(this.#engine, this.#X, this.#rowsAt(places), this.#live);
  }

  fill(places: readonly number[], slots: readonly Tensor<"f32">[]): void {
    const engine = this.#engine;
    const group = Int32Array.from({ length: GROUP_ROWS }, (_, r) => places[r] ?? -1);
    packRows(engine, this.#X, this.#rowsAt(group), this.#rows);
    const panels = this.#live.count / PANEL_ROWS;
    kernelBlock(engine, this.#fn, this.#rows, this.#live, 0, panels, this.#block);
    for (let r = 0; r < places.length; r++) {
      storeRows(engine, this.#block, GROUP_ROWS, panels, [r, 1], slots[r], 0, 0);
    }
  }

  diagonal(places: Int32Array): Float32Array {
    const engine = this.#engine;
    const side = { ...this.#columns, count: padded(places.length) };
    packRows(engine, this.#X, this.#rowsAt(places), side);
    const out = { ...this.#block, rows: side.count, cols: 1 };
    kernelDiagonal(engine, this.#fn, { ...side, norms: rowsOf(side.norms, 0, side.count) }, out);
    const values = view(engine, out);
    return Float32Array.from(places, (place, t) => (place < 0 ? 0 : values[t]));
  }

  /** The rows of X at `places`, as ids in the engine's memory. */
  #rowsAt(places: Int32Array): Tensor<"i32"> {
    const ids = rowsOf(this.#ids, 0, places.length);
    const rows = view(this.#engine, ids);
    for (let t = 0; t < places.length; t++) rows[t] = places[t] < 0 ? -1 : this.#order[places[t]];
    return ids;
  }
}
