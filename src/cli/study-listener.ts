/** How the command line tells of a running study: bars or lines for people, JSON lines for programs. */
import { describeProgress, type ExperimentProgress, type StudyListener, silent } from "../study/progress.js";
import type { StudyResults } from "../study/results.js";
import { type ProgressDisplay, secondsLeft } from "./progress.js";

export interface StudyReporter {
  readonly listener: StudyListener;
  /** What the data are, before the first step. */
  data(line: string): void;
  finished(results: StudyResults, page: string): void;
}

/** Milliseconds between two progress lines of an experiment. */
const JSON_INTERVAL = 1000;

/** Titles, bars and one line an experiment to the standard error output; in the end a table, and the place of the report to the standard output. */
export function textReporter(display: ProgressDisplay, quiet: boolean): StudyReporter {
  const outcomes: string[][] = [];
  const listener: StudyListener = {
    stepStarted: ({ title }) => display.note(`${title}:`),
    stepEnded: ({ title }, { summary, seconds }) => outcomes.push([title, formatSeconds(seconds), summary]),
    experimentStarted: ({ title, total }) => display.start(title, total),
    experimentProgress: (_experiment, progress) => display.update(progress.done, describeProgress(progress)),
    experimentEnded: ({ title }, { summary, seconds, resumed }) =>
      display.stop(`${title}: ${summary} (${resumed ? "kept from before, " : ""}${formatSeconds(seconds)})`),
    note: (text) => display.note(text),
  };
  return {
    listener: quiet ? silent : listener,
    data: (line) => display.stop(line),
    finished({ final, totalSeconds }, page) {
      display.note(table([["step", "time", "outcome"], ...outcomes]));
      const accuracy = final ? `Test accuracy ${final.testAccuracy.toFixed(4)} in ` : "Done in ";
      console.log(`${accuracy}${formatSeconds(totalSeconds)}. The report: ${page}`);
    },
  };
}

/** One JSON object a line to the standard output, each with the name of its `event`. */
export function jsonReporter(): StudyReporter {
  const say = (event: string, fields: object) => console.log(JSON.stringify({ event, ...fields }));
  let started = 0;
  let lastLine = 0;
  const listener: StudyListener = {
    stepStarted: ({ id, title }) => say("stepStarted", { step: id, title }),
    stepEnded: ({ id, title }, outcome) => say("stepEnded", { step: id, title, ...outcome }),
    experimentStarted({ step, id, title }) {
      started = performance.now();
      lastLine = started;
      say("experimentStarted", { step, id, title });
    },
    experimentProgress({ step, id, title, total }, progress: ExperimentProgress) {
      const now = performance.now();
      if (now - lastLine < JSON_INTERVAL) return;
      lastLine = now;
      const left = secondsLeft(started, progress.done, total);
      say("experimentProgress", { step, id, title, total, ...progress, secondsLeft: left });
    },
    experimentEnded: ({ step, id, title }, outcome) => say("experimentEnded", { step, id, title, ...outcome }),
    note: (text) => say("note", { text }),
  };
  return {
    listener,
    data: (text) => say("data", { text }),
    finished: ({ steps, totalSeconds, final }, page) =>
      say("finished", { page, totalSeconds, testAccuracy: final?.testAccuracy, steps }),
  };
}

function formatSeconds(seconds: number): string {
  return seconds < 100 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
