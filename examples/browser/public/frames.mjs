/** Counts the frames that the page shows. */
const WINDOW = 1000;

export class FrameCounter {
  /** Since `mark`: when it was, frames shown, and the longest time between two of them; times in ms. */
  marked = { start: performance.now(), frames: 0, slowest: 0 };
  #times = [];
  #told = 0;
  #tell;

  /** Calls `tell({ rate, slowest })` twice a second: frames per second, and the longest time between two of them in the last second, in ms. */
  constructor(tell) {
    this.#tell = tell;
    requestAnimationFrame((now) => this.#frame(now));
  }

  mark() {
    this.marked = { start: performance.now(), frames: 0, slowest: 0 };
  }

  #frame(now) {
    const times = this.#times;
    this.marked.frames++;
    this.marked.slowest = Math.max(this.marked.slowest, now - (times.at(-1) ?? now));
    times.push(now);
    while (times[0] < now - WINDOW) times.shift();
    if (now - this.#told >= WINDOW / 2 && times.length > 1) {
      this.#told = now;
      const gaps = times.slice(1).map((time, i) => time - times[i]);
      this.#tell({ rate: (1000 * gaps.length) / (now - times[0]), slowest: Math.max(...gaps) });
    }
    requestAnimationFrame((next) => this.#frame(next));
  }
}
