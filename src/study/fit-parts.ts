/** The fits of a search as parts of its experiment. */
import type { FitResult, FitStore } from "../selection/index.js";
import type { Parts } from "./experiment.js";
import { secondsSince } from "./statistics.js";

/** `settings`: everything that a fit depends on besides its candidate and its fold. */
export function fitParts(parts: Parts, id: string, settings: object): FitStore {
  let last = performance.now();
  return {
    load: (fit) => parts.load<FitResult>({ id, settings: { ...settings, fit } }),
    save(fit, result) {
      // Fits overlap; what each took of the experiment's time is what has passed since the one before.
      const seconds = secondsSince(last);
      last = performance.now();
      return parts.save({ id, settings: { ...settings, fit } }, result, seconds);
    },
  };
}
