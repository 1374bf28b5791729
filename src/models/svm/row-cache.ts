/** A bounded cache of rows of kernel values; which rows it holds never changes a value. */
import { gather } from "../../kernels/svm-smo.js";
import { rowsOf, type Tensor, view, type Workspace } from "../../kernels/tensor.js";
import type { RowSource } from "./row-source.js";

/** Room for a batch, and for the two rows of a step beside it. */
const MIN_ROWS = 8;

/**
 * Rows are known by the position of their variable among the columns in play. A full cache makes room by the clock rule: a hand passes
 * over the slots and takes the first that was not used since its last pass.
 */
export class RowCache {
  readonly #source: RowSource;
  readonly #workspace: Workspace;
  readonly #memory: Tensor<"f32">;
  readonly #numbers: Float32Array;
  readonly #ids: Tensor<"i32">;
  #places: Int32Array = new Int32Array(0);
  #slots: Tensor<"f32">[] = [];
  /** Slot of every position, −1 if its row is not here; and the position in every slot, −1 if free. */
  #slotOf = new Int32Array(0);
  #holds = new Int32Array(0);
  #used = new Uint8Array(0);
  #hand = 0;

  /** Room for about `bytes`, of rows as long as `places` at first. */
  constructor(workspace: Workspace, source: RowSource, places: Int32Array, bytes: number) {
    const rows = Math.min(places.length, Math.max(MIN_ROWS, Math.floor(bytes / (4 * places.length))));
    this.#source = source;
    this.#workspace = workspace;
    this.#memory = workspace.alloc("f32", Math.max(MIN_ROWS, rows), places.length);
    this.#ids = workspace.alloc("i32", places.length);
    this.#numbers = view(workspace.engine, this.#memory);
    this.reset(places);
  }

  /** Forgets all rows; from now on the columns are `places`. */
  reset(places: Int32Array): void {
    this.#source.restrict(places);
    this.#reslot(places);
  }

  /** True where the row of `position` is here, or at hand without being computed. */
  has(position: number): boolean {
    return this.#slotOf[position] >= 0 || (this.#places[position] >= 0 && this.#source.holds(this.#places[position]));
  }

  /** One value of the row of `position`, which must be here. */
  at(position: number, column: number): number {
    return this.#numbers[this.#slotOf[position] * this.#places.length + column];
  }

  /**
   * The row of `position`; `keep` is a position whose row must stay. Where rows are computed in batches, `others` names more positions
   * whose rows are likely to be asked for soon.
   */
  get(position: number, keep: number, others: (count: number) => number[]): Tensor<"f32"> {
    if (this.#slotOf[position] < 0) this.#load(position, keep, others);
    const slot = this.#slotOf[position];
    this.#used[slot] = 1;
    return this.#slots[slot];
  }

  /** Keeps the columns (and rows) at the rising positions `kept`; they become the positions 0, 1, … Padding follows. */
  shrink(kept: Int32Array, places: Int32Array): void {
    const { engine } = this.#workspace;
    const before = { slots: this.#slots, slotOf: this.#slotOf, holds: this.#holds };
    const ids = { ...this.#ids, rows: places.length };
    const columns = view(engine, ids);
    for (let t = 0; t < places.length; t++) columns[t] = t < kept.length ? kept[t] : t;
    const positionOf = new Int32Array(before.slotOf.length).fill(-1);
    for (let t = 0; t < kept.length; t++) positionOf[kept[t]] = t;

    this.#source.restrict(places);
    this.#reslot(places);
    let next = 0;
    // Slots only get shorter and move down, so no row is overwritten before it was read.
    for (let slot = 0; slot < before.holds.length; slot++) {
      const position = before.holds[slot] < 0 ? -1 : positionOf[before.holds[slot]];
      if (position < 0) continue;
      gather(engine, before.slots[slot], ids, this.#slots[next]);
      this.#put(position, next++);
    }
  }

  #load(position: number, keep: number, others: (count: number) => number[]): void {
    const wanted = [position];
    if (!this.#source.holds(this.#places[position])) wanted.push(...others(this.#source.batch - 1));
    const slots = wanted.map((one) => {
      const slot = this.#free(keep);
      this.#put(one, slot);
      // Not to be taken by the next of the batch.
      this.#used[slot] = 1;
      return this.#slots[slot];
    });
    this.#source.fill(
      wanted.map((one) => this.#places[one]),
      slots,
    );
    for (const one of wanted.slice(1)) this.#used[this.#slotOf[one]] = 0;
  }

  #put(position: number, slot: number): void {
    this.#slotOf[position] = slot;
    this.#holds[slot] = position;
  }

  /** An empty slot. */
  #free(keep: number): number {
    for (;;) {
      const slot = this.#hand;
      this.#hand = (this.#hand + 1) % this.#slots.length;
      const holds = this.#holds[slot];
      if (holds >= 0 && holds === keep) continue;
      if (holds < 0 || this.#used[slot] === 0) {
        if (holds >= 0) this.#slotOf[holds] = -1;
        return slot;
      }
      this.#used[slot] = 0;
    }
  }

  /** Divides the memory into slots for rows of places.length values, all empty. */
  #reslot(places: Int32Array): void {
    const width = places.length;
    const count = Math.min(Math.floor((this.#memory.rows * this.#memory.cols) / width), Math.max(MIN_ROWS, width));
    this.#places = places;
    const table = { ...this.#memory, rows: count, cols: width };
    this.#slots = Array.from({ length: count }, (_, slot) => rowsOf(table, slot, slot + 1));
    this.#slotOf = new Int32Array(width).fill(-1);
    this.#holds = new Int32Array(count).fill(-1);
    this.#used = new Uint8Array(count);
    this.#hand = 0;
  }
}
