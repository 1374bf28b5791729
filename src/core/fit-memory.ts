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
 * It holds one value of each name at a time and never changes a result.
 */
export class FitMemory {
  readonly #varying: ReadonlySet<string>;
  readonly #held = new Map<string, Held>();

  /** `varying` names the parameters in which the candidates differ. */
  constructor(varying: Iterable<string> = []) {
    this.#varying = new Set(varying);
  }

  /** Whether the candidates differ in any of these parameters: what only serves that is not worth its room otherwise. */
  varies(...names: readonly string[]): boolean {
    return names.some((name) => this.#varying.has(name));
  }

  /** The `name` held under `key`; else what `make` gives, in place of the `name` held before. */
  async keep<T>(name: string, key: string, make: () => Promise<Kept<T>>): Promise<T> {
    const held = this.#held.get(name);
    if (held?.key === key) return held.value as T;
    held?.release();
    this.#held.delete(name);
    const { value, release } = await make();
    this.#held.set(name, { key, value, release });
    return value;
  }

  release(): void {
    for (const held of this.#held.values()) held.release();
    this.#held.clear();
  }
}
