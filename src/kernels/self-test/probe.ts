/** What a probe of a kernel is, and seeded random operands for it. */
import { Random } from "../../core/random.js";
import type { Engine } from "../../engine/engine.js";
import type { FeatureTensor, Tensor, Workspace } from "../tensor.js";

/** What a kernel gave: tensors it wrote, numbers it returned. */
export type Outcome = readonly (Tensor | ArrayBufferView | number)[];

/** Runs one kernel, or one family of variants, on operands that depend on nothing but the seed. */
export interface Probe {
  /** The exported kernel. */
  readonly name: string;
  run(workspace: Workspace, draw: Draw): Outcome;
}

/** The engine with narrow and with wide tiles: a wrapper chooses its microkernel by the flag. */
export function bothTiles(engine: Engine): readonly Engine[] {
  return [
    { ...engine, turbo: false },
    { ...engine, turbo: true },
  ];
}

/** Random operands in a workspace. */
export class Draw {
  readonly #workspace: Workspace;
  readonly #random: Random;

  constructor(workspace: Workspace, seed: number) {
    this.#workspace = workspace;
    this.#random = new Random(seed);
  }

  /** Numbers in [low, high), one in eight of them 0 unless `low` is positive. */
  floats(rows: number, cols = 1, low = -1, high = 1): Tensor<"f32"> {
    return this.#workspace.put("f32", this.numbers(rows * cols, low, high), rows, cols);
  }

  doubles(rows: number, cols = 1, low = -1, high = 1): Tensor<"f64"> {
    return this.#workspace.put("f64", this.numbers(rows * cols, low, high), rows, cols);
  }

  numbers(count: number, low: number, high: number): Float64Array {
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const bits = this.#random.uint32();
      if (bits % 8 > 0 || low > 0) values[i] = low + (high - low) * (bits >>> 8) * 2 ** -24;
    }
    return values;
  }

  bytes(rows: number, cols: number): FeatureTensor & Tensor<"u8"> {
    const values = new Uint8Array(rows * cols);
    for (let i = 0; i < values.length; i++) values[i] = this.#random.uint32() >>> 24;
    return { ...this.#workspace.put("u8", values, rows, cols), scale: Math.fround(1 / 255) };
  }

  /** The same kind of features as bytes with a scale and as floats. */
  features(rows: number, cols: number): readonly FeatureTensor[] {
    return [this.bytes(rows, cols), { ...this.floats(rows, cols), scale: 1 }];
  }

  /** Integers below `bound`. */
  codes(count: number, bound: number): Tensor<"i32"> {
    return this.#workspace.put("i32", this.integers(count, bound));
  }

  integers(count: number, bound: number): number[] {
    return Array.from({ length: count }, () => this.#random.below(bound));
  }

  permutation(count: number): Uint32Array {
    return this.#random.permutation(count);
  }
}
