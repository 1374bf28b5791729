/** One task of a call, seen from the client: what of it has been heard. */
import type { TaskMessage } from "./message.js";

export class RemoteJob {
  readonly message: TaskMessage;
  /** "new": not in Redis yet; "open": its outcome is awaited. */
  state: "new" | "open" | "collecting" | "done" = "new";
  #reported = 0;

  constructor(message: TaskMessage) {
    this.message = message;
  }

  /**
   * True the first time that report `index` is heard, in order. A task that was begun anew reports the same again; one that skips has to wait
   * for the outcome, which has all.
   */
  hears(index: number): boolean {
    if (index !== this.#reported) return false;
    this.#reported++;
    return true;
  }
}
