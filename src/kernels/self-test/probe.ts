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

/** A stream of random words, each made once, however often it is read. */
export class Words {
  readonly #random: Random;
  #words = new Uint32Array(1 << 16);
  #count = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** `count` words of the stream from `first` on, each uniform in [0, 2³²). */
  range(first: number, count: number): Uint32Array {
    const end = first + count;
    if (end > this.#words.length) {
      const more = new Uint32Array(2 * end);
      more.set(this.#words);
      this.#words = more;
    }
    for (; this.#count < end; this.#count++) this.#words[this.#count] = this.#random.uint32();
    return this.#words.subarray(first, end);
  }
}

/** An integer below `bound`, by the upper bits of a random word; its bias is below bound / 2³². */
const scaled = (word: number, bound: number) => Math.floor(word * 2 ** -32 * bound);

/** Random operands in a workspace: the same for everyone who draws from the same words. */
export class Draw {
  readonly #workspace: Workspace;
  readonly #words: Words;
  #drawn = 0;

  constructor(workspace: Workspace, words: Words) {
    this.#workspace = workspace;
    this.#words = words;
  }

  #next(count: number): Uint32Array {
    const words = this.#words.range(this.#drawn, count);
    this.#drawn += count;
    return words;
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
    const words = this.#next(count);
    for (let i = 0; i < count; i++) {
      const bits = words[i];
      if (bits % 8 > 0 || low > 0) values[i] = low + (high - low) * (bits >>> 8) * 2 ** -24;
    }
    return values;
  }

  bytes(rows: number, cols: number): FeatureTensor & Tensor<"u8"> {
    const values = new Uint8Array(rows * cols);
    const words = this.#next(values.length);
    for (let i = 0; i < values.length; i++) values[i] = words[i] >>> 24;
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
    const values = new Array<number>(count);
    const words = this.#next(count);
    for (let i = 0; i < count; i++) values[i] = scaled(words[i], bound);
    return values;
  }

  permutation(count: number): Uint32Array {
    const order = new Uint32Array(count);
    const words = this.#next(count);
    for (let i = 0; i < count; i++) {
      const j = scaled(words[i], i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
