/** What a worker prints: every task while they are few, some of many, and a line now and then while long ones run. */
import type { TaskEnd, WorkerListener } from "../distributed/index.js";

/** Seconds between two times that it tells of tasks that went well, and of tasks that run. */
const DONE_EVERY = 1;
const RUNNING_EVERY = 30;

/** Tasks of one kind that are done and not told of yet: the latest, and how many came before it. */
interface Untold {
  readonly line: string;
  readonly more: number;
}

export class WorkerLog implements WorkerListener {
  readonly #print: (line: string) => void;
  readonly #timers: readonly ReturnType<typeof setInterval>[];
  /** By what tasks are for: a grid search that ends between two others is told of as well. */
  readonly #untold = new Map<string, Untold>();
  #running = 0;
  #done = 0;

  constructor(print: (line: string) => void) {
    this.#print = print;
    this.#timers = [
      setInterval(() => this.#tellDone(), DONE_EVERY * 1000),
      setInterval(() => this.#tellRunning(), RUNNING_EVERY * 1000),
    ];
  }

  taskStarted(): void {
    this.#running++;
  }

  taskEnded(about: string, seconds: number, end: TaskEnd, reason?: string): void {
    this.#running = Math.max(0, this.#running - 1);
    const line = `${end} ${end === "done" ? "in" : "after"} ${seconds.toFixed(1)} s: ${about}`;
    if (end === "done") this.#addDone(about, line);
    else this.#print(reason ? `${line} (${reason})` : line);
  }

  fetched(bytes: number): void {
    this.#print(`fetched ${(bytes / 1e6).toFixed(bytes < 1e6 ? 3 : 1)} MB of data`);
  }

  note(text: string): void {
    this.#print(text);
  }

  /** The last lines. */
  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#tellDone();
    this.#print(`stopped: ${this.#done} tasks done`);
  }

  #addDone(about: string, line: string): void {
    this.#done++;
    const kind = about.split(":", 1)[0];
    const before = this.#untold.get(kind);
    this.#untold.set(kind, { line, more: before ? before.more + 1 : 0 });
  }

  #tellDone(): void {
    for (const { line, more } of this.#untold.values()) this.#print(more > 0 ? `${line} (and ${more} more)` : line);
    this.#untold.clear();
  }

  #tellRunning(): void {
    if (this.#running > 0) this.#print(`${this.#done} tasks done, ${this.#running} running`);
  }
}
