/**
 * Seeded random numbers in plain integer arithmetic: the same stream on every host.
 *
 * Generator: xoshiro128** 1.1 (Blackman & Vigna 2018), state filled by splitmix32 (Steele et al. 2014, 32-bit variant).
 */
import { ParameterError } from "./errors.js";

/** One step of splitmix32 on `state`: a bijective 32-bit mixer, good enough to separate neighbouring seeds. */
export function mix32(state: number): number {
  let z = (state + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

function rotl(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}

export class Random {
  readonly #state = new Int32Array(4);

  /** @param seed integer in [0, 2³²). @param stream separates independent uses of one seed. */
  constructor(seed: number, stream = 0) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
      throw new ParameterError(`randomState is ${seed}; it must be an integer from 0 to 4294967295`);
    }
    let word = mix32(seed) ^ mix32(stream ^ 0x5bf03635);
    for (let i = 0; i < 4; i++) {
      word = mix32(word + i);
      this.#state[i] = word;
    }
    if (this.#state.every((value) => value === 0)) this.#state[0] = 1;
  }

  /** Uniform integer in [0, 2³²). */
  uint32(): number {
    const s = this.#state;
    const result = Math.imul(rotl(Math.imul(s[1], 5), 7), 9);
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 11);
    return result >>> 0;
  }

  /** Uniform integer in [0, bound), without modulo bias (rejection). `bound` in [1, 2³²]. */
  below(bound: number): number {
    const limit = 0x100000000 - (0x100000000 % bound);
    let value = this.uint32();
    while (value >= limit) value = this.uint32();
    return value % bound;
  }

  /** Uniform in [0, 1) with 24 random bits: exact as f32 and f64. */
  float(): number {
    return (this.uint32() >>> 8) * 2 ** -24;
  }

  /** Fisher–Yates, in place. Returns its argument. */
  shuffle<T extends { length: number; [index: number]: number }>(values: T): T {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const held = values[i];
      values[i] = values[j];
      values[j] = held;
    }
    return values;
  }

  /** 0 … n−1 in random order. */
  permutation(n: number): Uint32Array {
    return this.shuffle(Uint32Array.from({ length: n }, (_, i) => i));
  }
}
