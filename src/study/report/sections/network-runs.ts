/** What the sections about network runs share: the table of runs and phrases about them. */
import type { NetworkRun } from "../../results.js";
import { type Table, table } from "../document.js";
import { count, highest, score, seconds } from "../text.js";

export const bestRun = <T extends NetworkRun>(runs: readonly T[]): T =>
  highest(runs, ({ validationAccuracy }) => validationAccuracy);

/** One line a run; `extra` columns stand before the times. */
export function networkTable<T extends NetworkRun>(
  what: string,
  runs: readonly T[],
  extra: Readonly<Record<string, (run: T) => string>> = {},
): Table {
  const best = bestRun(runs);
  return table(
    [what, "Weights", "Training acc.", "Validation acc.", "Least loss at", ...Object.keys(extra), "Training"],
    runs.map((run) => ({
      cells: [
        run.label,
        count(run.parameters),
        score(run.trainAccuracy),
        score(run.validationAccuracy),
        `epoch ${run.bestEpoch} of ${run.history.length}`,
        ...Object.values(extra).map((cell) => cell(run)),
        seconds(run.fitSeconds),
      ],
      chosen: run === best,
    })),
  );
}

/** "for 30 epochs", or the range where runs differ. */
export function epochsOf(runs: readonly NetworkRun[]): string {
  const lengths = runs.map(({ history }) => history.length);
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  return least === most ? `${most} epochs` : `${least} to ${most} epochs`;
}

/** How the curves are to be read. */
export const CURVE_NOTE =
  "Training values (dashed) are the mean over the batches of an epoch as they were met, with dropout and penalty where the run has them; validation values (solid) are taken after it, without.";
