/** Rows of a pair computed at full length and kept, so that columns can leave and come back without a row being computed twice. */
import type { Engine } from "../../engine/engine.js";
import { gather } from "../../kernels/svm-smo.js";
import { rowsOf, type Tensor, view, type Workspace } from "../../kernels/tensor.js";
import { RowCache } from "./row-cache.js";
import type { ProductSource, RowSource } from "./row-source.js";

export class StoredRowsSource implements RowSource {
  readonly batch: number;
  readonly #engine: Engine;
  readonly #diagonal: Float32Array;
  readonly #stored: RowCache;
  /** Position among the pair's columns, by place. */
  readonly #positionOf = new Map<number, number>();
  readonly #ids: Tensor<"i32">;
  #live: Tensor<"i32">;

  /** `places` are all columns of the pair; `bytes` bounds the rows that are kept. */
  constructor(workspace: Workspace, products: ProductSource, places: Int32Array, bytes: number) {
    this.batch = products.batch;
    this.#engine = workspace.engine;
    this.#diagonal = products.diagonal(places);
    this.#stored = new RowCache(workspace, products, places, bytes);
    places.forEach((place, position) => {
      if (place >= 0) this.#positionOf.set(place, position);
    });
    this.#ids = workspace.alloc("i32", places.length);
    this.#live = this.#ids;
  }

  holds(place: number): boolean {
    return this.#stored.has(this.#positionOf.get(place)!);
  }

  restrict(places: Int32Array): void {
    this.#live = rowsOf(this.#ids, 0, places.length);
    view(this.#engine, this.#live).set(places.map((place) => this.#positionOf.get(place) ?? 0));
  }

  fill(places: readonly number[], slots: readonly Tensor<"f32">[]): void {
    const positions = places.map((place) => this.#positionOf.get(place)!);
    positions.forEach((position, r) => {
      const row = this.#stored.get(position, position, (count) => this.#missing(positions, r + 1, count));
      gather(this.#engine, row, this.#live, slots[r]);
    });
  }

  diagonal(places: Int32Array): Float32Array {
    return Float32Array.from(places, (place) => (place < 0 ? 0 : this.#diagonal[this.#positionOf.get(place)!]));
  }

  #missing(positions: readonly number[], from: number, count: number): number[] {
    return positions
      .slice(from)
      .filter((position) => !this.#stored.has(position))
      .slice(0, count);
  }
}
