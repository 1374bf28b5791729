/** What fits on the same rows hand on to each other. */

interface Held {
  readonly key: string;
  readonly value: unknown;
  release(): void;
}

/** A value to keep, and how to give it up. */
export interface Kept<T> {
  readonly value: T;
  release(): void;
}

/**
 * Made by a search for the candidates that it fits one after the other on the same rows of the same data; released after the last of them.
 * It holds one value at a time and never changes a result.
 */
export class FitMemory {
  #held: Held | undefined;

  /** What is held under `key`; else what `make` gives, in place of what was held before. */
  async keep<T>(key: string, make: () => Promise<Kept<T>>): Promise<T> {
    if (this.#held?.key !== key) {
      this.release();
      this.#held = { key, ...(await make()) };
    }
    return this.#held.value as T;
  }

  release(): void {
    this.#held?.release();
    this.#held = undefined;
  }
}
