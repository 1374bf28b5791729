/** How the threads of a pool are shared out. */
export interface SlotRequest {
  /** True once the slots have been set aside, all at once; false if the request was withdrawn before. */
  readonly granted: Promise<boolean>;
  /** Gives up waiting; does nothing once the slots have been granted. */
  withdraw(): void;
}

interface Waiting {
  readonly count: number;
  readonly settle: (granted: boolean) => void;
}

/** A counting semaphore that serves in order, so that a group that needs all threads at once is not starved. */
export class Slots {
  #free: number;
  readonly #waiting: Waiting[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  request(count: number): SlotRequest {
    let settle!: (granted: boolean) => void;
    const granted = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    const entry = { count, settle };
    this.#waiting.push(entry);
    this.#serve();
    return { granted, withdraw: () => this.#withdraw(entry) };
  }

  give(count: number): void {
    this.#free += count;
    this.#serve();
  }

  #withdraw(entry: Waiting): void {
    const at = this.#waiting.indexOf(entry);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    entry.settle(false);
    // It may have held back those behind it.
    this.#serve();
  }

  #serve(): void {
    while (this.#waiting.length > 0 && this.#waiting[0].count <= this.#free) {
      const next = this.#waiting.shift()!;
      this.#free -= next.count;
      next.settle(true);
    }
  }
}
