/** What a worker prints: every task while they are few, some of many, and a line now and then while long ones run. */
import type { TaskEnd, WorkerListener } from "../distributed/index.js";

/** Seconds between two lines about tasks that went well, and between two about tasks that run. */
const DONE_EVERY = 1;
const RUNNING_EVERY = 30;

export class WorkerLog implements WorkerListener {
  readonly #print: (line: string) => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #running = 0;
  #done = 0;
  #printed = 0;
  #last = Number.NEGATIVE_INFINITY;

  constructor(print: (line: string) => void) {
    this.#print = print;
    this.#timer = setInterval(() => this.#status(), RUNNING_EVERY * 1000);
  }

  taskStarted(): void {
    this.#running++;
  }

  taskEnded(about: string, seconds: number, end: TaskEnd, reason?: string): void {
    this.#running = Math.max(0, this.#running - 1);
    if (end === "done") this.#tellDone(about, seconds);
    else this.#print(`${end} after ${seconds.toFixed(1)} s: ${about}${reason ? ` (${reason})` : ""}`);
  }

  #tellDone(about: string, seconds: number): void {
    this.#done++;
    if (performance.now() - this.#last < DONE_EVERY * 1000) return;
    const more = this.#done - this.#printed - 1;
    this.#print(`done in ${seconds.toFixed(1)} s: ${about}${more > 0 ? ` (and ${more} more)` : ""}`);
    this.#last = performance.now();
    this.#printed = this.#done;
  }

  fetched(bytes: number): void {
    this.#print(`fetched ${(bytes / 1e6).toFixed(bytes < 1e6 ? 3 : 1)} MB of data`);
  }

  note(text: string): void {
    this.#print(text);
  }

  /** The last line. */
  close(): void {
    clearInterval(this.#timer);
    this.#print(`stopped: ${this.#done} tasks done`);
  }

  #status(): void {
    if (this.#running > 0) this.#print(`${this.#done} tasks done, ${this.#running} running`);
  }
}
