/** Draws the progress of long work: a bar with time left in a terminal, plain lines in a log. */
import { type Options, SingleBar } from "cli-progress";

export interface ProgressDisplay {
  start(title: string, total: number): void;
  update(done: number, detail: string): void;
  /** Ends the current bar and leaves one line. */
  stop(line: string): void;
  note(text: string): void;
}

/** Seconds between two lines of one step in a log. */
const LOG_INTERVAL = 10;

export function createDisplay(quiet: boolean): ProgressDisplay {
  if (quiet) return { start() {}, update() {}, stop() {}, note() {} };
  return process.stderr.isTTY ? new BarDisplay() : new LogDisplay();
}

const BAR: Options = {
  format: "  {title} {bar} {percentage}% | {left} left | {detail}",
  barsize: 24,
  barCompleteChar: "█",
  barIncompleteChar: "░",
  hideCursor: true,
  clearOnComplete: true,
  fps: 8,
  stream: process.stderr,
  linewrap: false,
};

class BarDisplay implements ProgressDisplay {
  #bar = new SingleBar(BAR);
  #total = 1;
  #started = 0;

  start(title: string, total: number): void {
    this.#total = total;
    this.#started = performance.now();
    this.#bar = new SingleBar(BAR);
    this.#bar.start(total, 0, { title, detail: "starting", left: "…" });
  }

  update(done: number, detail: string): void {
    this.#bar.update(done, { detail, left: timeLeft(this.#started, done, this.#total) });
  }

  stop(line: string): void {
    this.#bar.stop();
    console.error(`  ${line}`);
  }

  note(text: string): void {
    this.#bar.stop();
    console.error(text);
  }
}

class LogDisplay implements ProgressDisplay {
  #title = "";
  #total = 1;
  #started = 0;
  #lastLine = 0;

  start(title: string, total: number): void {
    this.#title = title;
    this.#total = total;
    this.#started = performance.now();
    this.#lastLine = this.#started;
    console.error(`${title} …`);
  }

  update(done: number, detail: string): void {
    const now = performance.now();
    if (now - this.#lastLine < LOG_INTERVAL * 1000) return;
    this.#lastLine = now;
    const share = Math.round((100 * done) / this.#total);
    console.error(`${this.#title}: ${share}%, ${detail}, ${timeLeft(this.#started, done, this.#total)} left`);
  }

  stop(line: string): void {
    console.error(line);
  }

  note(text: string): void {
    console.error(text);
  }
}

/** Seconds that the rest will take if it goes on as it has since `started`; undefined before anything is done. */
export function secondsLeft(started: number, done: number, total: number): number | undefined {
  return done > 0 ? ((performance.now() - started) / 1000) * (total / done - 1) : undefined;
}

function timeLeft(started: number, done: number, total: number): string {
  const seconds = secondsLeft(started, done, total);
  if (seconds === undefined) return "…";
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
