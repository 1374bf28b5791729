/** A counting semaphore that serves in order, so that a group that needs all threads at once is not starved. */
export class Slots {
  #free: number;
  readonly #waiting: { count: number; start: () => void }[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves when `count` slots have been set aside, all at once. */
  take(count: number): Promise<void> {
    return new Promise((start) => {
      this.#waiting.push({ count, start });
      this.#serve();
    });
  }

  give(count: number): void {
    this.#free += count;
    this.#serve();
  }

  #serve(): void {
    while (this.#waiting.length > 0 && this.#waiting[0].count <= this.#free) {
      const next = this.#waiting.shift()!;
      this.#free -= next.count;
      next.start();
    }
  }
}
